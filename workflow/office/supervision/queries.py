"""Reading for supervision: events as they are stored, breaches, and whatever the sweep looks at."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, String, cast, exists, literal, or_, select
from sqlalchemy.orm import joinedload

from workflow.base import audit
from workflow.base.audit import Event, Happened
from workflow.base.clock import local_date
from workflow.base.db import session
from workflow.carriers.models import Heartbeat
from workflow.kernel.errors import NotFound
from workflow.office.supervision.models import Breach, PromiseItem
from workflow.office.supervision.rules import LATE_REVIEW, SECOND_NOTICE
from workflow.places.models import Office
from workflow.staff.models import Officer
from workflow.stages.approval.models import ResultNotice
from workflow.stages.cases.models import Case, CaseHand, OneTimeNotice
from workflow.stages.feedback.models import Complaint, ComplaintReview, Exclusion
from workflow.stages.people.models import Tie

_STEP = 500


def stored_events(*streams: str) -> Iterator[Row[Any]]:
    """Every stored event by stream and sequence; only streams that begin with one of the words, if any are given.

    A few hundred are held at a time, however many there are.
    """
    query = select(*Event.__table__.columns).order_by(Event.stream, Event.sequence).execution_options(yield_per=_STEP)
    if streams:
        query = query.where(or_(*(Event.stream.startswith(word, autoescape=True) for word in streams)))
    return iter(session.execute(query))


def opened(row: Row[Any]) -> Happened:
    """An event with its payload."""
    return audit.opened(row)


def history(stream: str, *, until: datetime | None = None) -> list[Happened]:
    """The events of one stream, at most up to an instant."""
    return list(audit.history(stream, until=until))


def seen_breaches(person: Officer) -> ColumnElement[bool]:
    """Breaches this person may see: none about a complaint that concerns them."""
    return ~exists().where(Exclusion.complaint_id == Breach.complaint_id, Exclusion.officer_id == person.id)


def breaches(person: Officer, *, limit: int | None, before: int | None = None, kind: str = "") -> list[Breach]:
    """Breaches, newest first; those of one kind if given, all of them without a `limit`."""
    query = select(Breach).where(seen_breaches(person)).order_by(Breach.id.desc()).limit(limit)
    query = query.options(joinedload(Breach.case), joinedload(Breach.officer), joinedload(Breach.complaint))
    if before is not None:
        query = query.where(Breach.id < before)
    return list(session.scalars(query.where(Breach.kind == kind) if kind else query))


def standing(person: Officer, kinds: tuple[str, ...]) -> list[Breach]:
    """What lasts and is not over yet."""
    query = select(Breach).where(Breach.kind.in_(kinds), Breach.over_at.is_(None), seen_breaches(person))
    return list(session.scalars(query.order_by(Breach.id)))


def breach_for(public_id: str, person: Officer) -> Breach:
    """One breach, if this person may see it."""
    found = session.scalar(select(Breach).where(Breach.public_id == public_id, seen_breaches(person)))
    if found is None:
        raise NotFound
    return found


def explained(person: Officer, kind: str, subjects: list[str]) -> dict[str, Breach]:
    """Breaches of a kind by subject, for the explanations beside late rows."""
    query = select(Breach).where(Breach.kind == kind, Breach.subject.in_(subjects), seen_breaches(person))
    return {breach.subject: breach for breach in session.scalars(query)}


def known_subjects(kind: str, subjects: Collection[str]) -> frozenset[str]:
    """Which of these were found to be of a kind already."""
    query = select(Breach.subject).where(Breach.kind == kind, Breach.subject.in_(subjects))
    return frozenset(session.scalars(query))


def still_standing(kind: str) -> list[Breach]:
    """Breaches of a lasting kind that are not over, whoever asks."""
    return list(session.scalars(select(Breach).where(Breach.kind == kind, Breach.over_at.is_(None))))


def second_notices() -> list[tuple[OneTimeNotice, Case]]:
    """One-time notices that named what the first should have named, as far as that is not known yet."""
    subject = literal("gap-notice:").concat(cast(OneTimeNotice.id, String))
    known = exists().where(Breach.kind == SECOND_NOTICE, Breach.subject == subject)
    query = select(OneTimeNotice, Case).join(Case, Case.id == OneTimeNotice.case_id)
    return [(notice, case) for notice, case in session.execute(query.where(OneTimeNotice.breach, ~known))]


def late_ties() -> list[tuple[Tie, CaseHand, Case]]:
    """Ties declared by whoever already had a hand in a case of the household, before that case was over."""
    tied = (Tie.officer_id == CaseHand.officer_id) & (CaseHand.since < Tie.declared_at)
    open_then = or_(Case.ended_at.is_(None), Case.ended_at > Tie.declared_at)
    query = select(Tie, CaseHand, Case).join(Case, (Case.household_id == Tie.household_id) & open_then)
    query = query.join(CaseHand, (CaseHand.case_id == Case.id) & tied)
    return [(tie, hand, case) for tie, hand, case in session.execute(query.order_by(Tie.id, Case.id))]


def untold(on: date, limit: int = _STEP) -> list[PromiseItem]:
    """Promises past their day, or kept too late, that nothing was said about yet; those due first come first."""
    query = select(PromiseItem).where(~PromiseItem.told, PromiseItem.due_on < on)
    return list(session.scalars(query.order_by(PromiseItem.due_on, PromiseItem.id).limit(limit)))


def cases_of(streams: Iterable[str]) -> dict[str, Case]:
    """Cases by the names of their streams."""
    ids = [stream.partition(":")[2] for stream in streams if stream.startswith("case:")]
    return {case.stream: case for case in session.scalars(select(Case).where(Case.public_id.in_(ids)))}


def complaints_of(streams: Iterable[str]) -> dict[str, Complaint]:
    """Complaints by the names of their streams, whoever asks: for the sweep only."""
    ids = [stream.partition(":")[2] for stream in streams if stream.startswith("complaint:")]
    return {each.stream: each for each in session.scalars(select(Complaint).where(Complaint.public_id.in_(ids)))}


def results(since: datetime | None) -> Iterator[tuple[ResultNotice, Case]]:
    """Results told late, and those written down later than they were told, of what was recorded since an instant."""
    query = select(ResultNotice, Case).join(Case, Case.id == ResultNotice.case_id).order_by(ResultNotice.id.desc())
    with session.execute(query.execution_options(yield_per=_STEP)) as found:
        for notice, case in found:
            if since is not None and notice.recorded_at < since:
                break
            if notice.late or notice.recorded_at > notice.told_at:
                yield notice, case


def late_reviews(at: datetime) -> Iterator[ComplaintReview]:
    """Second looks at an answer that are past their day, and those given after it; found ones are left out."""
    found = select(Breach.subject).where(Breach.kind == LATE_REVIEW)
    query = select(ComplaintReview).where(ComplaintReview.due_on < local_date(at))
    query = query.where(("review:" + ComplaintReview.public_id).not_in(found)).order_by(ComplaintReview.id)
    for review in session.scalars(query):
        if review.answered_at is None or (review.due_on and local_date(review.answered_at) > review.due_on):
            yield review


def heartbeats() -> dict[str, datetime]:
    """When each piece of unseen work last ended well."""
    return {row.name: row.at for row in session.execute(select(Heartbeat.name, Heartbeat.at))}


def office_names() -> dict[str, str]:
    """Offices' names by row id as text."""
    return {str(row.id): row.name for row in session.execute(select(Office.id, Office.name))}


def officer_names() -> dict[str, str]:
    """Officers' names by row id as text."""
    return {str(row.id): row.name for row in session.execute(select(Officer.id, Officer.name))}
