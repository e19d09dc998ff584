"""Leaving a household: somebody follows a head, and nothing of whoever left waits for anybody any longer."""

from __future__ import annotations

from datetime import date, datetime

from workflow.base import audit
from workflow.base.clock import local_date
from workflow.base.db import session
from workflow.kernel.errors import Conflict, Invalid, N_
from workflow.staff.models import Officer
from workflow.stages.people import queries
from workflow.stages.people.documents.operations import close_documents
from workflow.stages.people.keyed import refuse_tied, stream
from workflow.stages.people.models import Member
from workflow.stages.people.rules import HEAD, LEAVING

MEMBER_LEFT = audit.declare("household_member_left", "member", "why", "left_on", "follower", "closed")


def leave(
    member: Member, *, why: str, left_on: date, by: Officer, at: datetime, follower: Member | None = None
) -> None:  # fmt: skip
    """Record that somebody belongs to the household no longer, so that another one may have them.

    `follower`: who is head from now on, where the head leaves. What was keyed of the person becomes history, and their
    own documents come off the file. Invalid for an unknown reason, a day to come, a head without a follower; Conflict
    for the last member, and for whoever left already.
    """
    household = member.household
    refuse_tied(household, by)
    _check(member, why, left_on, local_date(at))
    if member.relation == HEAD:
        _follow(member, follower)
    member.left_on, member.left_why, member.id_key = left_on, why, None
    for field in queries.fields_of_member(member):
        field.current = False
    closed = close_documents(member, local_date(at))
    session.flush()
    session.expire(household, ["members", "former"])
    told = {"member": member.public_id, "why": why, "left_on": left_on.isoformat(), "closed": closed}
    heir = follower.public_id if follower and member.relation == HEAD else None
    audit.record(MEMBER_LEFT, stream(household), at=at, by=by.id, follower=heir, **told)


def _check(member: Member, why: str, left_on: date, today: date) -> None:
    if why not in LEAVING:
        raise Invalid(N_("Say why this person left the household."), field="why")
    if left_on > today:
        raise Invalid(N_("This day is still to come."), field="left_on")
    if member.left_on:
        raise Conflict(N_("This person has left the household already."))
    if len(member.household.members) == 1:
        raise Conflict(N_("Nobody else belongs to this household: its last member stays on file."))


def _follow(head: Member, follower: Member | None) -> None:
    if follower is None or follower is head or follower not in head.household.members:
        raise Invalid(N_("Say who is head of the household from now on."), field="follower")
    follower.relation = HEAD
