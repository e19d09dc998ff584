"""Warnings of running clocks (S19), and on which calendar they were counted: what a tick does about time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete

from workflow.base import audit
from workflow.base.db import session
from workflow.carriers import outbox
from workflow.policy.calendar import Calendar
from workflow.stages.cases import clock, queries
from workflow.stages.cases.models import Case, ClockBasis, ClockWarning

WARNED = audit.declare("clock_warned", "percent", "due_on", "officer")


def warn_officers(*, at: datetime) -> int:
    """Tell whoever holds a case, once for each warning, how much of its time is used up; called by each tick.

    Of several that were reached at once only the latest is told; a clock that ended or is overdue warns of nothing.
    Returns how many cases there were.
    """
    claimed = queries.claim_warnings(at)
    for case, warning in claimed.items():
        _warn(case, warning, at)
    return len(claimed)


def _warn(case: Case, warning: ClockWarning, at: datetime) -> None:
    due_on = case.due_on.isoformat() if case.due_on else ""
    officer = case.officer if case.officer and case.officer.email else None
    if officer:
        kind = "clock-last-day" if warning.percent == clock.WHOLE else "clock-warning"
        words = {"number": case.number, "due": due_on, "percent": f"{warning.percent}%"}
        outbox.add(kind, channel="email", to=officer.email, language=officer.language, at=at, **words)
    who = officer.public_id if officer else None
    audit.record(WARNED, case.stream, at=at, percent=warning.percent, due_on=due_on, officer=who)


def keep_basis(calendar: Calendar) -> None:
    """Remember that everything that runs is counted on this calendar."""
    session.execute(delete(ClockBasis))
    session.add(ClockBasis(version=calendar.version))
    session.flush()
