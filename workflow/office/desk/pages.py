"""What the case page shows: head, clock, timeline and panels; and the same case as of an earlier day."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from workflow.base import clock as time
from workflow.office.desk import queries, rooms, ruled, words
from workflow.places import packs
from workflow.policy import lookup
from workflow.policy.terms import Deadline, lateness
from workflow.staff.models import Officer
from workflow.staff.rights import may
from workflow.stages.cases import clock, limits, moves, panels, replay, ways
from workflow.stages.cases import queries as cases
from workflow.stages.cases.models import Case
from workflow.stages.cases.replay import Told
from workflow.stages.cases.states import ENDED, LABELS, State, Step
from workflow.stages.people import queries as people

__all__ = ["ENDED", "as_of", "case", "reach"]

_TONES = {
    State.UNACCEPTABLE: "bad", State.REFUSED: "bad", State.FAILED: "bad", State.WITHDRAWN: "plain",
    State.INCOMPLETE: "wait", State.DISPUTED: "warn", State.PAYABLE: "good", State.EFFECTIVE: "good",
    State.APPROVED: "good",
}  # fmt: skip


def case(found: Case, person: Officer, *, now: datetime) -> dict[str, Any]:
    """Everything the case page prints."""
    events: list[Told] = list(queries.events_of(found))
    return {
        "case": found,
        "state": LABELS[State(found.state)],
        "tone": _TONES.get(State(found.state), "wait" if found.open else "plain"),
        "product": _product(found),
        "levels": panels.levels(found),
        "kept": kept(found),
        "warnings": warnings(found),
        "next": next_action(found, person),
        "excluded": found.open and people.is_excluded(found.household),
        "ungraded": ways.held_by_grade(found),
        "steps": moves.steps(found),
        "Step": Step,
        "timeline": _timeline(found, events),
        "stages": _stages(events, now),
        "panels": rooms.panels(found, person),
        "stage": stage_clock(found),
        "way": ruled.way(found, limits.spans(events)),
        "rules": ruled.rules(found, events),
    }


def _product(found: Case) -> Any:
    known = {product.key: product.name for product in packs.pack(found.pack).products}
    return known.get(found.product)


def warnings(found: Case) -> list[tuple[Decimal, date]]:
    """When which shares of a running clock's time are used up (S19); its last day stands above already."""
    if found.clock_state != clock.RUNNING:
        return []
    return [(Decimal(each.percent) / clock.WHOLE, each.on) for each in found.warnings if each.percent < clock.WHOLE]


def stage_clock(found: Case) -> dict[str, Any] | None:
    """The clock of the stage that a case stands in, and what the rules call its limit; None without one."""
    return found.stage_clock["deadline"] if found.stage_clock else None


def kept(found: Case) -> dict[str, Any]:
    """When the clock ended and how late, for the sentence beside it; empty while it runs."""
    if found.clock is None or found.accepted_at is None or found.clock_state not in (clock.MET, clock.MISSED):
        return {}
    ends = clock.ends_with(packs.pack(found.pack), time.local_date(found.accepted_at))
    ended = found.decided_at if ends == "decided" else found.answered_at
    if ended is None:
        return {}
    done_on = time.local_date(ended)
    return {"done_on": done_on, "late": lateness(Deadline.from_dict(found.clock), done_on, packs.calendar())}


def next_action(found: Case, person: Officer) -> Any:
    """The step that waits in this state for this very person; None where it waits for somebody else."""
    here = [step for state, step in rooms.nexts() if state == found.state and step.only is None and step.fits(found)]
    return next((step for step in here if may(person, step.verb, found) and queries.waits(found, step)), None)


def _timeline(found: Case, events: list[Told]) -> list[words.Said]:
    papers = {material.key: material.label for material in cases.materials_of(found)}
    return words.timeline(events, queries.names_of(event.by for event in events if event.by), papers)


def _stages(events: list[Told], now: datetime) -> list[tuple[str, datetime, int]]:
    """(state in words, since when, days in it) of every state the case has been in (S19)."""
    spans = replay.spans(events)
    ends = [since for _state, since in spans[1:]] + [now]
    return [
        (LABELS[State(state)], since, (time.local_date(end) - time.local_date(since)).days)
        for (state, since), end in zip(spans, ends, strict=True)
    ]


def as_of(found: Case, on: date) -> dict[str, Any]:
    """The case as it stood at the end of a day, from its events alone (N18)."""
    events = list[Told](queries.events_of(found, time.end_of(on)))
    state = replay.fold(events)
    label = LABELS[State(state["state"])] if state else None
    return {"case": found, "on": on, "then": state, "state": label, "timeline": _timeline(found, events)}


def reach(today: date) -> dict[str, Any]:
    """How far the official calendar is known, and whether a year is missing soon."""
    calendar = packs.calendar()
    longest = _longest_limit(today)
    return {"settled_to": calendar.settled_to(), "stale": calendar.stale_warning(today, longest=longest)}


def _longest_limit(today: date) -> int:
    """Calendar days that the longest limit in force may reach; working days are counted double, with room."""
    values = lookup.all_in_force(packs.pack(), today)
    limits = [each for each in values if each.unit in ("calendar", "workday") and isinstance(each.value, int)]
    return max((each.value * (1 if each.unit == "calendar" else 2) for each in limits), default=0)
