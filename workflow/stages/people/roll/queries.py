"""What stands on file of the people of a roll, in a few questions however long it is; and who may write one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from workflow.base import vault
from workflow.base.db import session
from workflow.kernel.errors import NotFound
from workflow.places import queries as places
from workflow.places.models import Office, Village
from workflow.staff import rights
from workflow.staff.models import Officer
from workflow.staff.queries import officer_in_charge
from workflow.stages.people import listing
from workflow.stages.people.models import Household, HouseholdField, Member

T = TypeVar("T")
#: How many values one question of the database takes.
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Ground:
    """A village as the thing that rights ask about: its office, and the officer in charge of it."""

    village: Village

    @property
    def office(self) -> Office:
        """The office whose area it is."""
        return self.village.office

    @property
    def officer_id(self) -> int | None:
        """The officer in charge, if any."""
        return officer_in_charge(self.village.id)


def village_for(code: str, person: Officer) -> Village:
    """The village of that code, if `person` may write its households; NotFound or Forbidden otherwise."""
    found = places.village_by_code(code)
    if found is None:
        raise NotFound
    rights.check(person, "household.write", Ground(found))
    return found


def villages_for(person: Officer, today: date) -> list[Village]:
    """The villages whose households a person may write, by code."""
    within = listing.in_reach(person, "household.write", today)
    return list(session.scalars(select(Village).where(within).order_by(Village.code)))


def members_by_number(numbers: Iterable[str]) -> dict[str, Member]:
    """The people on file with these identity numbers, by number; each with their household and its members."""
    keys = {vault.current().blind(number): number for number in numbers}
    found: dict[str, Member] = {}
    for part in _parts(list(keys)):
        home = joinedload(Member.household)
        query = select(Member).where(Member.id_key.in_(part)).options(home.selectinload(Household.members))
        found.update({keys[member.id_key or ""]: member for member in session.scalars(query).unique()})
    return found


def fields_of(households: Sequence[Household]) -> dict[int, dict[str, HouseholdField]]:
    """What is known of whole households now: by household, by name of the field."""
    found: dict[int, dict[str, HouseholdField]] = {household.id: {} for household in households}
    for part in _parts(list(found)):
        query = select(HouseholdField).where(HouseholdField.household_id.in_(part), HouseholdField.current)
        for entry in session.scalars(query.where(HouseholdField.member_id.is_(None))):
            found[entry.household_id][entry.name] = entry
    return found


def on_file(village: Village) -> list[Household]:
    """Every household of a village with its members, by group."""
    query = select(Household).where(Household.village_id == village.id).options(selectinload(Household.members))
    return list(session.scalars(query.order_by(Household.group_id, Household.id)).unique())


def _parts(values: list[Any]) -> Iterator[list[Any]]:
    several = iter(values)
    while part := list(islice(several, _AT_ONCE)):
        yield part
