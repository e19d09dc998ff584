"""The clock of each stage: a case that enters a stage with a limit of its own starts it, leaving the stage ends it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from workflow.base import clock as time
from workflow.base.db import session
from workflow.places import packs
from workflow.policy import flows
from workflow.policy.calendar import Calendar
from workflow.policy.flows import Kind, Way
from workflow.policy.pack import Value
from workflow.policy.terms import Deadline
from workflow.stages.cases import clock, ways
from workflow.stages.cases.models import Case
from workflow.stages.cases.states import State

if TYPE_CHECKING:
    from workflow.stages.cases.replay import Told

COLUMNS = ("stage_clock", "stage_due_on", "stage_warn_on")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a case in a stage with a limit: `ended` is None while it lasts, `left_for` the state taken then."""

    kind: str
    since: datetime
    deadline: dict[str, Any]
    ended: datetime | None = None
    left_for: str = ""


def entering(case: Case, state: State, way: Way, *, at: datetime, accepted_at: datetime | None) -> dict[str, Any]:
    """The columns of the stage's clock that a case's step to `state` changes; empty where it stays in its stage."""
    on, here = time.local_date(accepted_at or case.recorded_at), ways.stands_in(case)
    kind = ways.entered(case, state, way, on)
    if kind is Kind.RATING and kind is not here:
        _hold_the_grade(case)
        kind = ways.entered(case, state, way, on)
    return {} if kind is here else _next(case, kind, at=at, accepted_at=accepted_at)


def _hold_the_grade(case: Case) -> None:
    """A grade that is being settled at this moment is waited for: it would not see this case. Whoever settles it takes
    the calendar first, too."""
    packs.calendar_held()
    session.refresh(case.household, ["graded_at"], with_for_update={"key_share": True})


def regraded(case: Case, *, at: datetime) -> dict[str, Any]:
    """The columns of the stage's clock that change because the household's credit grade was settled, or lost; empty
    where the case stands in the same stage."""
    kind, running = ways.stands_in(case), (case.stage_clock or {}).get("kind")
    return {} if kind == running else _next(case, kind, at=at, accepted_at=case.accepted_at)


def _next(case: Case, kind: Kind | None, *, at: datetime, accepted_at: datetime | None) -> dict[str, Any]:
    fresh = started(case, kind, at=at, accepted_at=accepted_at) if kind and accepted_at else {}
    return fresh or (dict.fromkeys(COLUMNS) if case.stage_clock else {})


def started(case: Case, kind: Kind, *, at: datetime, accepted_at: datetime) -> dict[str, Any]:
    """The columns of a clock that starts at `at`, by the rules of the day of acceptance; empty without a limit."""
    accepted_on = time.local_date(accepted_at)
    limit = _limit(case, kind, accepted_on)
    if limit is None:
        return {}
    deadline = _deadline(case, limit, at, accepted_on, packs.calendar_held())
    days = clock.warnings(packs.pack(case.pack), deadline, accepted_on)
    return _columns(kind, at.astimezone(UTC).isoformat(), deadline, min(day for _percent, day in days))


def _columns(kind: str, since: str, deadline: Deadline, warn_on: date | None) -> dict[str, Any]:
    told = {"kind": str(kind), "since": since, "deadline": deadline.as_dict()}
    return {"stage_clock": told, "stage_due_on": deadline.due_on, "stage_warn_on": warn_on}


def _limit(case: Case, kind: Kind, accepted_on: date) -> Value | None:
    return flows.limit_of_stage(ways.product_of(case), kind, packs.pack(case.pack), accepted_on)


def _deadline(case: Case, limit: Value, at: datetime, accepted_on: date, calendar: Calendar) -> Deadline:
    pack = packs.pack(case.pack)
    return clock.of_stage(pack, calendar, limit, entered_on=time.local_date(at), accepted_on=accepted_on)


def deadline_of(case: Case) -> Deadline | None:
    """The deadline of the stage that a case stands in, if it has one."""
    return Deadline.from_dict(case.stage_clock["deadline"]) if case.stage_clock else None


def warnings_of(case: Case) -> list[tuple[int, date]]:
    """(percent, day) of every warning of the running clock; empty without one."""
    deadline = deadline_of(case)
    return clock.warnings(packs.pack(case.pack), deadline, ways.accepted_on(case)) if deadline else []


def recounted(case: Case, calendar: Calendar, *, today: date) -> dict[str, Any]:
    """The columns of the same clock as another calendar counts it; empty where every counted day stays as it was.

    A warning that was due by `today` was given, and is not given again.
    """
    if case.stage_clock is None or case.accepted_at is None:
        return {}
    kind, since = Kind(case.stage_clock["kind"]), case.stage_clock["since"]
    accepted_on = time.local_date(case.accepted_at)
    limit = _limit(case, kind, accepted_on)
    if limit is None:
        return {}
    fresh = _deadline(case, limit, datetime.fromisoformat(since), accepted_on, calendar)
    if fresh.as_dict()["steps"] == case.stage_clock["deadline"]["steps"]:
        return {}
    days = [day for _percent, day in clock.warnings(packs.pack(case.pack), fresh, accepted_on) if day > today]
    return _columns(kind, since, fresh, min(days, default=None))


def spans(events: Iterable[Told]) -> list[Span]:
    """Every stretch in a stage with a limit, in order, from a case's events alone."""
    found: list[Span] = []
    for event in events:
        told = event.payload.get("set") or {}
        if "stage_clock" in told:
            _follow(found, told["stage_clock"], event.at, str(told.get("state", "")))
    return found


def _follow(found: list[Span], told: dict[str, Any] | None, at: datetime, state: str) -> None:
    last = found[-1] if found and found[-1].ended is None else None
    since = datetime.fromisoformat(told["since"]) if told else None
    if last and told and last.since == since:
        found[-1] = replace(last, deadline=told["deadline"])  # counted anew
        return
    if last:
        found[-1] = replace(last, ended=at, left_for=state)
    if told and since:
        found.append(Span(told["kind"], since, told["deadline"]))
