"""Finding evaluation cards, never for whom they judge."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload

from workflow.base.clock import local_date
from workflow.base.db import session
from workflow.kernel.errors import NotFound
from workflow.places.models import Office
from workflow.staff import rights
from workflow.staff.models import Officer
from workflow.stages.feedback.cards.models import EvaluationCard
from workflow.stages.feedback.cards.rules import Total, totals
from workflow.stages.feedback.cards.states import State


@dataclass(frozen=True, slots=True)
class Filter:
    """What the register is narrowed to; '' asks nothing. `month` as 2026-05, `office` a row id."""

    month: str = ""
    state: str = ""
    rating: str = ""
    office: str = ""


def card_for(public_id: str, person: Officer, verb: str) -> EvaluationCard:
    """The card, if this person may `verb` it; NotFound where they may not even know of it."""
    found = session.scalar(select(EvaluationCard).where(EvaluationCard.public_id == public_id))
    if found is None:
        raise NotFound
    rights.check(person, verb, found)
    return found


def register(person: Officer, asked: Filter, *, limit: int | None, before: int | None = None) -> list[EvaluationCard]:
    """The cards this person may see, newest first; `before` is the id of the last one shown."""
    query = _seen_by(person).order_by(EvaluationCard.id.desc()).limit(limit)
    query = query if before is None else query.where(EvaluationCard.id < before)
    for column, value in (
        (EvaluationCard.month, asked.month), (EvaluationCard.state, asked.state), (EvaluationCard.rating, asked.rating),
    ):  # fmt: skip
        query = query.where(column == value) if value else query
    query = query.where(EvaluationCard.office_id == int(asked.office)) if asked.office.isdecimal() else query
    return list(session.scalars(query))


def waiting(person: Officer, state: State, *, limit: int) -> list[EvaluationCard]:
    """Cards in a state, oldest first."""
    query = _seen_by(person).where(EvaluationCard.state == state).order_by(EvaluationCard.id)
    return list(session.scalars(query.limit(limit)))


def month_of(at: datetime) -> str:
    """The month of an instant, as cards are filed by it."""
    return f"{local_date(at):%Y-%m}"


def months() -> list[str]:
    """The months of which there are cards, newest first."""
    return list(session.scalars(select(EvaluationCard.month).distinct().order_by(EvaluationCard.month.desc())))


def of_month(month: str) -> list[EvaluationCard]:
    """The cards of a month that are not filed yet, oldest first."""
    query = select(EvaluationCard).where(EvaluationCard.month == month, EvaluationCard.state != State.FILED)
    return list(session.scalars(query.order_by(EvaluationCard.id)))


def totals_of(month: str) -> list[Total]:
    """One month counted office by office; cards of no known office under ''."""
    columns = (func.coalesce(Office.name, ""), EvaluationCard.rating, EvaluationCard.classification)
    query = select(*columns).outerjoin(Office, Office.id == EvaluationCard.office_id)
    return totals((row[0], row[1], row[2]) for row in session.execute(query.where(EvaluationCard.month == month)))


def by_once_key(once_key: str) -> EvaluationCard | None:
    """The card that judged this business with this receipt before."""
    return session.scalar(select(EvaluationCard).where(EvaluationCard.once_key == once_key))


def _seen_by(person: Officer) -> Select[EvaluationCard]:
    parts = (joinedload(EvaluationCard.office), joinedload(EvaluationCard.officer))
    return select(EvaluationCard).where(_not_about(person)).options(*parts)


def _not_about(person: Officer) -> ColumnElement[bool]:
    """The SQL twin of `excluded_ids`."""
    return or_(EvaluationCard.officer_id.is_(None), EvaluationCard.officer_id != person.id)
