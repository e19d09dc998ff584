"""Reading visits and meetings: what is to be followed up, whom nobody has visited, when the next meeting is due."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from sqlalchemy import ColumnElement, func, select

from workflow.base.db import session
from workflow.office.registers import queries as registers
from workflow.office.registers.visits.models import FollowUp, Meeting, Visit
from workflow.office.registers.visits.rules import KNOWING
from workflow.places import packs
from workflow.places import queries as places
from workflow.places.models import Office, Village
from workflow.policy.terms import add_months
from workflow.staff.models import Officer

F = TypeVar("F", bound=FollowUp)


def open_follow_ups(model: type[F], person: Officer, limit: int) -> list[F]:
    """What a person has to follow up, by the day it is due."""
    mine = (model.officer_id == person.id, *_open(model))
    query = select(model).where(*mine).order_by(model.follow_up_on, model.id)
    return list(session.scalars(query.limit(limit)).unique())


def _open(model: type[FollowUp]) -> tuple[ColumnElement[bool], ...]:
    return (model.follow_up_on.is_not(None), model.followed_at.is_(None), model.struck_at.is_(None))


def late(model: type[F], person: Officer, verb: str, today: date, limit: int) -> list[F]:
    """What should have been followed up before today, of the entries that a person may see, oldest first."""
    query = select(model).where(registers.reached(model, person, verb), *_open(model), model.follow_up_on < today)
    return list(session.scalars(query.order_by(model.follow_up_on, model.id).limit(limit)).unique())


def unvisited(person: Officer, today: date) -> list[Village]:
    """The villages whose cadres and group leaders nobody has visited as lately as the rules want, by code.

    Of the offices at which the person sees visits; none where the rules set no interval.
    """
    within = packs.value("visits.within", today).value
    if not within:
        return []
    offices = [office.id for office in registers.offices_for(person, "visit.see")] or [person.office_id]
    since = add_months(today, -within)
    query = select(Visit.village_id).where(Visit.sort.in_(KNOWING), Visit.on >= since, Visit.struck_at.is_(None))
    visited = set(session.scalars(query.distinct()))
    return [each for each in places.villages(offices) if each.id not in visited]


def meeting_due(office: Office, today: date) -> date | None:
    """By which day an office meets next; None where the rules set no interval or it has not met yet."""
    every = packs.value("meetings.every", today).value
    query = select(func.max(Meeting.on)).where(Meeting.office_id == office.id, Meeting.struck_at.is_(None))
    last = session.scalar(query)
    return add_months(last, every) if every and last else None
