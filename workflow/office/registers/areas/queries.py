"""Who looks after which villages since when, and when the rules want another (heze2005 art. 63)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from workflow.base.db import session
from workflow.office.registers import queries as registers
from workflow.office.registers.areas.kept import Kept, in_villages, of_officers, payable_in
from workflow.office.registers.areas.models import Handover
from workflow.places import packs
from workflow.places.models import Office, Village
from workflow.policy.pack import Value
from workflow.policy.terms import add_months
from workflow.staff import queries as staff
from workflow.staff.models import AreaAssignment, Officer
from workflow.staff.roles import Role

_MONTHS = 12


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
    kept = of_officers(list(held), on)
    found = (_area(each, on, kept[officer_id]) for officer_id, each in held.items())
    return sorted(found, key=lambda area: (area.since, area.officer.id))


def _area(held: list[AreaAssignment], on: date, kept: Kept) -> Area:
    years, since = rule(on).value, held[0].from_on
    due_on = add_months(since, years * _MONTHS) if years else None
    return Area(held[0].officer, [each.village.name for each in held], since, due_on, kept)


def villages_of(officer: Officer, on: date) -> list[Village]:
    """The villages in an officer's charge on a day, by code."""
    query = select(Village).join(AreaAssignment, AreaAssignment.village_id == Village.id)
    mine = (AreaAssignment.officer_id == officer.id, AreaAssignment.held(on))
    return list(session.scalars(query.where(*mine).order_by(Village.code)))


class Today(NamedTuple):
    """What stands in a village of a handover today; `payable`: single loans that are granted and to be paid out.

    Whoever may see what is the village's office's, or the giver's own, may follow the figures.
    """

    village: Village
    officer_id: int
    kept: Kept
    payable: int

    @property
    def office(self) -> Office:
        """The office in whose area the village lies."""
        return self.village.office


def today_in(handover: Handover, on: date) -> list[Today]:
    """What stands today in each village of a handover, the open cases those in its giver's hands."""
    villages = [part.village for part in handover.parts]
    kept, payable = in_villages(villages, handover.giver, on), payable_in(villages)
    return [Today(each, handover.giver_id, kept[each.id], payable.get(each.id, 0)) for each in villages]


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
