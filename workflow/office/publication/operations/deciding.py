"""The second person: confirms what another proposed, one by one or a reviewed list at once, or rejects it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from workflow.base import audit, clock
from workflow.base.db import session
from workflow.doors.published import write
from workflow.doors.published.models import Proposal, Record
from workflow.kernel.canonical import canonical
from workflow.kernel.errors import Conflict, Forbidden, HouseError, Invalid, N_
from workflow.office.publication import changes, concept, queries
from workflow.office.publication.operations import generating, screening
from workflow.office.publication.operations.proposing import WITHDRAW, hold, propose
from workflow.office.publication.operations.wanted import Wanted
from workflow.staff.models import Officer

#: How many proposals one page lists and one post confirms.
MOST_AT_ONCE = 150
CONFIRMED = audit.declare("publication_confirmed", "of", "key", "proposal", "leaf")
REJECTED = audit.declare("publication_rejected", "of", "key", "proposal", "reason")
WITHDRAWN = audit.declare("publication_withdrawn", "of", "key", "proposal", "leaf", "reason")
_CHANGED = N_("What this proposal rests on has changed since. Reject it and propose it anew.")


def confirm(proposal: Proposal, *, by: Officer, at: datetime, wanted: Wanted | None = None) -> Record:
    """The second person's word: the proposal takes effect and becomes a leaf of the public log.

    One for a later day is announced and stands from that day by itself. Forbidden for whoever proposed it; Conflict
    where it is closed, or what it rests on has changed since.
    """
    _take(proposal, by)
    if proposal.action == WITHDRAW:
        record, kind, told = _take_down(proposal, at), WITHDRAWN, {"reason": proposal.reason}
    else:
        record, kind, told = _put_up(proposal, wanted or Wanted(), by, at), CONFIRMED, {}
    _decide(proposal, "confirmed", by, at)
    leaf = record.leaf if record.ended_leaf is None else record.ended_leaf
    names = {"of": proposal.kind, "key": proposal.key, "proposal": proposal.public_id}
    audit.record(kind, queries.stream(record.kind, record.key), at=at, by=by.id, leaf=leaf, **names, **told)
    return record


def confirm_all(proposals: Iterable[Proposal], *, by: Officer, at: datetime) -> list[Record]:
    """Confirm a reviewed list, each proposal with its own record and event; all or none, and the error names which."""
    wanted = Wanted()
    return [_one_of_many(proposal, wanted, by, at) for proposal in sorted(proposals, key=lambda each: each.id)]


def _one_of_many(proposal: Proposal, wanted: Wanted, by: Officer, at: datetime) -> Record:
    try:
        return confirm(proposal, by=by, at=at, wanted=wanted)
    except HouseError as error:
        name = changes.called(changes.payload_of(proposal), proposal.key)["zh"]
        message = N_("Nothing was confirmed, because “%(name)s” cannot be. Leave it out and look at it by itself.")
        raise Conflict(message, name=name) from error


def _take(proposal: Proposal, by: Officer) -> None:
    if proposal.proposed_by == by.id:
        raise Forbidden(N_("Nobody confirms their own proposal; a second person must."))
    hold(proposal)


def _decide(proposal: Proposal, verdict: str, by: Officer, at: datetime) -> None:
    proposal.decided_by, proposal.decided_at, proposal.verdict = by.id, at, verdict
    session.flush()


def _put_up(proposal: Proposal, wanted: Wanted, by: Officer, at: datetime) -> Record:
    day = max(proposal.valid_from, clock.local_date(at))
    payload = wanted.get(proposal.kind, proposal.key, day)
    standing = queries.one_in_force(proposal.kind, proposal.key, day)
    same = payload is not None and canonical(payload).decode() == proposal.payload
    if payload is None or not same or (standing.id if standing else None) != proposal.rests_on:
        raise Conflict(_CHANGED)
    screening.check(payload)
    return write.publish(
        proposal.kind, proposal.key, json.loads(proposal.payload), at=at, valid_from=day,
        valid_until=concept.last_day_of(proposal.kind, payload), proposed_by=proposal.proposed_by, confirmed_by=by.id,
    )  # fmt: skip


def _take_down(proposal: Proposal, at: datetime) -> Record:
    generating.let_take_effect(at)  # or what it has followed would stand again
    record = session.get_one(Record, proposal.rests_on)
    session.refresh(record, with_for_update=True)
    if record.ended_at is not None:
        raise Conflict(N_("This record has ended already."))
    write.withdraw(record, why=proposal.reason, at=at)
    return record


def reject(proposal: Proposal, *, reason: str, by: Officer, at: datetime) -> None:
    """Decide against a proposal, with the reason; its proposer cannot."""
    _take(proposal, by)
    if not reason.strip():
        raise Invalid(N_("Say what is wrong with it."), field="reason")
    _decide(proposal, "rejected", by, at)
    names = {"of": proposal.kind, "key": proposal.key, "proposal": proposal.public_id}
    audit.record(REJECTED, queries.stream(proposal.kind, proposal.key), at=at, by=by.id, reason=reason.strip(), **names)


def publish_all_proposed(*, proposer: Officer, confirmer: Officer, at: datetime) -> int:
    """Bring the whole public side to the concept of the day, each record through both people; returns how many.

    What a demonstration and a new house begin with.
    """
    generating.bring_up_to_date(at)
    wanted, today = Wanted(), clock.local_date(at)
    found = [
        (kind, key)
        for kind in concept.TWO_PEOPLE
        for key, payload in concept.payloads(kind, today).items()
        if _differs(queries.one_in_force(kind, key, today), payload)
    ]
    for kind, key in found:
        proposal = propose(kind, key, by=proposer, at=at, wanted=wanted)
        confirm(proposal, by=confirmer, at=at, wanted=wanted)
    return len(found)


def _differs(current: Record | None, payload: concept.Payload) -> bool:
    return current is None or current.payload != canonical(payload).decode()
