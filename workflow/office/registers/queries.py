"""Reading any register: what a person may see of it, narrowed as asked, newest first."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import ColumnElement, and_, false, inspect, not_, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, selectinload

from workflow.base.db import session
from workflow.kernel.errors import NotFound
from workflow.office.registers.models import Entry
from workflow.office.registers.rules import Asked, span
from workflow.places import queries as places
from workflow.places.models import Office
from workflow.staff.models import Officer
from workflow.staff.rights import check, may, reaches

E = TypeVar("E", bound=Entry)


class Belongs:
    """A thing that belongs to an office, for `may`."""

    def __init__(self, office: Office) -> None:
        self.office = office


def offices_for(person: Officer, verb: str) -> list[Office]:
    """The offices at which a person may do something."""
    return [office for office in places.offices() if may(person, verb, Belongs(office))]


def office_for(office_id: str, person: Officer, verb: str) -> Office:
    """An office chosen in a form, if the person may do this there; NotFound, Forbidden."""
    office = places.office(int(office_id))
    if office is None:
        raise NotFound
    check(person, verb, Belongs(office))
    return office


def listed(
    model: type[E], day: str, asked: Asked, person: Officer, verb: str, *, limit: int | None, before: int | None = None
) -> list[E]:
    """A register's entries that a person may see, newest first; `day` is the column that months are told by."""
    query = select(model).where(reached(model, person, verb), *narrowed(model, day, asked))
    query = query if before is None else query.where(model.id < before)
    query = query.options(*map(selectinload, _people_in(model)))
    return list(session.scalars(query.order_by(model.id.desc()).limit(limit)).unique())


def _people_in(model: type[Entry]) -> list[InstrumentedAttribute[Officer]]:
    """Whoever a row names: all rows' people come together, instead of each when it is shown."""
    found = inspect(model).relationships
    return [getattr(model, each.key) for each in found if each.mapper.class_ is Officer and not each.uselist]


def reached(model: type[Entry], person: Officer, verb: str) -> ColumnElement[bool]:
    """The SQL twin of `may`: all, one's own office and below, or what is in one's own charge; never what is hidden."""
    return and_(not_(model.kept_from(person)), _carried(model, person, verb))


def _carried(model: type[Entry], person: Officer, verb: str) -> ColumnElement[bool]:
    held = reaches(person, verb)
    if "all" in held:
        return true()
    parts = [model.office_id.in_(places.offices_below(person.office))] if "office" in held else []
    own = getattr(model, "officer_id", None)
    return or_(false(), *parts, *([own == person.id] if "own" in held and own is not None else []))


def narrowed(model: type[Entry], day: str, asked: Asked) -> list[ColumnElement[bool]]:
    """The conditions that hold a query of a register to what is asked for."""
    days = span(asked.month)
    office = [model.office_id == int(asked.office)] if asked.office.isdecimal() else []
    return [*office, *([getattr(model, day).between(*days)] if days else []), *_about(model, asked.officer)]


def is_about_people(model: type[Entry]) -> bool:
    """Whether each entry of a register names whom it is about."""
    return hasattr(model, "officer_id")


def _about(model: type[Entry], officer: str) -> list[ColumnElement[bool]]:
    if not officer or not is_about_people(model):
        return []
    about: Any = model
    return [about.officer_id.in_(select(Officer.id).where(Officer.public_id == officer))]


def entry_for(model: type[E], public_id: str, person: Officer, verb: str) -> E:
    """One entry, if the person may do this with it; NotFound, Forbidden."""
    known = not_(model.kept_from(person))  # asked at once: what is hidden costs no more than what is not there
    found = session.scalar(select(model).where(model.public_id == public_id, known))
    if found is None:
        raise NotFound
    check(person, verb, found)
    return found


def people_of(office: Office) -> list[Officer]:
    """Everyone who works at an office, by name."""
    query = select(Officer).where(Officer.office_id == office.id, Officer.active).order_by(Officer.name, Officer.id)
    return list(session.scalars(query).unique())
