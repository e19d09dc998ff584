"""Seats on an office's review committee."""

from __future__ import annotations

from datetime import datetime

from workflow.base import audit
from workflow.base.clock import local_date
from workflow.base.db import session
from workflow.kernel.errors import Conflict, Invalid, N_
from workflow.staff.models import Officer
from workflow.stages.approval import queries
from workflow.stages.approval.models import CommitteeSeat

SEATED = audit.declare("committee_member_seated", "office", "officer")
UNSEATED = audit.declare("committee_member_unseated", "office", "officer")


def seat(found: queries.Committee, officer: Officer, *, by: Officer, at: datetime) -> CommitteeSeat:
    """Give an officer a seat on an office's committee: a member by role, of this office or above it, and no decider."""
    if officer.id not in {each.id for each in queries.candidates(found, on=local_date(at))}:
        message = N_(
            "This person cannot take a seat here: not a committee member by role, seated already, or a decider."
        )
        raise Invalid(message, field="officer")
    made = CommitteeSeat(office_id=found.office.id, officer=officer, from_at=at)
    session.add(made)
    session.flush()
    audit.record(SEATED, found.stream, at=at, by=by.id, office=found.office.id, officer=officer.id)
    return made


def unseat(found: queries.Committee, officer: Officer, *, by: Officer, at: datetime) -> None:
    """End an officer's seat; reviews already open keep their members."""
    held = next((each for each in found.seats if each.officer_id == officer.id), None)
    if held is None:
        raise Conflict(N_("This person has no seat on this committee."))
    held.until_at = at
    session.flush()
    audit.record(UNSEATED, found.stream, at=at, by=by.id, office=found.office.id, officer=officer.id)
