"""The list of households in a person's reach: narrowed, by key, with what each still needs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select, tuple_
from sqlalchemy.orm import selectinload

from workflow.base import clock
from workflow.base.db import session
from workflow.places import queries as places
from workflow.places.models import Village
from workflow.staff.models import AreaAssignment, Officer
from workflow.staff.rights import reaches
from workflow.stages.people import renewal, rules
from workflow.stages.people.documents import queries as documents
from workflow.stages.people.documents.models import Document
from workflow.stages.people.documents.rules import HELD, Gap
from workflow.stages.people.models import Household, HouseholdField

UNVERIFIED, DOCUMENTS, RENEWAL = "unverified", "documents", "renewal"
#: No code of the rules: of these households nobody recorded the kind of customer.
UNKNOWN = "-"
NEWEST, VILLAGE = "newest", "village"
#: What waits for a second person.
_KEYED = (HouseholdField.current, HouseholdField.state == rules.KEYED)
_UNSEEN = (Document.state == HELD, Document.verified_by_id.is_(None))


@dataclass(frozen=True, slots=True)
class Filter:
    """What the list is narrowed to, '' asks nothing: a village's code, what is to be done, a kind of customer
    (`UNKNOWN`: not recorded); and its order.

    `after` is the public id of the last household shown.
    """

    village: str = ""
    todo: str = ""
    customer: str = ""
    sort: str = NEWEST
    after: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One household with the number of keyed fields that nobody has verified, and the documents that it owes."""

    household: Household
    unverified: int
    gaps: list[Gap]


def households(person: Officer, wanted: Filter, *, today: date, limit: int | None) -> list[Row]:
    """At most `limit` households that this person may see; a constant number of queries."""
    query = select(Household).join(Village).where(in_reach(person, "household.see", today))
    query = _narrowed(query, wanted, today)
    if wanted.sort == VILLAGE:
        query = query.order_by(Village.code, Household.id)
    else:
        query = query.order_by(Household.id.desc())
    if wanted.after:
        query = query.where(_beyond(wanted))
    found = list(session.scalars(query.options(selectinload(Household.members)).limit(limit)).unique())
    gaps, keyed = documents.gaps_of(found, today), _unverified(found)
    return [Row(each, keyed[each.id], gaps[each.id]) for each in found]


def is_any(person: Officer, verb: str, todo: str, *, today: date) -> bool:
    """Whether `todo` waits in any household within a person's reach for `verb`, keyed by others than this person."""
    query = _narrowed(select(Household.id).join(Village).where(in_reach(person, verb, today)), Filter(todo=todo), today)
    if todo == UNVERIFIED:
        query = query.where(_of_others(person))
    return session.scalar(query.limit(1)) is not None


def _of_others(person: Officer) -> ColumnElement[bool]:
    """The twin of `unverified` without what this person keyed or recorded: that is for somebody else's eyes."""
    others = or_(HouseholdField.keyed_by_id.is_(None), HouseholdField.keyed_by_id != person.id)
    keyed = exists().where(HouseholdField.household_id == Household.id, *_KEYED, others)
    seen = exists().where(Document.household_id == Household.id, *_UNSEEN, Document.recorded_by_id != person.id)
    return or_(keyed, seen)


def in_reach(person: Officer, verb: str, today: date) -> ColumnElement[bool]:
    """The SQL twin of `rights.may` for households: whose village is in the person's charge or office."""
    held, parts = reaches(person, verb), list[ColumnElement[bool]]()
    if "office" in held:
        parts.append(Village.office_id.in_(places.offices_below(person.office)))
    if "own" in held:
        parts.append(Village.id.in_(_own_villages(person, today)))
    return or_(*parts) if parts else false()


def _own_villages(person: Officer, today: date) -> Select[int]:
    mine = and_(AreaAssignment.officer_id == person.id, AreaAssignment.from_on <= today)
    open_ended = AreaAssignment.until_on.is_(None) | (AreaAssignment.until_on >= today)
    return select(AreaAssignment.village_id).where(mine, open_ended)


def customers(person: Officer, wanted: Filter, *, today: date) -> dict[str, int]:
    """How many households of each kind of customer are in reach, otherwise narrowed as asked; `UNKNOWN` for no kind."""
    query: Any = select(Household.customer, func.count()).join(Village)
    query = query.where(in_reach(person, "household.see", today))
    query = _narrowed(query, replace(wanted, customer=""), today).group_by(Household.customer)
    return {row[0] or UNKNOWN: row[1] for row in session.execute(query)}


def villages(person: Officer, today: date) -> list[Village]:
    """The villages in reach that have a household on file, by code."""
    query = select(Village).where(in_reach(person, "household.see", today))
    return list(session.scalars(query.where(exists().where(Household.village_id == Village.id)).order_by(Village.code)))


def _narrowed(query: Select[Any], wanted: Filter, today: date) -> Select[Any]:
    if wanted.village:
        query = query.where(Village.code == wanted.village)
    if wanted.customer:
        query = query.where(Household.customer == (None if wanted.customer == UNKNOWN else wanted.customer))
    if wanted.todo == UNVERIFIED:
        query = query.where(unverified())
    if wanted.todo == DOCUMENTS:
        query = query.where(overdue(today))
    if wanted.todo == RENEWAL:
        query = query.where(stale(today))
    return query


def unverified() -> ColumnElement[bool]:
    """Households with a keyed field or a document that a second person has to compare."""
    keyed = exists().where(HouseholdField.household_id == Household.id, *_KEYED)
    return or_(keyed, exists().where(Document.household_id == Household.id, *_UNSEEN))


def overdue(today: date) -> ColumnElement[bool]:
    """Households with a document that is over, or whose replacement is."""
    over = or_(Document.valid_until < today, Document.expected_on < today)
    return exists().where(Document.household_id == Household.id, Document.state == HELD, over)


def stale(today: date) -> ColumnElement[bool]:
    """Households whose file was not gone through for as long as the rules give it."""
    last = renewal.last_sound(today)
    if last is None:
        return false()
    made = and_(Household.renewed_on.is_(None), Household.created_at < clock.end_of(last))
    return or_(Household.renewed_on <= last, made)


def _beyond(wanted: Filter) -> ColumnElement[bool]:
    query = select(Village.code, Household.id).join(Village, Village.id == Household.village_id)
    last = session.execute(query.where(Household.public_id == wanted.after)).first()
    if last is None:
        return false()
    if wanted.sort == VILLAGE:
        return tuple_(Village.code, Household.id) > tuple_(*last)
    return Household.id < last.id


def _unverified(found: list[Household]) -> Counter[int]:
    wanted, counted = [each.id for each in found], Counter[int]()
    for column, waiting in ((HouseholdField.household_id, _KEYED), (Document.household_id, _UNSEEN)):
        query = select(column, func.count()).where(column.in_(wanted), *waiting).group_by(column)
        counted.update({row[0]: row[1] for row in session.execute(query)})
    return counted
