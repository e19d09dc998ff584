"""Finding groups: those the rules name, those that stand on a day."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import joinedload, selectinload

from workflow.base.db import session
from workflow.kernel.errors import NotFound
from workflow.office.groups import rules
from workflow.office.groups.models import WorkingGroup
from workflow.places import packs
from workflow.places.models import Office
from workflow.policy.pack import Term


def wanted(on: date) -> dict[str, Term]:
    """The groups that the rules in force want named on a wall board, by code."""
    boards = packs.value("disclosure.boards", on).value or ()
    return {term.code: term for term in boards if term.code in rules.GROUPS}


def term_of(code: str, on: date) -> Term:
    """What the rules call a group; NotFound for one they do not want."""
    found = wanted(on).get(code)
    if found is None:
        raise NotFound
    return found


def standing(on: date) -> list[WorkingGroup]:
    """Every group whose term a day lies in, by outlet, with its members."""
    query = select(WorkingGroup).where(_holds(on)).options(selectinload(WorkingGroup.members))
    return list(session.scalars(query.options(joinedload(WorkingGroup.office)).order_by(WorkingGroup.id)))


def _holds(on: date) -> ColumnElement[bool]:
    begun = and_(WorkingGroup.ended_at.is_(None), WorkingGroup.from_on <= on)
    return begun & (WorkingGroup.until_on.is_(None) | (WorkingGroup.until_on >= on))


def of_outlet(office: Office) -> dict[str, list[WorkingGroup]]:
    """The compositions of an outlet's groups that have not been withdrawn, the latest first, by code."""
    query = select(WorkingGroup).where(WorkingGroup.office_id == office.id, WorkingGroup.ended_at.is_(None))
    query = query.options(selectinload(WorkingGroup.members)).order_by(WorkingGroup.from_on.desc())
    found: dict[str, list[WorkingGroup]] = {}
    for each in session.scalars(query):
        found.setdefault(each.code, []).append(each)
    return found


def reaching(office: Office, code: str, from_on: date, until_on: date | None) -> list[WorkingGroup]:
    """The compositions of a group that hold on any day of a term, as they are written now, the first one first."""
    query = select(WorkingGroup).where(WorkingGroup.office_id == office.id, WorkingGroup.code == code)
    query = query.where(WorkingGroup.ended_at.is_(None))
    query = query.where(WorkingGroup.until_on.is_(None) | (WorkingGroup.until_on >= from_on))
    if until_on is not None:
        query = query.where(WorkingGroup.from_on <= until_on)
    query = query.order_by(WorkingGroup.from_on, WorkingGroup.id)
    return list(session.scalars(query.execution_options(populate_existing=True)))
