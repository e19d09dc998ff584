"""Who works on a case, when the visit is, what comes first, and clocks that move with the calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from workflow.base import audit
from workflow.base import clock as time
from workflow.base.db import session
from workflow.kernel.errors import Conflict, Invalid, N_
from workflow.places import packs
from workflow.policy.calendar import Calendar
from workflow.policy.terms import Deadline
from workflow.staff.models import Officer
from workflow.staff.roles import Role
from workflow.stages.cases import clock, limits, moves, queries
from workflow.stages.cases.models import Case

ASSIGNED = audit.declare("case_assigned", "set", "officer")
APPOINTED = audit.declare("case_appointed", "set")
PRIORITISED = audit.declare("case_prioritised", "set")
CLOCK_RECOMPUTED = audit.declare("clock_recomputed", "set", "old", "new", "cause")
STAGE_RECOMPUTED = audit.declare("stage_clock_recomputed", "set", "stage", "old", "new", "cause")

#: What is due next in a case whose promise runs until a day.
Following = Callable[[Case, date], date | None]


def assign(case: Case, *, officer: Officer, by: Officer, at: datetime) -> Case:
    """Put a case in an officer's charge: one who holds the post and has no tie to the household."""
    _check_open(case)
    if Role.CREDIT_OFFICER not in officer.roles or not officer.active:
        raise Invalid(N_("This person is no credit officer."), field="officer")
    if moves.tied(case, officer.id):
        raise Invalid(N_("This officer has a declared tie to the household."), field="officer")
    changed = moves.change(case, officer_id=officer.id)
    session.flush()
    session.expire(case, ["officer"])
    audit.record(ASSIGNED, case.stream, at=at, by=by.id, set=changed, officer=officer.public_id)
    moves.tell_holder(case, at=at)
    return case


def set_appointment(case: Case, *, on: date, by: Officer, at: datetime) -> Case:
    """Agree on the day of the investigation's visit; the household reads it."""
    _check_open(case)
    if on < time.local_date(at):
        raise Invalid(N_("The day of the visit lies in the past."), field="on")
    changed = moves.change(case, appointment_on=on)
    session.flush()
    audit.record(APPOINTED, case.stream, at=at, by=by.id, set=changed)
    moves.tell_holder(case, at=at, appointment_on=on.isoformat())
    return case


def prioritise(case: Case, *, priority: bool, by: Officer, at: datetime) -> Case:
    """Give or take the green channel's mark (S20): it says what to do first and changes no rule."""
    _check_open(case)
    changed = moves.change(case, priority=priority)
    session.flush()
    audit.record(PRIORITISED, case.stream, at=at, by=by.id, set=changed)
    return case


def _check_open(case: Case) -> None:
    if not case.open:
        raise Conflict(N_("This case has ended."))


def moved(case: Case, calendar: Calendar) -> Deadline | None:
    """The deadline of a running clock as `calendar` counts it; None where every counted day stays as it was."""
    if case.clock is None or case.accepted_at is None:
        return None
    start = time.local_date(case.accepted_at)
    fresh = clock.start(
        packs.pack(case.pack), calendar, accepted_on=start,
        product=case.product, level=case.level, amount=case.passed_amount or case.amount,
    )  # fmt: skip
    return None if _counted(fresh) == _counted(Deadline.from_dict(case.clock)) else fresh


def _counted(deadline: Deadline) -> tuple[Any, ...]:
    """What a reader of the deadline relies on: its dates and how each day was counted, not the occasion's name."""
    days = [(step.on, step.kind, step.number, step.provisional) for step in deadline.steps]
    return deadline.internal_target, deadline.provisional, deadline.target_provisional, days


def following(case: Case, due_on: date) -> date | None:
    """What is due next in a case whose promise runs until `due_on` now: that day where it waited for the old one."""
    return due_on if case.next_on == case.due_on else case.next_on


def recompute_clocks(
    *, cause: str, by: Officer | None = None, at: datetime, following: Following = following
) -> list[Case]:
    """Count every running clock anew after a change of the calendar: old date, new date and cause stay on record (N11).

    `following` says what is due next in a case then. Returns the cases whose counted days changed; both sides are told.
    """
    calendar, changed = packs.calendar(), []
    for case in list(queries.running()):
        fresh = moved(case, calendar)
        if fresh is not None:
            next_on = following(case, fresh.due_on)
            _restart(case, fresh, next_on, cause, by, at)
            changed.append(case)
    for case in queries.running_unwarned():
        _set_warnings(case, Deadline.from_dict(case.clock or {}))
    return changed


def recompute_stages(*, cause: str, by: Officer | None = None, at: datetime) -> None:
    """The same for the clock of the stage in which each case stands."""
    calendar, today = packs.calendar(), time.local_date(at)
    for case in queries.staged():
        fresh = limits.recounted(case, calendar, today=today)
        if fresh:
            _restart_stage(case, fresh, cause, by, at)


def _restart_stage(case: Case, fresh: dict[str, Any], cause: str, by: Officer | None, at: datetime) -> None:
    old = case.stage_due_on
    columns = moves.change(case, **fresh)
    session.flush()
    dates = {"old": moves.plain(old), "new": columns["stage_due_on"]}
    who, stage = by.id if by else None, fresh["stage_clock"]["kind"]
    audit.record(STAGE_RECOMPUTED, case.stream, at=at, by=who, set=columns, cause=cause, stage=stage, **dates)


def _set_warnings(case: Case, deadline: Deadline) -> None:
    """Their days follow the clock; whoever was told of one is not told of it again."""
    told = {warning.percent: warning.told_at for warning in case.warnings}
    moves.set_warnings(case, clock.warnings(packs.pack(case.pack), deadline, deadline.start), told=told)


def _restart(
    case: Case, fresh: Deadline, next_on: date | None, cause: str, by: Officer | None, at: datetime
) -> None:
    old = case.due_on
    columns = moves.change(case, clock=fresh.as_dict(), due_on=fresh.due_on, next_on=next_on)
    _set_warnings(case, fresh)
    session.flush()
    dates = {"old": moves.plain(old), "new": fresh.due_on.isoformat()}
    audit.record(CLOCK_RECOMPUTED, case.stream, at=at, by=by.id if by else None, set=columns, cause=cause, **dates)
    moves.tell_holder(case, at=at)
