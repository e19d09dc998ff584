"""Finding complaints, never for someone they concern: for an excluded person they are not there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, or_, select, true, tuple_
from sqlalchemy.orm import joinedload

from workflow.base.db import session
from workflow.doors.inbox.models import Enclosure
from workflow.kernel.errors import NotFound
from workflow.places.models import Office
from workflow.staff import queries as staff
from workflow.staff import rights
from workflow.staff.models import Officer
from workflow.staff.roles import Role
from workflow.stages.cases.models import CaseHand
from workflow.stages.feedback.models import Complaint, ComplaintMerge, ComplaintPhoto, ComplaintReview, Exclusion
from workflow.stages.feedback.states import ReviewState, State
from workflow.stages.notices.models import Objection

#: An objection in one of these states was not taken up as one, and becomes a complaint.
HANDED_ON = ("late", "inadmissible")
#: Beyond this many open reviews nobody is told apart from the next.
_MANY = 100


def complaint_for(public_id: str, person: Officer, verb: str) -> Complaint:
    """The complaint, if this person may `verb` it; NotFound where they may not even know of it.

    Such a one is not looked up at all: what would be read with it would take longer than one that nobody has.
    """
    found = session.scalar(select(Complaint).where(Complaint.public_id == public_id, visible_to(person)))
    if found is None:
        raise NotFound
    rights.check(person, verb, found)
    return found


def photo_of(complaint: Complaint, public_id: str) -> ComplaintPhoto:
    """A photo of this very complaint; NotFound otherwise."""
    query = select(ComplaintPhoto).where(ComplaintPhoto.public_id == public_id)
    found = session.scalar(query.where(ComplaintPhoto.complaint_id == complaint.id))
    if found is None:
        raise NotFound
    return found


def complaint_of_photo(photo: Enclosure) -> Complaint | None:
    """The complaint that a handed-in photo belongs to; None where nobody took its slip in hand yet, or it is none's."""
    query = select(Complaint).join(ComplaintPhoto).where(ComplaintPhoto.enclosure_id == photo.id)
    return session.scalar(query)


def visible_to(person: Officer) -> ColumnElement[bool]:
    """The SQL twin of `may(person, "complaint.see", complaint)`: what no list or count may go round."""
    reach = {how for role, how in rights.RIGHTS["complaint.see"].roles.items() if role in person.roles}
    concerned = exists().where(Exclusion.complaint_id == Complaint.id, Exclusion.officer_id == person.id)
    own = Complaint.assigned_to_id == person.id
    return and_(~concerned, true() if "all" in reach else own if reach else false())


def open_for(person: Officer, *, limit: int, after: tuple[date, int] | None = None) -> list[Complaint]:
    """Open complaints this person may see, the most urgent first; `after` is the key of the last one shown."""
    key = tuple_(Complaint.due_on, Complaint.id)
    query = _seen_by(person).where(Complaint.open, Complaint.due_on.is_not(None))
    query = query if after is None else query.where(key > after)
    return _read(query.order_by(Complaint.due_on, Complaint.id), limit)


def without_limit_for(person: Officer, *, limit: int) -> list[Complaint]:
    """Open complaints received on a day for which no rule sets a limit, oldest first."""
    query = _seen_by(person).where(Complaint.open, Complaint.due_on.is_(None))
    return _read(query.order_by(Complaint.id), limit)


def ended_for(person: Officer, *, limit: int, before: int | None = None) -> list[Complaint]:
    """Answered and withdrawn complaints this person may see, newest first."""
    query = _seen_by(person).where(Complaint.open.is_(False))
    query = query if before is None else query.where(Complaint.id < before)
    return _read(query.order_by(Complaint.id.desc()), limit)


def in_charge_of(person: Officer, *, limit: int) -> list[Complaint]:
    """Open complaints this person is to answer."""
    query = _seen_by(person).where(Complaint.open, Complaint.assigned_to_id == person.id)
    return _read(query.order_by(Complaint.due_on, Complaint.id), limit)


def to_register_or_assign(person: Officer, *, limit: int) -> list[Complaint]:
    """Open complaints that nobody handles yet."""
    unassigned = Complaint.state.in_((State.RECEIVED, State.REGISTERED))
    return _read(_seen_by(person).where(Complaint.open, unassigned).order_by(Complaint.id), limit)


def _seen_by(person: Officer) -> Select[Complaint]:
    return select(Complaint).where(visible_to(person)).options(joinedload(Complaint.assigned_to))


def _read(query: Select[Complaint], limit: int) -> list[Complaint]:
    return list(session.scalars(query.limit(limit)))


def together(complaint: Complaint) -> list[Complaint]:
    """Every complaint that is or was handled as one with this, itself too, whoever asks; the one that leads first."""
    lead = complaint.merge.lead if complaint.merge else complaint
    query = select(Complaint).join(ComplaintMerge, ComplaintMerge.complaint_id == Complaint.id)
    return [lead, *session.scalars(query.where(ComplaintMerge.lead_id == lead.id).order_by(Complaint.id))]


def mergeable(complaint: Complaint, person: Officer, *, limit: int) -> list[Complaint]:
    """Complaints that this one could be handled as one with: the same case, office or ground first, then the newest."""
    led = exists().where(ComplaintMerge.complaint_id == Complaint.id)
    states = (State.REGISTERED, State.ASSIGNED)
    query = _seen_by(person).where(Complaint.state.in_(states), Complaint.id != complaint.id, ~led)
    alike = [
        case((column == getattr(complaint, column.key), 0), else_=1)
        for column in (Complaint.case_id, Complaint.office_id, Complaint.category)
    ]
    return _read(query.order_by(*alike, Complaint.id.desc()), limit)


def candidates(complaint: Complaint) -> list[Officer]:
    """Who may handle this complaint: holds a role for it and is not concerned. By name."""
    roles = rights.RIGHTS["complaint.answer"].roles
    people = {officer.id: officer for role in roles for officer in staff.officers_with(Role(role))}
    eligible = [officer for officer in people.values() if officer.id not in complaint.excluded_ids]
    return sorted(eligible, key=lambda officer: (officer.name, officer.id))


def registrars(complaint: Complaint) -> list[Officer]:
    """Who may register and assign this complaint: somebody must be left who is not concerned."""
    people = staff.officers_with(Role.DISCIPLINE_DEPT)
    return [officer for officer in people if officer.id not in complaint.excluded_ids]


def unassigned() -> list[Complaint]:
    """Every open complaint that nobody handles, whoever asks: for the alarm only."""
    states = (State.RECEIVED, State.REGISTERED)
    return list(session.scalars(select(Complaint).where(Complaint.open, Complaint.state.in_(states))))


def open_with_case() -> list[Complaint]:
    """Every complaint that concerns a case and is open or under review, whoever asks: for computing exclusions only."""
    reviewed = exists().where(ComplaintReview.complaint_id == Complaint.id, ComplaintReview.open)
    return list(session.scalars(select(Complaint).where(or_(Complaint.open, reviewed), Complaint.case_id.is_not(None))))


def reviews_of(person: Officer, *, limit: int) -> list[ComplaintReview]:
    """Open reviews in this person's charge, the most urgent first."""
    query = select(ComplaintReview).where(ComplaintReview.open, ComplaintReview.reviewer_id == person.id)
    query = query.options(joinedload(ComplaintReview.complaint))
    return list(session.scalars(query.order_by(ComplaintReview.due_on, ComplaintReview.id).limit(limit)))


def unreferred() -> list[ComplaintReview]:
    """Reviews that were asked for and have no reviewer, whoever asks: for referring them and for the alarm."""
    query = select(ComplaintReview).where(ComplaintReview.state == ReviewState.ASKED)
    return list(session.scalars(query.order_by(ComplaintReview.id)))


def stranded() -> list[ComplaintReview]:
    """Reviews whose reviewer left the house or the role, whoever asks: for giving them to somebody else."""
    query = select(ComplaintReview).where(ComplaintReview.state == ReviewState.REFERRED)
    query = query.where(ComplaintReview.reviewer_id.not_in(list(_able_to_review())))
    return list(session.scalars(query.order_by(ComplaintReview.id)))


def _able_to_review() -> dict[int, Officer]:
    roles = rights.RIGHTS["complaint.review"].roles
    return {each.id: each for role in roles for each in staff.officers_with(Role(role))}


def reviewers(complaint: Complaint) -> list[Officer]:
    """Who may review an answer: the nearest office above the handler's that has somebody whom it does not concern.

    Where the handler's office is the highest, another leader of it. Whoever has the fewest open reviews comes first.
    """
    handler = complaint.assigned_to
    if handler is None:
        return []
    kept_out = complaint.excluded_ids | {handler.id}
    people = [each for number, each in _able_to_review().items() if number not in kept_out]
    for office in handler.office.chain()[1:]:
        if above := [each for each in people if each.office_id == office.id]:
            return sorted(above, key=_load)
    leaders = [each for each in people if each.office_id == handler.office_id and Role.LEADER in each.roles]
    return sorted(leaders, key=_load)


def _load(officer: Officer) -> tuple[int, int]:
    return len(reviews_of(officer, limit=_MANY)), officer.id


def number_taken(number: str) -> bool:
    """Whether a drawn number is in use."""
    return session.scalar(select(Complaint.id).where(Complaint.number == number)) is not None


def complaint_by_receipt(receipt_key: str) -> Complaint | None:
    """The complaint behind a receipt."""
    return session.scalar(select(Complaint).where(Complaint.receipt_key == receipt_key))


def hands_in(case_id: int) -> frozenset[int]:
    """Who holds a hand in a case."""
    return frozenset(session.scalars(select(CaseHand.officer_id).where(CaseHand.case_id == case_id)))


def heads_of(office_id: int) -> frozenset[int]:
    """Who heads an office now."""
    return frozenset(officer.id for officer in staff.officers_with(Role.BRANCH_HEAD, office_ids=[office_id]))


def names_of_staff() -> dict[int, str]:
    """Every officer's name by id."""
    return {row.id: row.name for row in session.execute(select(Officer.id, Officer.name))}


def officers_by_public_id(public_ids: Iterable[str]) -> list[Officer]:
    """The officers behind opaque ids; unknown ones are left out."""
    wanted = list(public_ids)
    return list(session.scalars(select(Officer).where(Officer.public_id.in_(wanted)))) if wanted else []


def office_by_id(given: Any) -> Office | None:
    """An office by the id that a public form or a select hands back."""
    return session.get(Office, int(given)) if str(given or "").isascii() and str(given or "").isdigit() else None


def objections_handed_on() -> list[Objection]:
    """Objections that were not taken up as such and have not become complaints yet."""
    taken = exists().where(Complaint.objection_id == Objection.id)
    query = select(Objection).where(Objection.state.in_(HANDED_ON), ~taken)
    return list(session.scalars(query.order_by(Objection.id)))
