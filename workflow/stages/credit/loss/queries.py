"""Finding lines that may be lost, losses that no list names yet, and the lists."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import joinedload, selectinload

from workflow.base.db import session
from workflow.kernel.errors import NotFound
from workflow.places import packs
from workflow.places import queries as places
from workflow.places.models import Village
from workflow.policy.pack import Term
from workflow.staff import rights
from workflow.staff.models import Officer
from workflow.stages.credit.loss.models import LineLoss, LossList
from workflow.stages.credit.models import CreditLine
from workflow.stages.credit.states import EFFECTIVE
from workflow.stages.people import queries as people
from workflow.stages.people.models import Household


def reasons(on: date) -> dict[str, Term]:
    """For what the rules in force take a line away, by code; none where they say nothing."""
    return {term.code: term for term in packs.value("line.cancel_when", on).value or ()}


def line_of_person(id_number: str) -> CreditLine | None:
    """The effective line of the household of whoever has this identity number."""
    known = people.member_by_id_number(id_number)
    if known is None:
        return None
    query = select(CreditLine).where(CreditLine.household_id == known.household_id)
    return session.scalar(query.where(CreditLine.state == EFFECTIVE).order_by(CreditLine.id.desc()).limit(1))


def _unlisted() -> Select[LineLoss]:
    query = select(LineLoss).join(LineLoss.line).join(CreditLine.household).where(LineLoss.list_id.is_(None))
    return query.options(joinedload(LineLoss.line).joinedload(CreditLine.household)).order_by(LineLoss.id)


def waiting(person: Officer) -> list[tuple[Village, int]]:
    """The villages of a person's offices with losses that no list names yet, and how many."""
    found: dict[Village, int] = {}
    for loss in session.scalars(_unlisted().join(Household.village).where(_below(person))):
        village = loss.household.village
        found[village] = found.get(village, 0) + 1
    return sorted(found.items(), key=lambda each: each[0].code)


def _below(person: Officer) -> ColumnElement[bool]:
    return Village.office_id.in_(places.offices_below(person.office))


def unlisted(village: Village) -> list[LineLoss]:
    """The losses of a village that no list names yet."""
    return list(session.scalars(_unlisted().where(Household.village_id == village.id)))


def lists(person: Officer) -> list[LossList]:
    """The lists of a person's offices, newest first."""
    query = select(LossList).where(LossList.office_id.in_(places.offices_below(person.office)))
    query = query.options(joinedload(LossList.village), selectinload(LossList.losses))
    return list(session.scalars(query.order_by(LossList.id.desc())))


def list_for(public_id: str, person: Officer, verb: str) -> LossList:
    """The list of that id, if `person` may do `verb` with it; NotFound or Forbidden otherwise."""
    found = session.scalar(select(LossList).where(LossList.public_id == public_id))
    if found is None:
        raise NotFound
    rights.check(person, verb, found)
    return found


def village_for(code: str, person: Officer, verb: str) -> Village:
    """The village of that code, if `person` may do `verb` there; NotFound or Forbidden otherwise."""
    found = places.village_by_code(code)
    if found is None:
        raise NotFound
    rights.check(person, verb, found)
    return found
