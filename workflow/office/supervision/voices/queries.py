"""What happened to complaints and cards in a period, from the rooms' own tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute

from workflow.base.audit import Event
from workflow.base.clock import end_of, local_date, start_of
from workflow.base.db import session
from workflow.doors.published.models import Record
from workflow.office.supervision.voices.rules import Answered, Card, Facts, Period
from workflow.places.models import Office
from workflow.stages.feedback.cards.models import EvaluationCard
from workflow.stages.feedback.models import Complaint
from workflow.stages.feedback.states import State

KIND = "complaints"
_STEP = 500


def facts(period: Period) -> Facts:
    """Complaints that came, those that were answered, and cards that came, by the days on which it was recorded."""
    came = select(func.count()).where(_within(Complaint.recorded_at, period)).select_from(Complaint)
    return Facts(session.scalar(came) or 0, Counter(_answered(period)), _cards(period))


def _cards(period: Period) -> dict[Card, int]:
    alike = (EvaluationCard.office_id, EvaluationCard.rating)
    query = select(*alike, func.count()).where(_within(EvaluationCard.recorded_at, period)).group_by(*alike)
    return {Card(office, rating): number for office, rating, number in session.execute(query)}


def _answered(period: Period) -> Iterator[Answered]:
    columns = (Complaint.category, Complaint.office_id, Complaint.outcome, Complaint.due_on)
    query = select(*columns, Complaint.received_at, Complaint.answered_at)
    query = query.where(Complaint.state == State.ANSWERED, _within(Complaint.answered_at, period))
    for each in session.execute(query.execution_options(yield_per=_STEP)):
        on = local_date(each.answered_at) if each.answered_at else period.last
        late = each.due_on is not None and on > each.due_on
        days = (on - local_date(each.received_at)).days
        yield Answered(each.category, each.office_id, each.outcome or "", late, days)


def _within(
    instant: InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None], period: Period
) -> ColumnElement[bool]:
    return (instant >= start_of(period.first)) & (instant < end_of(period.last))


def outlets() -> dict[int, str]:
    """The offices that serve customers, by row id."""
    query = select(Office.id, Office.name).where(Office.outlet).order_by(Office.id)
    return {row.id: row.name for row in session.execute(query)}


def begun_on() -> date | None:
    """The day of the house's first event; None for a house in which nothing has happened."""
    first = session.scalar(select(Event.at).order_by(Event.id).limit(1))
    return local_date(first) if first else None


def published() -> dict[str, Record]:
    """The periods that are told, by key."""
    query = select(Record).where(Record.kind == KIND, Record.ended_at.is_(None))
    return {record.key: record for record in session.scalars(query.order_by(Record.key))}
