"""A household asks for its own data at the counter: written down, confirmed by a second person, handed over once."""

from __future__ import annotations

from datetime import datetime

from workflow.base import audit
from workflow.base.db import session
from workflow.kernel import ids
from workflow.kernel.errors import Conflict, Invalid, N_
from workflow.office.own_data import queries
from workflow.office.own_data.models import OwnDataRequest
from workflow.office.own_data.rules import IDENTITIES
from workflow.staff.models import Officer
from workflow.stages.people.keyed import refuse_tied, stream
from workflow.stages.people.models import Household, Member

ASKED = audit.declare("own_data_asked", "request", "member", "identity")
CONFIRMED = audit.declare("own_data_confirmed", "request")
HANDED = audit.declare("own_data_handed", "request", "member")
REFUSED = audit.declare("own_data_refused", "request", "reason")


def ask(household: Household, *, member: Member, identity: str, by: Officer, at: datetime) -> OwnDataRequest:
    """Write down that a member, known by `identity` (a paper that was seen), asks for the household's data."""
    refuse_tied(household, by)
    if identity not in IDENTITIES:
        raise Invalid(N_("Choose the paper that was seen."), field="identity")
    if member.left_on or member.household_id != household.id:
        raise Invalid(N_("Choose a member of this household."), field="member")
    if queries.open_request(household):
        raise Conflict(N_("A request of this household is open already."))
    asked = OwnDataRequest(public_id=ids.public_id(), identity=identity, asked_by_id=by.id, asked_at=at)
    asked.household, asked.member = household, member
    session.add(asked)
    session.flush()
    payload = {"request": asked.public_id, "member": member.public_id, "identity": identity}
    audit.record(ASKED, stream(household), at=at, by=by.id, **payload)
    return asked


def confirm(asked: OwnDataRequest, *, by: Officer, at: datetime) -> None:
    """The second person saw the member and the paper, too."""
    _check_open(asked)
    refuse_tied(asked.household, by)
    if by.id == asked.asked_by_id:
        raise Conflict(N_("A second person must confirm it: not who wrote it down."))
    if asked.confirmed_at:
        raise Conflict(N_("This was confirmed already."))
    asked.confirmed_by_id, asked.confirmed_at = by.id, at
    session.flush()
    audit.record(CONFIRMED, stream(asked.household), at=at, by=by.id, request=asked.public_id)


def hand_over(asked: OwnDataRequest, *, by: Officer, at: datetime) -> None:
    """The data is handed to the member who asked; it can be printed until the end of the day."""
    _check_open(asked)
    refuse_tied(asked.household, by)
    if asked.confirmed_at is None:
        raise Conflict(N_("A second person must confirm it first."))
    asked.handed_by_id, asked.handed_at = by.id, at
    session.flush()
    payload = {"request": asked.public_id, "member": asked.member.public_id}
    audit.record(HANDED, stream(asked.household), at=at, by=by.id, **payload)


def refuse(asked: OwnDataRequest, *, reason: str, by: Officer, at: datetime) -> None:
    """Nothing is handed over, and the member is told why."""
    _check_open(asked)
    refuse_tied(asked.household, by)
    if not reason:
        raise Invalid(N_("Give the reason: the household is told."), field="reason")
    asked.refused_at, asked.refused_why = at, reason
    session.flush()
    audit.record(REFUSED, stream(asked.household), at=at, by=by.id, request=asked.public_id, reason=reason)


def _check_open(asked: OwnDataRequest) -> None:
    if asked.handed_at or asked.refused_at:
        raise Conflict(N_("This request has ended."))
