"""Several complaints about one matter, handled as one: one person in charge; each keeps receipt, clock and answer.

Whoever is kept out of one is kept out of all. No complainant learns of another: what each reads is still their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from workflow.base import audit
from workflow.base.db import session, take_turns
from workflow.kernel.errors import Conflict, Invalid, N_
from workflow.staff.models import Officer
from workflow.stages.feedback import queries, rules
from workflow.stages.feedback.models import Complaint, ComplaintMerge
from workflow.stages.feedback.operations.concern import spread
from workflow.stages.feedback.operations.standing import change, tell_holder
from workflow.stages.feedback.states import State, Step, after

MERGED = audit.declare("complaint_merged", "set", "lead")
SEPARATED = audit.declare("complaint_separated", "lead")

_MERGED = (State.REGISTERED, State.ASSIGNED)


def merge(complaint: Complaint, lead: Complaint, *, by: Officer, at: datetime) -> None:
    """Handle a complaint as one with another, which leads: whoever handles that one handles both from now on.

    Conflict where one of them is not registered or is answered, where this one leads others itself or is merged
    already, and where nobody would be left whom neither concerns.
    """
    take_turns(session.connection(), "complaints:merging")
    for each in (complaint, lead):
        session.refresh(each)  # read before our turn came
    _check(complaint, lead)
    complaint.merge = ComplaintMerge(lead=lead, at=at, by=by)
    session.flush()
    spread(complaint, at=at)
    if not queries.candidates(lead):
        raise Conflict(N_("Nobody would be left to handle both: together they concern everyone."))
    audit.record(MERGED, complaint.stream, at=at, by=by.id, set=_follow(complaint, lead), lead=lead.public_id)
    tell_holder(complaint, at=at)


def _check(complaint: Complaint, lead: Complaint) -> None:
    if complaint.id == lead.id or complaint.merge or lead.merge:
        raise Conflict(N_("One of these complaints is handled as one with another already."))
    if len(queries.together(complaint)) > 1:
        raise Conflict(N_("Others are handled as one with this complaint: it cannot follow another itself."))
    if complaint.state not in _MERGED or lead.state not in _MERGED:
        raise Conflict(N_("Only complaints that are registered and not answered yet are handled as one."))


def _follow(complaint: Complaint, lead: Complaint) -> dict[str, Any]:
    """In the hands in which its lead is; in nobody's where that one is in nobody's."""
    if lead.assigned_to_id == complaint.assigned_to_id:
        return {}
    step = Step.ASSIGN if lead.assigned_to_id else Step.RETURN
    return change(complaint, state=str(after(complaint.state, step)), assigned_to_id=lead.assigned_to_id)


def separate(complaint: Complaint, *, by: Officer, at: datetime) -> None:
    """Let a complaint go its own way again, before it is answered; who was kept out of it stays so."""
    if complaint.merge is None or not complaint.open:
        raise Conflict(N_("This complaint is not handled as one with another, or was answered meanwhile."))
    lead = complaint.merge.lead
    complaint.merge = None
    session.flush()
    audit.record(SEPARATED, complaint.stream, at=at, by=by.id, lead=lead.public_id)


def hand_on(lead: Complaint, *, by: Officer, at: datetime) -> None:
    """Where the complaint that led others ended without an answer, let the oldest of them lead."""
    others = [each for each in led_by(lead) if each.open]
    for each in others:
        separate(each, by=by, at=at)
    for each in others[1:]:
        merge(each, others[0], by=by, at=at)


def led_by(complaint: Complaint) -> list[Complaint]:
    """The complaints that follow this one; none where it follows another itself."""
    return [each for each in queries.together(complaint) if each.merge and each.merge.lead_id == complaint.id]


def refuse_giving_away(readers: Sequence[Complaint], text: str, *, field: str) -> None:
    """Invalid for words to the complainants of these, handled as one, that tell one of another's."""
    every = queries.together(readers[0])
    for reader in readers:
        known = {reader.complainant, reader.contact}
        others = {word for each in every if each is not reader for word in _telling(each)} - known
        if rules.gives_away(text, others):
            message = N_("These words name one complainant to another. Leave out names, contacts and numbers.")
            raise Invalid(message, field=field)


def _telling(complaint: Complaint) -> tuple[str | None, ...]:
    return complaint.complainant, complaint.contact, complaint.number
