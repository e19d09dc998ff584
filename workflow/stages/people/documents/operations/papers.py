"""Documents: recorded, compared by a second person, replaced by newer ones, taken back where they were a mistake."""

from __future__ import annotations

from datetime import date, datetime

from workflow.base import audit
from workflow.base.clock import local_date
from workflow.base.db import session
from workflow.kernel import checks, ids
from workflow.kernel.errors import Conflict, Invalid, N_
from workflow.staff.models import Officer
from workflow.stages.people.documents import queries, rules
from workflow.stages.people.documents.models import Document
from workflow.stages.people.keyed import refuse_tied, stream
from workflow.stages.people.models import Household, Member

RECORDED = audit.declare("document_recorded", "document", "sort", "member", "valid_until", "stands_for", "replaces")
VERIFIED = audit.declare("document_verified", "document", "sort")
MISTAKEN = audit.declare("document_marked_mistaken", "document", "sort", "reason")


def record_document(
    household: Household, *, kind: str, member: Member | None, number: str, valid_until: date | None,
    expected_on: date | None, by: Officer, at: datetime,
) -> Document:  # fmt: skip
    """Record a document that was seen. It replaces what was on file of its kind and holder, and what stood in for it.

    A substitute for an identity card says by when the new card is expected: as given, else as the rules reckon.
    Invalid for an unknown kind, a card whose number is not its holder's, a substitute without a day or a holder.
    """
    refuse_tied(household, by)
    today = local_date(at)
    if kind not in queries.kinds(today):
        raise Invalid(N_("Choose what kind of document it is."), field="kind")
    stands_for = rules.IDENTITY if kind in queries.substitutes(today) else None
    expected = (expected_on or queries.awaited_by(today)) if stands_for else None
    _check(kind, member, number, stands_for, expected, today)
    document = Document(
        public_id=ids.public_id(), household_id=household.id, member_id=member.id if member else None, kind=kind,
        valid_until=valid_until, state=rules.HELD, stands_for=stands_for, expected_on=expected,
        recorded_by_id=by.id, recorded_at=at,
    )  # fmt: skip
    document.number = number
    session.add(document)
    session.flush()
    replaced = _replace(household, document, shared=kind in queries.shared(today))
    told = {"document": document.public_id, "sort": kind, "member": member.public_id if member else None}
    term = {"valid_until": valid_until.isoformat() if valid_until else None, "stands_for": stands_for}
    audit.record(RECORDED, stream(household), at=at, by=by.id, **told, **term, replaces=replaced)
    return document


def _check(
    kind: str, member: Member | None, number: str, stands_for: str | None, expected: date | None, today: date
) -> None:
    if member is None and (kind == rules.IDENTITY or stands_for):
        raise Invalid(N_("Say whose document it is."), field="holder")
    known = member.id_number if member and kind == rules.IDENTITY else None
    if known and number and checks.narrow(number).upper() != known:
        raise Invalid(N_("This is not the identity number on file for this person."), field="number")
    if stands_for and expected is None:
        raise Invalid(N_("Say when the new card is expected."), field="expected_on")
    if stands_for and expected and expected < today:
        raise Invalid(N_("This day is over."), field="expected_on")


def _replace(household: Household, document: Document, *, shared: bool) -> list[str]:
    """A newer one of its kind, or the card itself, ends what was on file; returns the public ids of those.

    Of a `shared` kind there is one for all, whoever shows it.
    """
    ended = [
        each
        for each in queries.documents_of(household)
        if each.id != document.id and each.state == rules.HELD
        and (shared or each.member_id == document.member_id)
        and document.kind in (each.kind, each.stands_for) and document.kind != "other"
    ]  # fmt: skip
    for each in ended:
        each.state, each.replaced_by_id = rules.REPLACED, document.id
    session.flush()
    return [each.public_id for each in ended]


def close_documents(holder: Member, today: date) -> list[str]:
    """Take off the file what was only the holder's, who leaves; returns the public ids. The leaving is the event."""
    common = queries.shared(today)
    closed = [each for each in queries.held_by(holder) if each.kind not in common]
    for each in closed:
        each.state = rules.GONE
    return [each.public_id for each in closed]


def verify_document(document: Document, *, by: Officer, at: datetime) -> None:
    """A second person has seen the document too; Conflict for whoever recorded it, and where it was done already."""
    refuse_tied(document.household, by)
    if document.recorded_by_id == by.id:
        raise Conflict(N_("You recorded this yourself: another person compares it."))
    if document.state != rules.HELD or document.verified_at:
        raise Conflict(N_("Somebody verified or corrected this meanwhile. Please look again."))
    document.verified_by_id, document.verified_at = by.id, at
    session.flush()
    told = {"document": document.public_id, "sort": document.kind}
    audit.record(VERIFIED, stream(document.household), at=at, by=by.id, **told)


def mark_mistaken(document: Document, *, reason: str, by: Officer, at: datetime) -> None:
    """Take a document off the file that never belonged there; it stays visible with the reason among the events."""
    refuse_tied(document.household, by)
    if not reason:
        raise Invalid(N_("Say why."), field="reason")
    if document.state != rules.HELD:
        raise Conflict(N_("This document is not on file any more."))
    document.state = rules.MISTAKEN
    session.flush()
    told = {"document": document.public_id, "sort": document.kind, "reason": reason}
    audit.record(MISTAKEN, stream(document.household), at=at, by=by.id, **told)
