"""Finding ratings; the scheme, weights and caps of the rules; who speaks next."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import selectinload

from workflow.base.db import session
from workflow.kernel.errors import N_, NotFound, NotSet
from workflow.places import packs
from workflow.places import queries as places
from workflow.policy.pack import Term, Text
from workflow.staff import rights
from workflow.staff.models import Officer
from workflow.staff.roles import Role
from workflow.stages.appraisal.rating import rules
from workflow.stages.appraisal.rating.models import Rating
from workflow.stages.appraisal.rating.rules import Caps
from workflow.stages.cases.models import Case
from workflow.stages.people.models import Household

#: Which scheme the first of these keys that is set makes; the criteria of 1999 last, for an overlay brings them along.
_SCHEMES = {"grade.thresholds": rules.SCORE, "grade.line": rules.FIXED, "grade.income_min": rules.CRITERIA}

#: Which role speaks for a tier.
SPEAKERS = {"village": Role.PANEL_MEMBER, "branch": Role.BRANCH_HEAD, "county": Role.COUNTY_CREDIT}


def rating_for(public_id: str, person: Officer, verb: str) -> Rating:
    """The rating of that id, if `person` may do `verb` with it; NotFound or Forbidden otherwise."""
    found = session.scalar(select(Rating).where(Rating.public_id == public_id))
    if found is None:
        raise NotFound
    rights.check(person, verb, found)
    return found


def ratings(person: Officer, *, before: int | None = None, limit: int) -> list[Rating]:
    """Ratings of a person's villages, newest first, beginning below the row `before`."""
    villages = [village.id for village in places.villages(places.offices_below(person.office))]
    people = selectinload(Rating.household).selectinload(Household.members)
    query = select(Rating).join(Household, Household.id == Rating.household_id).options(people)
    query = query.where(Household.village_id.in_(villages))
    query = query if before is None else query.where(Rating.id < before)
    found = session.scalars(query.order_by(Rating.id.desc()).limit(limit))
    return [rating for rating in found if rights.may(person, "rating.see", rating)]


def waiting(person: Officer, *, limit: int) -> list[Rating]:
    """Ratings of a person's villages that wait for their opinion, oldest first."""
    states = [state for state, (tier, _after) in rules.NEXT.items() if SPEAKERS[tier] in person.roles]
    villages = [village.id for village in places.villages(places.offices_below(person.office))]
    people = selectinload(Rating.household).selectinload(Household.members)
    query = select(Rating).join(Household, Household.id == Rating.household_id).options(people)
    query = query.where(Rating.state.in_(states), Household.village_id.in_(villages)).order_by(Rating.id)
    return [rating for rating in session.scalars(query.limit(limit)) if speaks(person, rating)]


def none_running() -> ColumnElement[bool]:
    """Cases of whose household no rating is under way, as a condition."""
    return ~exists().where(Rating.household_id == Case.household_id, Rating.settled_at.is_(None))


def running(household: Household) -> Rating | None:
    """The rating of a household that is under way: its tiers have not all spoken."""
    found = newest(household)
    return found if found and found.state != rules.State.SETTLED else None


def newest(household: Household) -> Rating | None:
    """The newest rating of a household."""
    query = select(Rating).where(Rating.household_id == household.id).order_by(Rating.id.desc())
    return session.scalar(query.limit(1))


def in_force(household: Household) -> Rating | None:
    """The newest settled rating of a household; one that runs does not take the last one's place yet."""
    query = select(Rating).where(Rating.household_id == household.id, Rating.settled_at.is_not(None))
    return session.scalar(query.order_by(Rating.settled_at.desc(), Rating.id.desc()).limit(1))


def of_case(case: Case) -> Rating | None:
    """The rating that a case is judged by: the newest of its household that was there when it was decided."""
    query = select(Rating).where(Rating.household_id == case.household_id)
    query = query if case.decided_at is None else query.where(Rating.recorded_at <= case.decided_at)
    return session.scalar(query.order_by(Rating.id.desc()).limit(1))


def all_in_force(household_ids: Iterable[int]) -> dict[int, Rating]:
    """The same of many households, by their row ids."""
    query = select(Rating).where(Rating.household_id.in_(list(household_ids)), Rating.settled_at.is_not(None))
    return {found.household_id: found for found in session.scalars(query.order_by(Rating.settled_at, Rating.id))}


def scheme(on: date) -> str:
    """How the rules in force grade; NotSet where they have no grades."""
    for key, name in _SCHEMES.items():
        if packs.value(key, on).value:
            return name
    raise NotSet(N_("The rules in force have no credit grades. They must be set before a household can be graded."))


def factors(on: date) -> list[Term]:
    """The factors of a score."""
    return list(packs.value("grade.factors", on).value or ())


def criteria(on: date) -> list[tuple[str, Text]]:
    """Each grade's criterion in words, best first: the rules state them in the order of the grades' incomes."""
    words = packs.value("grade.criteria", on).value or ()
    return list(zip(grades(on), words, strict=False))


def weights(on: date) -> list[tuple[str, int]]:
    """The weight of each factor; NotSet where the rules give none."""
    return list(packs.required("grade.weights", on).value)


def full(on: date) -> int:
    """The most points a factor can get; NotSet where the rules say no scale."""
    found: int = packs.required("grade.scale", on).value
    return found


def grades(on: date) -> list[str]:
    """The grades of the rules, best first."""
    for key in _SCHEMES:
        found = packs.value(key, on).value
        if found:
            return [grade for grade, _figure in found]
    return []


def caps(on: date) -> Caps:
    """What each grade may get."""

    def stated(key: str) -> tuple[tuple[str, object], ...]:
        return tuple(packs.value(f"grade.{key}", on).value or ())

    return Caps(stated("income_cap"), stated("line"), stated("ceiling"))  # type: ignore[arg-type]


def rates(person: Officer, household: Household) -> bool:
    """Whether a person may score a household: it is in their charge, and they have no tie to it."""
    return rights.may(person, "rating.score", household) and person.id not in household.tied_ids


def speaks(person: Officer, rating: Rating) -> bool:
    """Whether a person may give the opinion that is due: the tier's role, and no part in this rating yet."""
    if rating.state == rules.State.SETTLED or not rights.may(person, "rating.judge", rating):
        return False
    tier, _after = rules.tier_of(rating.state)
    spoken = {opinion.officer_id for opinion in rating.opinions} | {rating.recorded_by_id}
    return SPEAKERS[tier] in person.roles and person.id not in spoken
