"""Importing a roll: everything as if it had been keyed, to be compared by a second person; all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, insert

from workflow.base import audit, vault
from workflow.base.clock import local_date
from workflow.base.db import session
from workflow.kernel import ids
from workflow.places import queries as places
from workflow.places.models import Village, VillageGroup
from workflow.staff.models import Officer
from workflow.stages.people import rules
from workflow.stages.people.keyed import stream
from workflow.stages.people.models import Household, HouseholdField, Member
from workflow.stages.people.operations import Person, add_member, key_field
from workflow.stages.people.operations.households import HOUSEHOLD_RECORDED
from workflow.stages.people.roll.matching import Found
from workflow.stages.people.roll.rules import ADDRESS, Entry, Row

_FIELDS = cast(Table, HouseholdField.__table__)


def import_roll(village: Village, found: Found, *, by: Officer, at: datetime) -> int:
    """Record what a roll brings; returns how many things it brought.

    Each new household has its own event, as if somebody had recorded it at the counter. Refused as a whole where one
    of its people was recorded meanwhile (the database keeps one person in one household).
    """
    made = _households(village, found.new, at)
    rows = [row for entry, household in zip(found.new, made, strict=True) for row in _fields(entry, household, by, at)]
    if rows:
        session.connection().execute(insert(_FIELDS), rows)
    told = ((stream(each), _told(each, village)) for each in made)
    audit.record_each(HOUSEHOLD_RECORDED, told, at=at, by=by.id)
    for home, entry, row in found.people:
        add_member(home, person=_person(row), by=by, at=at, source=entry.source, source_on=entry.source_on)
    for home, entry, code in found.fields:
        _key(home, entry, code, by, at)
    return found.count


def _told(household: Household, village: Village) -> dict[str, Any]:
    return {"household": household.public_id, "village": village.code, "members": len(household.members)}


def _households(village: Village, entries: Sequence[Entry], at: datetime) -> list[Household]:
    groups: dict[str, VillageGroup] = {
        name: places.group(village.id, name) for name in dict.fromkeys(entry.group for entry in entries) if name
    }
    made = [_household(village, groups.get(entry.group), entry, at) for entry in entries]
    session.add_all(made)
    session.flush()
    return made


def _household(village: Village, group: VillageGroup | None, entry: Entry, at: datetime) -> Household:
    made = Household(public_id=ids.public_id(), village=village, group=group, created_at=at)
    made.address = entry.address
    made.customer = entry.typed[rules.CUSTOMER][1] if rules.CUSTOMER in entry.typed else None
    made.members = [_member(row, at) for row in sorted(entry.rows, key=lambda row: row.relation != rules.HEAD)]
    return made


def _member(row: Row, at: datetime) -> Member:
    made = Member(public_id=ids.public_id(), relation=row.relation)
    made.name, made.id_number, made.phone = row.name, row.id_number, row.phone
    if row.id_number:
        made.id_key, made.born_on = vault.current().blind(row.id_number), rules.born(row.id_number, local_date(at))
    return made


def _fields(entry: Entry, household: Household, by: Officer, at: datetime) -> Iterator[dict[str, Any]]:
    """What was said of a new household, each entry as a row: thousands of them go to the database at once."""
    said = {code: value for code, (_typed, value) in entry.typed.items()}
    if entry.address:
        said[ADDRESS] = entry.address
    for code, value in said.items():
        yield _field(entry, household, None, code, value, by, at)
    for member in household.members:
        for name in rules.OF_MEMBER:
            if value := getattr(member, name):
                yield _field(entry, household, member, name, value, by, at)


def _field(
    entry: Entry, household: Household, member: Member | None, name: str, value: str, by: Officer, at: datetime
) -> dict[str, Any]:  # fmt: skip
    number = ids.public_id()
    return {
        "public_id": number, "household_id": household.id, "member_id": member.id if member else None,
        "slot": rules.slot(household.public_id, member.public_id if member else None, name), "name": name,
        "value_sealed": vault.current().seal(value, f"{_FIELDS.name}.value_sealed.{number}"),
        "source": entry.source, "source_on": entry.source_on, "state": rules.KEYED,
        "current": True, "keyed_by_id": by.id, "keyed_at": at,
    }  # fmt: skip


def _person(row: Row) -> Person:
    return Person(row.name or "", row.id_number, row.phone, row.relation or "")


def _key(home: Household, entry: Entry, code: str, by: Officer, at: datetime) -> None:
    typed = entry.address if code == ADDRESS else entry.typed[code][0]
    day = entry.source_on or local_date(at)
    key_field(home, name=code, value=typed, source=entry.source, source_on=day, by=by, at=at)
