"""Who looks after which villages since when, and when the rules want another (heze2005 art. 63)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Function, Select, case, func, or_, select
from sqlalchemy.orm import selectinload

from workflow.base.db import session
from workflow.office.registers import queries as registers
from workflow.office.registers.areas.models import Handover
from workflow.places import packs
from workflow.places.models import Village
from workflow.policy.pack import Value
from workflow.policy.terms import add_months
from workflow.staff import queries as staff
from workflow.staff.models import AreaAssignment, Officer
from workflow.staff.roles import Role
from workflow.stages.cases.models import Case
from workflow.stages.credit.models import CreditLine
from workflow.stages.credit.states import EFFECTIVE
from workflow.stages.people.models import Household

_MONTHS = 12


class Kept(NamedTuple):
    """What an officer looks after: lines in effect in their villages (fen), open cases in their hands, those overdue.

    What is owed on them and how well it is repaid (S79) is not known before loans are paid out in this house.
    """

    lines: int = 0
    amount: int = 0
    cases: int = 0
    overdue: int = 0


class Area(NamedTuple):
    """One officer's villages today: since when the first of them, by when the officer rotates (None: no rule)."""

    officer: Officer
    villages: list[str]
    since: date
    due_on: date | None
    kept: Kept


def rule(on: date) -> Value:
    """After how many years in one area an officer rotates."""
    return packs.value("rotation.after", on)


def areas(person: Officer, on: date) -> list[Area]:
    """The areas at the offices that a person may see, whoever is there longest first."""
    reached = [office.id for office in registers.offices_for(person, "area.see")]
    query = select(AreaAssignment).join(Officer, Officer.id == AreaAssignment.officer_id)
    query = query.where(Officer.office_id.in_(reached), AreaAssignment.held(on))
    query = query.options(selectinload(AreaAssignment.officer))
    held: dict[int, list[AreaAssignment]] = defaultdict(list)
    for each in session.scalars(query.order_by(AreaAssignment.from_on, AreaAssignment.id)).unique():
        held[each.officer_id].append(each)
    kept = _kept(list(held), on)
    found = (_area(each, on, kept[officer_id]) for officer_id, each in held.items())
    return sorted(found, key=lambda area: (area.since, area.officer.id))


def _area(held: list[AreaAssignment], on: date, kept: Kept) -> Area:
    years, since = rule(on).value, held[0].from_on
    due_on = add_months(since, years * _MONTHS) if years else None
    return Area(held[0].officer, [each.village.name for each in held], since, due_on, kept)


def _kept(officers: list[int], on: date) -> dict[int, Kept]:
    """What each of these officers looks after on a day."""
    lines = {officer_id: (number, int(amount)) for officer_id, number, amount in session.execute(_lines(officers, on))}
    cases = {officer_id: (number, late) for officer_id, number, late in session.execute(_cases(officers, on))}
    return {each: Kept(*lines.get(each, (0, 0)), *cases.get(each, (0, 0))) for each in officers}


def _lines(officers: list[int], on: date) -> Select[int, int, int]:
    query = select(AreaAssignment.officer_id, func.count(), func.sum(CreditLine.amount))
    query = query.join(Household, Household.village_id == AreaAssignment.village_id)
    query = query.join(CreditLine, CreditLine.household_id == Household.id)
    held = (AreaAssignment.officer_id.in_(officers), AreaAssignment.held(on), CreditLine.state == EFFECTIVE)
    return query.where(*held).group_by(AreaAssignment.officer_id)


def _cases(officers: list[int], on: date) -> Select[Any, int, int]:
    late: Function[int] = func.sum(case((Case.due_on < on, 1), else_=0))
    query = select(Case.officer_id, func.count(), late).where(Case.open, Case.officer_id.in_(officers))
    return query.group_by(Case.officer_id)


def villages_of(officer: Officer, on: date) -> list[Village]:
    """The villages in an officer's charge on a day, by code."""
    query = select(Village).join(AreaAssignment, AreaAssignment.village_id == Village.id)
    mine = (AreaAssignment.officer_id == officer.id, AreaAssignment.held(on))
    return list(session.scalars(query.where(*mine).order_by(Village.code)))


def takers_for(giver: Officer) -> list[Officer]:
    """The other credit officers of an officer's office."""
    found = staff.officers_with(Role.CREDIT_OFFICER, office_ids=[giver.office_id])
    return [each for each in found if each.id != giver.id]


def to_sign(person: Officer) -> list[Handover]:
    """Handovers that want this person's signature, oldest first."""
    mine = or_(
        (Handover.giver_id == person.id) & Handover.given_at.is_(None),
        (Handover.taker_id == person.id) & Handover.taken_at.is_(None),
    )
    query = select(Handover).where(mine, Handover.struck_at.is_(None)).order_by(Handover.id)
    return list(session.scalars(query).unique())
