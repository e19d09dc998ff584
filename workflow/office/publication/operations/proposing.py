"""What two people publish: one proposes what the concept says, another confirms it after seeing it."""

from __future__ import annotations

import json
from datetime import datetime

from workflow.base import audit, clock
from workflow.base.db import session
from workflow.doors.published import write
from workflow.doors.published.models import Proposal, Record
from workflow.kernel import ids
from workflow.kernel.canonical import canonical
from workflow.kernel.errors import Conflict, Forbidden, Invalid, N_
from workflow.office.publication import concept, queries
from workflow.office.publication.operations import generating, screening
from workflow.staff.models import Officer

PUBLISH, WITHDRAW = "publish", "withdraw"
PROPOSED = audit.declare("publication_proposed", "of", "key", "action", "proposal")
CONFIRMED = audit.declare("publication_confirmed", "of", "key", "proposal", "leaf")
REJECTED = audit.declare("publication_rejected", "of", "key", "proposal", "reason")
WITHDRAWN = audit.declare("publication_withdrawn", "of", "key", "proposal", "leaf", "reason")


def stream(kind: str, key: str) -> str:
    """The name of a record's chain of events."""
    return f"record:{kind}:{key}"[:80]


def propose(kind: str, key: str, *, by: Officer, at: datetime) -> Proposal:
    """Propose that a record be published as the concept has it today.

    Invalid for what the system keeps by itself and for a payload with a personal number in it, Conflict where nothing
    differs or a proposal waits already.
    """
    payload = _wanted(kind, key, at)
    if payload is None:
        raise Invalid(N_("There is nothing of that kind to publish."))
    current = queries.one_in_force(kind, key)
    if current and current.payload == canonical(payload).decode():
        raise Conflict(N_("This stands in public exactly like that already."))
    screening.check(payload)
    return _add(kind, key, PUBLISH, canonical(payload).decode(), "", by=by, at=at)


def _wanted(kind: str, key: str, at: datetime) -> concept.Payload | None:
    if kind not in concept.TWO_PEOPLE:
        raise Invalid(N_("Records of this kind are kept by the system itself."))
    return concept.payloads(kind, clock.local_date(at)).get(key)


def propose_withdrawal(record: Record, *, reason: str, by: Officer, at: datetime) -> Proposal:
    """Propose to take a record down; the reason becomes public and must name no one."""
    if record.ended_at is not None:
        raise Conflict(N_("This record has ended already."))
    if record.kind not in concept.TWO_PEOPLE:
        raise Invalid(N_("Records of this kind are kept by the system itself."))
    if not reason.strip():
        raise Invalid(N_("Say why it is taken down; the reason is public."), field="reason")
    screening.check(reason, field="reason")
    return _add(record.kind, record.key, WITHDRAW, record.payload, reason.strip(), by=by, at=at)


def _add(kind: str, key: str, action: str, payload: str, reason: str, *, by: Officer, at: datetime) -> Proposal:
    if queries.open_proposal(kind, key):
        raise Conflict(N_("A proposal for this waits for its second person already."))
    proposal = Proposal(
        public_id=ids.public_id(), kind=kind, key=key, action=action, payload=payload, reason=reason,
        valid_from=clock.local_date(at), proposed_by=by.id, proposed_at=at,
    )  # fmt: skip
    session.add(proposal)
    session.flush()
    audit.record(
        PROPOSED, stream(kind, key), at=at, by=by.id, of=kind, key=key, action=action, proposal=proposal.public_id
    )
    return proposal


def confirm(proposal: Proposal, *, by: Officer, at: datetime) -> Record:
    """The second person's word: the proposal takes effect and becomes a leaf of the public log.

    Forbidden for whoever proposed it; Conflict where it was decided, or what it rests on has changed since.
    """
    _take(proposal, by)
    record = _take_down(proposal, at) if proposal.action == WITHDRAW else _put_up(proposal, by, at)
    proposal.decided_by, proposal.decided_at, proposal.verdict = by.id, at, "confirmed"
    session.flush()
    names = {"of": proposal.kind, "key": proposal.key, "proposal": proposal.public_id}
    if proposal.action == WITHDRAW:
        audit.record(
            WITHDRAWN, stream(record.kind, record.key), at=at, by=by.id,
            leaf=record.ended_leaf, reason=proposal.reason, **names,
        )  # fmt: skip
    else:
        audit.record(CONFIRMED, stream(record.kind, record.key), at=at, by=by.id, leaf=record.leaf, **names)
    return record


def _take(proposal: Proposal, by: Officer) -> None:
    session.refresh(proposal, with_for_update=True)
    if proposal.proposed_by == by.id:
        raise Forbidden(N_("Nobody confirms their own proposal; a second person must."))
    if proposal.verdict:
        raise Conflict(N_("This proposal has been decided already."))


def _put_up(proposal: Proposal, by: Officer, at: datetime) -> Record:
    wanted = _wanted(proposal.kind, proposal.key, at)
    if wanted is None or canonical(wanted).decode() != proposal.payload:
        raise Conflict(N_("What this proposal rests on has changed since. Reject it and propose it anew."))
    screening.check(wanted)
    return write.publish(
        proposal.kind, proposal.key, json.loads(proposal.payload), at=at, valid_from=clock.local_date(at),
        proposed_by=proposal.proposed_by, confirmed_by=by.id,
    )  # fmt: skip


def _take_down(proposal: Proposal, at: datetime) -> Record:
    record = queries.one_in_force(proposal.kind, proposal.key)
    if record is None:
        raise Conflict(N_("This record has ended already."))
    write.withdraw(record, why=proposal.reason, at=at)
    return record


def reject(proposal: Proposal, *, reason: str, by: Officer, at: datetime) -> None:
    """Decide against a proposal, with the reason; its proposer cannot."""
    _take(proposal, by)
    if not reason.strip():
        raise Invalid(N_("Say what is wrong with it."), field="reason")
    proposal.decided_by, proposal.decided_at, proposal.verdict = by.id, at, "rejected"
    session.flush()
    names = {"of": proposal.kind, "key": proposal.key, "proposal": proposal.public_id}
    audit.record(REJECTED, stream(proposal.kind, proposal.key), at=at, by=by.id, reason=reason.strip(), **names)


def publish_all_proposed(*, proposer: Officer, confirmer: Officer, at: datetime) -> int:
    """Bring the whole public side to the concept of the day, each record through both people; returns how many.

    What a demonstration and a new house begin with.
    """
    generating.bring_up_to_date(at)
    wanted = [
        (kind, key)
        for kind in concept.TWO_PEOPLE
        for key, payload in concept.payloads(kind, clock.local_date(at)).items()
        if _differs(kind, key, payload)
    ]
    for kind, key in wanted:
        confirm(propose(kind, key, by=proposer, at=at), by=confirmer, at=at)
    return len(wanted)


def _differs(kind: str, key: str, payload: concept.Payload) -> bool:
    current = queries.one_in_force(kind, key)
    return current is None or current.payload != canonical(payload).decode()
