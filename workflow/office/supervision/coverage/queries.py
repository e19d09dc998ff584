"""Counting how far archives, pre-credits and ratings reach: by village and office, and which households are missing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from fractions import Fraction

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, not_, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from workflow.base.clock import start_of
from workflow.base.db import session
from workflow.kernel.errors import NotFound
from workflow.office.registers import queries as registers
from workflow.office.registers.queries import Belongs
from workflow.office.registers.visits.models import Visit
from workflow.office.supervision.coverage.models import VillageCount
from workflow.office.supervision.coverage.rules import ARCHIVE, LABELS, PRECREDIT, SURVEY, VISITS, Numbers, total
from workflow.places import packs
from workflow.places import queries as places
from workflow.places.models import Office, Village
from workflow.policy.pack import Value
from workflow.policy.terms import add_months
from workflow.staff.models import Officer
from workflow.staff.rights import check
from workflow.stages.appraisal.book.models import PreCredit
from workflow.stages.appraisal.book.rules import State
from workflow.stages.appraisal.models import Investigation
from workflow.stages.appraisal.rating.models import Rating
from workflow.stages.cases.models import Case
from workflow.stages.people import queries as people
from workflow.stages.people import rules
from workflow.stages.people.models import Household, HouseholdField, Member


def targets(on: date) -> dict[str, Value]:
    """What the rules of a day want of each coverage; a value of None where they do not say."""
    return {key: packs.value(key, on) for key in LABELS}


def wanted(on: date) -> dict[str, Fraction | None]:
    """The same as shares."""
    return {key: value.value for key, value in targets(on).items()}


def archived(on: date) -> ColumnElement[bool]:
    """Households on file: everything is there that the rules of a day want of a file, and no ground leaves them out."""
    asked = [term.code for term in packs.value("archive.required", on).value or ()]
    return and_(_fit(), *(_has(code) for code in asked))


def _fit() -> ColumnElement[bool]:
    return Household.id.not_in(people.excluded())


def _has(code: str) -> ColumnElement[bool]:
    if code == "address":
        return Household.address_sealed.is_not(None)
    if code in rules.OF_MEMBER:
        head = (Member.household_id == Household.id, Member.relation == rules.HEAD, Member.left_on.is_(None))
        return exists().where(*head, getattr(Member, f"{code}_sealed").is_not(None))
    field = (HouseholdField.household_id == Household.id, HouseholdField.name == code, HouseholdField.current)
    return exists().where(*field)


def precredited() -> ColumnElement[bool]:
    """Households with a pre-credit that was verified and kept."""
    mine = (PreCredit.household_id == Household.id, PreCredit.state == State.KEPT, PreCredit.amount.is_not(None))
    return exists().where(*mine)


def rated(on: date) -> ColumnElement[bool]:
    """Households with a settled rating, not older than the rules let one be without a review."""
    months = packs.value("certificate.review_every", on).value
    since = Rating.settled_at >= start_of(add_months(on, -months)) if months else true()
    return exists().where(Rating.household_id == Household.id, Rating.settled_at.is_not(None), since)


def visited(on: date) -> ColumnElement[bool]:
    """Households at whose home somebody was: a visit that stands in the register, or an investigation on site."""
    called = (Visit.household_id == Household.id, Visit.struck_at.is_(None), Visit.on <= on)
    looked = (Case.household_id == Household.id, Investigation.visited_on <= on)
    return or_(exists().where(*called), exists().where(Investigation.case_id == Case.id, *looked))


def by_village(office_ids: list[int], on: date) -> dict[int, Numbers]:
    """The numbers of every village of these offices, by the village's row id; two queries."""
    there = archived(on)
    sums = (
        func.count(), _number(there), _number(and_(there, precredited())), _number(and_(there, rated(on))),
        _number(visited(on)),
    )  # fmt: skip
    query = select(Household.village_id, *sums).join(Village).where(Village.office_id.in_(office_ids))
    found = {row[0]: Numbers(None, *row[1:]) for row in session.execute(query.group_by(Household.village_id))}
    counts = newest_counts(on)
    villages = [each.id for each in places.villages(office_ids)]
    return {each: _counted(found.get(each, Numbers(None)), counts.get(each)) for each in villages}


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, literal(1)), else_=literal(0))), 0)


def _counted(numbers: Numbers, count: int | None) -> Numbers:
    return replace(numbers, fit=count, uncounted=int(count is None))


def newest_counts(on: date) -> dict[int, int]:
    """How many households of each village are fit for archiving, by the newest count up to a day that stands."""
    query = select(VillageCount.village_id, VillageCount.fit).where(VillageCount.counted_on <= on)
    query = query.where(VillageCount.struck_at.is_(None)).order_by(VillageCount.counted_on, VillageCount.id)
    return {row.village_id: row.fit for row in session.execute(query)}


def offices_for(person: Officer) -> list[Office]:
    """The offices that look after villages, whose coverage a person may see."""
    known = set(session.scalars(select(Village.office_id).distinct()))
    return [office for office in registers.offices_for(person, "coverage.see") if office.id in known]


def by_office(offices: list[Office], on: date) -> list[tuple[Office, Numbers]]:
    """Each office with all its villages together."""
    found, parts = by_village([each.id for each in offices], on), defaultdict[int, list[Numbers]](list)
    for village in places.villages([each.id for each in offices]):
        parts[village.office_id].append(found[village.id])
    return [(office, total(parts[office.id])) for office in offices]


def villages_of(office: Office, on: date) -> list[tuple[Village, Numbers]]:
    """Each village of an office with its numbers, by code."""
    found = by_village([office.id], on)
    return [(village, found[village.id]) for village in places.villages([office.id])]


def office_for(office_id: int, person: Officer) -> Office:
    """One office whose coverage a person may see; NotFound."""
    found = next((each for each in offices_for(person) if each.id == office_id), None)
    if found is None:
        raise NotFound
    return found


def village_for(code: str, person: Officer) -> Village:
    """One village, if a person may read its households; NotFound, Forbidden."""
    village = places.village_by_code(code)
    if village is None:
        raise NotFound
    check(person, "household.see", Belongs(village.office))
    return village


def missing(village: Village, key: str, on: date, *, after: int, limit: int | None) -> list[Household]:
    """The households of a village that a coverage lacks, by row id: no visit, no whole file, or one and no more."""
    return list(session.scalars(_lacking(village, key, on).where(Household.id > after).limit(limit)).unique())


def _lacking(village: Village, key: str, on: date) -> Select[Household]:
    there = archived(on)
    lacks = {
        ARCHIVE: and_(_fit(), not_(there)), PRECREDIT: and_(there, not_(precredited())),
        SURVEY: and_(there, not_(rated(on))), VISITS: not_(visited(on)),
    }  # fmt: skip
    query = select(Household).where(Household.village_id == village.id, lacks[key]).order_by(Household.id)
    return query.options(selectinload(Household.members), joinedload(Household.group))


def uncounted(person: Officer, on: date) -> list[Village]:
    """The villages in a person's reach whose households nobody has counted."""
    counted = newest_counts(on)
    reached = [each.id for each in registers.offices_for(person, "coverage.count")]
    return [each for each in places.villages(reached) if each.id not in counted]
