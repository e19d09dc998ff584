"""Warnings of running clocks (S19), and on which calendar they were counted: what a tick does about time."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import delete, update

from workflow.base import audit
from workflow.base import clock as time
from workflow.base.db import session
from workflow.carriers import outbox
from workflow.places import packs
from workflow.policy.calendar import Calendar
from workflow.stages.cases import clock, limits, moves, queries
from workflow.stages.cases.models import Case, ClockBasis, ClockWarning

WARNED = audit.declare("clock_warned", "percent", "due_on", "officer")
STAGE_WARNED = audit.declare("stage_clock_warned", "set", "stage", "percent", "due_on", "officer")


def warn_officers(*, at: datetime) -> int:
    """Tell whoever holds a case, once for each warning, how much of its time is used up; called by each tick.

    Of several that were reached at once only the latest is told; a clock that ended or is overdue warns of nothing.
    Returns how many cases there were.
    """
    packs.calendar_held()  # a recount writes the same warnings
    claimed = queries.claim_warnings(at)
    for case, warning in claimed.items():
        _warn(case, warning, at)
    return len(claimed)


def _warn(case: Case, warning: ClockWarning, at: datetime) -> None:
    due_on = case.due_on.isoformat() if case.due_on else ""
    officer = case.officer if case.officer and case.officer.email else None
    if officer:
        kind = "clock-last-day" if warning.percent == clock.WHOLE else "clock-warning"
        words = {"number": case.number, "due": due_on, "percent": f"{warning.percent}%"} | _nearer(case, at)
        outbox.add(kind, channel="email", to=officer.email, language=officer.language, at=at, **words)
    who = officer.public_id if officer else None
    audit.record(WARNED, case.stream, at=at, percent=warning.percent, due_on=due_on, officer=who)


def _nearer(case: Case, at: datetime) -> dict[str, str]:
    """The day of the case's stage, where that comes before the promise's and is not over yet."""
    stage, promised = case.stage_due_on, case.due_on
    comes = stage and promised and time.local_date(at) <= stage < promised
    return {"stage_due": moves.plain(stage)} if comes else {}


def warn_of_stages(*, at: datetime) -> int:
    """Tell whoever holds a case, once for each warning, how much of the time of its stage is used up; by each tick.

    As for the promise, only the latest of several is told, and nothing of a stage that is overdue. Returns how many.
    """
    today = time.local_date(at)
    packs.calendar_held()  # a recount writes the same cases
    claimed = [case for case in queries.stages_to_warn_of(today) if _claim(case, today)]
    for case in claimed:
        _warn_of_stage(case, today, at)
    return len(claimed)


def _claim(case: Case, today: date) -> bool:
    """Move a case's next warning on; False where somebody else was first."""
    coming = min((day for _percent, day in limits.warnings_of(case) if day > today), default=None)
    mine = update(Case).where(Case.id == case.id, Case.stage_warn_on == case.stage_warn_on)
    return bool(session.scalars(mine.values(stage_warn_on=coming).returning(Case.id)).all())


def _warn_of_stage(case: Case, today: date, at: datetime) -> None:
    percent = max((used for used, day in limits.warnings_of(case) if day <= today), default=clock.WHOLE)
    due_on, stage = moves.plain(case.stage_due_on), (case.stage_clock or {})["kind"]
    officer = case.officer if case.officer and case.officer.email else None
    if officer:
        words = {"number": case.number, "due": due_on, "percent": f"{percent}%"}
        outbox.add("stage-warning", channel="email", to=officer.email, language=officer.language, at=at, **words)
    audit.record(
        STAGE_WARNED, case.stream, at=at, set={"stage_warn_on": moves.plain(case.stage_warn_on)},
        stage=stage, percent=percent, due_on=due_on, officer=officer.public_id if officer else None,
    )  # fmt: skip


def keep_basis(calendar: Calendar) -> None:
    """Remember that everything that runs is counted on this calendar."""
    session.execute(delete(ClockBasis))
    session.add(ClockBasis(version=calendar.version))
    session.flush()
