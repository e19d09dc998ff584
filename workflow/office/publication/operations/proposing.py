"""The first person: proposes what the concept says, from a day on; changes the proposal or takes it back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from workflow.base import audit, clock
from workflow.base.db import session
from workflow.doors.published.models import Proposal, Record
from workflow.kernel import ids
from workflow.kernel.canonical import canonical
from workflow.kernel.errors import Conflict, Forbidden, Invalid, N_
from workflow.office.publication import queries
from workflow.office.publication.operations import screening
from workflow.office.publication.operations.wanted import Wanted
from workflow.staff.models import Officer

PUBLISH, WITHDRAW = "publish", "withdraw"
PROPOSED = audit.declare("publication_proposed", "of", "key", "action", "proposal")
REVISED = audit.declare("publication_revised", "of", "key", "action", "proposal", "replaces")
TAKEN_BACK = audit.declare("publication_taken_back", "of", "key", "proposal")
_CLOSED = N_("This proposal has been decided already, changed or taken back. Look at what stands now.")


def propose(
    kind: str, key: str, *, on: date | None = None, by: Officer, at: datetime, wanted: Wanted | None = None
) -> Proposal:
    """Propose that a record be published as the concept has it on a day (today), to stand from that day.

    Invalid for what the system keeps by itself, for a past day and for a payload with a personal number in it;
    Conflict where nothing differs, another version is announced, or a proposal waits already.
    """
    today = clock.local_date(at)
    day = on or today
    content = _content(kind, key, day, today, wanted or Wanted())
    return _propose(kind, key, PUBLISH, content, day, _rests_on(kind, key, day), by=by, at=at)


def _rests_on(kind: str, key: str, day: date) -> int | None:
    standing = queries.one_in_force(kind, key, day)
    return standing.id if standing else None


def _content(kind: str, key: str, day: date, today: date, wanted: Wanted) -> str:
    payload = wanted.get(kind, key, day)
    if payload is None:
        raise Invalid(N_("There is nothing of that kind to publish."))
    if day < today:
        raise Invalid(N_("Nothing is published for a day that is over."), field="on")
    announced = queries.announced(kind, key, today)
    if announced and day > today:
        raise Conflict(N_("Another version of this is announced already. Take that back first."))
    current, content = queries.one_in_force(kind, key, day), canonical(payload).decode()
    if current and current.payload == content:
        raise Conflict(N_("This stands in public exactly like that already."))
    screening.check(payload)
    return content


def propose_all(pairs: Iterable[tuple[str, str]], *, by: Officer, at: datetime) -> list[Proposal]:
    """Propose several records for today, each by itself; all or none."""
    wanted = Wanted()
    return [propose(kind, key, by=by, at=at, wanted=wanted) for kind, key in pairs]


def propose_withdrawal(record: Record, *, reason: str, by: Officer, at: datetime) -> Proposal:
    """Propose to take a record down, also one that is only announced; the reason becomes public and names no one."""
    if record.ended_at is not None:
        raise Conflict(N_("This record has ended already."))
    Wanted().get(record.kind, record.key, clock.local_date(at))
    reason = _checked(reason)
    columns = (record.payload, record.valid_from, record.id)
    return _propose(record.kind, record.key, WITHDRAW, *columns, reason, by=by, at=at)


def _checked(reason: str) -> str:
    if not reason.strip():
        raise Invalid(N_("Say why it is taken down; the reason is public."), field="because")
    screening.check(reason, field="own")
    return reason.strip()


def _propose(kind: str, key: str, action: str, *columns: Any, by: Officer, at: datetime) -> Proposal:
    made = _enter(kind, key, action, *columns, by=by, at=at)
    told = {"of": kind, "key": key, "action": action, "proposal": made.public_id}
    audit.record(PROPOSED, queries.stream(kind, key), at=at, by=by.id, **told)
    return made


def _enter(
    kind: str, key: str, action: str, payload: str, valid_from: date, rests_on: int | None, reason: str = "",
    replaces: int | None = None, *, by: Officer, at: datetime,
) -> Proposal:  # fmt: skip
    if queries.open_proposal(kind, key):
        raise Conflict(N_("A proposal for this waits for its second person already."))
    proposal = Proposal(
        public_id=ids.public_id(), kind=kind, key=key, action=action, payload=payload, valid_from=valid_from,
        rests_on=rests_on, reason=reason, replaces=replaces, proposed_by=by.id, proposed_at=at,
    )  # fmt: skip
    session.add(proposal)
    session.flush()
    return proposal


def revise(proposal: Proposal, *, on: date | None = None, reason: str = "", by: Officer, at: datetime) -> Proposal:
    """Put a new version in a proposal's place: what the concept says now, another day, another reason.

    The old version is closed, never edited; whoever makes the new one is its first person. Invalid where nothing
    would differ, otherwise as `propose`.
    """
    hold(proposal)
    kind, key, today = proposal.kind, proposal.key, clock.local_date(at)
    day = on or max(proposal.valid_from, today)
    if proposal.action == WITHDRAW:
        content, day, rests_on, reason = proposal.payload, proposal.valid_from, proposal.rests_on, _checked(reason)
    else:
        content, rests_on, reason = _content(kind, key, day, today, Wanted()), _rests_on(kind, key, day), ""
    if (content, day, reason, rests_on) == (proposal.payload, proposal.valid_from, proposal.reason, proposal.rests_on):
        raise Invalid(N_("Nothing would differ from the proposal as it is."))
    _close(proposal, at)
    made = _enter(kind, key, proposal.action, content, day, rests_on, reason, proposal.id, by=by, at=at)
    told = {"of": kind, "key": key, "action": made.action, "proposal": made.public_id, "replaces": proposal.public_id}
    audit.record(REVISED, queries.stream(kind, key), at=at, by=by.id, **told)
    return made


def take_back(proposal: Proposal, *, by: Officer, at: datetime) -> None:
    """The proposer's own withdrawal of a proposal that nobody decided yet; Forbidden for anyone else."""
    hold(proposal)
    if proposal.proposed_by != by.id:
        raise Forbidden(N_("Only who proposed it takes it back; you can reject it."))
    _close(proposal, at)
    names = {"of": proposal.kind, "key": proposal.key, "proposal": proposal.public_id}
    audit.record(TAKEN_BACK, queries.stream(proposal.kind, proposal.key), at=at, by=by.id, **names)


def _close(proposal: Proposal, at: datetime) -> None:
    proposal.taken_back_at = at
    session.flush()


def hold(proposal: Proposal) -> None:
    """Let nobody else act on a proposal until this request ends; Conflict where it is closed already."""
    session.refresh(proposal, with_for_update=True)
    if not proposal.open:
        raise Conflict(_CLOSED)
