"""A breach found once, a lasting one that is over, and what was said about it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from workflow.base import audit
from workflow.base.db import session
from workflow.kernel import ids
from workflow.kernel.errors import Invalid, N_
from workflow.office.supervision.models import Breach
from workflow.staff.models import Officer
from workflow.stages.cases.models import Case
from workflow.stages.feedback.models import Complaint

FOUND = audit.declare("breach_found", "breach", "subject", "facts")
OVER = audit.declare("breach_over")
EXPLAINED = audit.declare("breach_explained", "explanation")


def find(
    kind: str, subject: str, *, at: datetime, case: Case | None = None, complaint: Complaint | None = None,
    officer_id: int | None = None, **facts: Any,
) -> Breach:  # fmt: skip
    """Keep a breach; the same kind of the same subject is refused by the database."""
    breach = Breach(public_id=ids.public_id(), kind=kind, subject=subject, found_at=at, facts=facts)
    breach.case_id, breach.complaint_id = case.id if case else None, complaint.id if complaint else None
    breach.officer_id = officer_id
    session.add(breach)
    session.flush()
    audit.record(FOUND, _stream(breach), at=at, breach=kind, subject=subject, facts=facts)
    return breach


def end(breach: Breach, *, at: datetime) -> None:
    """What it says is no longer so."""
    breach.over_at = at
    session.flush()
    audit.record(OVER, _stream(breach), at=at)


def explain(breach: Breach, *, explanation: str, by: Officer, at: datetime) -> None:
    """Put the explanation beside the breach; every earlier one stays in its events."""
    if not explanation:
        raise Invalid(N_("Write the explanation."), field="explanation")
    breach.explanation, breach.explained_at = explanation, at
    session.flush()
    audit.record(EXPLAINED, _stream(breach), at=at, by=by.id, explanation=explanation)


def _stream(breach: Breach) -> str:
    return f"breach:{breach.public_id}"
