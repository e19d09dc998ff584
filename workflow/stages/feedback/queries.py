"""Finding complaints, never for someone they concern: for an excluded person they are not there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, or_, select, true, tuple_
from sqlalchemy.orm import joinedload

from workflow.base.db import session
from workflow.doors.inbox.models import Enclosure
from workflow.kernel.errors import NotFound
from workflow.places.models import Office
from workflow.staff import queries as staff
from workflow.staff import rights
from workflow.staff.models import Officer
from workflow.staff.roles import Role
from workflow.staff.verbs import RIGHTS
from workflow.stages.cases.models import CaseHand
from workflow.stages.feedback.models import Complaint, ComplaintMerge, ComplaintPhoto, ComplaintReview, Exclusion
from workflow.stages.feedback.states import ReviewState, State
from workflow.stages.notices.models import Objection

#: An objection in one of these states was not taken up as one, and becomes a complaint.
HANDED_ON = ("late", "inadmissible")
#: Came in a crowd, and nobody has looked at it yet: laid together by its words, apart from all others.
_HEAPED = and_(Complaint.alike.is_not(None), Complaint.state == State.RECEIVED)
#: Beyond this many open reviews nobody is told apart from the next.
_MANY = 100


def complaint_for(public_id: str, person: Officer, verb: str) -> Complaint:
    """The complaint, if this person may `verb` it; NotFound where they may not even know of it."""
    query = select(Complaint).where(Complaint.public_id == public_id)
    # whom it is kept from comes along: a statement more would tell them by its time that there is something
    found = session.scalars(query.options(joinedload(Complaint.exclusions))).unique().one_or_none()
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
    reach = {how for role, how in RIGHTS["complaint.see"].roles.items() if role in person.roles}
    concerned = exists().where(Exclusion.complaint_id == Complaint.id, Exclusion.officer_id == person.id)
    own = Complaint.assigned_to_id == person.id
    return and_(~concerned, true() if "all" in reach else own if reach else false())


def open_for(person: Officer, *, limit: int, after: tuple[date, int] | None = None) -> list[Complaint]:
    """Open complaints this person may see, without heaps, the most urgent first; `after` is the key of the last."""
    key = tuple_(Complaint.due_on, Complaint.id)
    query = _seen_by(person).where(Complaint.open, ~_HEAPED, Complaint.due_on.is_not(None))
    query = query if after is None else query.where(key > after)
    return _read(query.order_by(Complaint.due_on, Complaint.id), limit)


def without_limit_for(person: Officer, *, limit: int) -> list[Complaint]:
    """Open complaints received on a day for which no rule sets a limit, oldest first."""
    query = _seen_by(person).where(Complaint.open, ~_HEAPED, Complaint.due_on.is_(None))
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
    """Open complaints that nobody handles yet, without heaps."""
    unassigned = Complaint.state.in_((State.RECEIVED, State.REGISTERED))
    return _read(_seen_by(person).where(Complaint.open, ~_HEAPED, unassigned).order_by(Complaint.id), limit)


class Heap(NamedTuple):
    """Complaints of the same words that came in a crowd: how many, and the first of them."""

    size: int
    first: Complaint


def heaps(person: Officer, *, limit: int, after: tuple[int, int] | None = None) -> list[Heap]:
    """Heaps, the smallest first: what a person wrote stands alone; `after` is (size, id) of the last one shown."""
    size, first = func.count(), func.min(Complaint.id)
    query = select(size, first).where(visible_to(person), _HEAPED).group_by(Complaint.alike)
    query = query if after is None else query.having(tuple_(size, first) > after)
    found = session.execute(query.order_by(size, first).limit(limit)).all()
    chosen = select(Complaint).where(Complaint.id.in_([first_id for _size, first_id in found]))
    every = {each.id: each for each in session.scalars(chosen)}
    return [Heap(number, every[first_id]) for number, first_id in found]


class Heaped(NamedTuple):
    """All heaps together: complaints, different wordings, the day by which the first is to be decided."""

    complaints: int
    wordings: int
    due_on: date | None


def heaped(person: Officer) -> Heaped:
    """What waits in heaps for this person."""
    told = func.count(), func.count(Complaint.alike.distinct()), func.min(Complaint.due_on)
    return Heaped(*session.execute(select(*told).where(visible_to(person), _HEAPED)).one())


def heap_of(complaint: Complaint, person: Officer, *, limit: int) -> list[Complaint]:
    """What lies in the heap of a complaint, the oldest first; nothing where it lies in none."""
    query = _seen_by(person).where(_HEAPED, Complaint.alike == complaint.alike)
    return _read(query.order_by(Complaint.id), limit)


def leading(alike: str) -> Complaint | None:
    """The complaint that others of these words are handled as one with, whoever asks; None while all lie in a heap."""
    query = select(Complaint).outerjoin(ComplaintMerge, ComplaintMerge.complaint_id == Complaint.id)
    states = Complaint.state.in_((State.REGISTERED, State.ASSIGNED))
    query = query.where(Complaint.alike == alike, states, ComplaintMerge.complaint_id.is_(None))
    return session.scalar(query.order_by(Complaint.id).limit(1))


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
    eligible = [officer for officer in _handlers() if officer.id not in complaint.excluded_ids]
    return sorted(eligible, key=lambda officer: (officer.name, officer.id))


def _handlers() -> list[Officer]:
    roles = RIGHTS["complaint.answer"].roles
    people = {officer.id: officer for role in roles for officer in staff.officers_with(Role(role))}
    return list(people.values())


def without_handler() -> list[Complaint]:
    """Open complaints that nobody handles, where everybody who could register or handle them is concerned; whoever
    asks: for the alarm only. Who could is asked once, however many wait."""
    waiting = select(Complaint).where(Complaint.open, Complaint.state.in_((State.RECEIVED, State.REGISTERED)))
    able = {officer.id for officer in _handlers()}
    registering = {officer.id for officer in staff.officers_with(Role.DISCIPLINE_DEPT)}
    return [
        complaint for complaint in session.scalars(waiting)
        if able <= complaint.excluded_ids or registering <= complaint.excluded_ids
    ]  # fmt: skip


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
    roles = RIGHTS["complaint.review"].roles
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
