"""Scoring a household, and the opinions of the three tiers that settle its grade; each act one event."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from workflow.base import audit
from workflow.base.clock import local_date
from workflow.base.db import session
from workflow.kernel import ids
from workflow.kernel.errors import Conflict, Forbidden, Invalid, N_
from workflow.places import packs
from workflow.staff.models import Officer
from workflow.stages.appraisal.rating import queries, rules
from workflow.stages.appraisal.rating.models import Opinion, Rating
from workflow.stages.appraisal.rating.rules import State
from workflow.stages.cases import operations as cases
from workflow.stages.people.keyed import refuse_tied
from workflow.stages.people.models import Household

RATED = audit.declare("household_rated", "household", "scheme", "grade", "cap", "line")
JUDGED = audit.declare("rating_judged", "tier", "grade", "state", "cap", "line")


def rate(
    household: Household, *, income: int, asked: int, facts: Mapping[str, Any], by: Officer, at: datetime
) -> Rating:
    """Grade a household by the scheme of the rules: `facts` are scores by factor, the criteria, or the grade itself.

    Income of the previous year and wish in fen. NotSet where the rules have no grades; Conflict while a rating runs;
    Forbidden for whoever has a tie to the household.
    """
    on = local_date(at)
    refuse_tied(household, by)
    if queries.running(household):
        raise Conflict(N_("A rating of this household is running already."))
    scheme = queries.scheme(on)
    score, grade = _GRADED[scheme](facts, on)
    cap = queries.caps(on).cap(grade, income)
    rating = Rating(
        public_id=ids.public_id(), household=household, state=str(State.SCORED), rules_on=on, scheme=scheme,
        facts=_plain(facts), score=score, grade=grade, income=income, cap=cap, asked=asked,
        line=rules.proposed(asked, cap), recorded_at=at, recorded_by=by,
    )  # fmt: skip
    session.add(rating)
    session.flush()
    audit.record(
        RATED, rating.stream, at=at, by=by.id, household=household.public_id, scheme=scheme, grade=grade, cap=cap,
        line=rating.line,
    )  # fmt: skip
    return rating


def judge(rating: Rating, *, grade: str | None, word: str, by: Officer, at: datetime) -> Opinion:
    """One tier's opinion in writing: it keeps or changes the grade, cap and line follow; the last one settles.

    With it the household's cases that waited for the grade go on to their next stage.

    Forbidden out of turn, for a second opinion of one person, and with a tie to the household.
    """
    tier, state = rules.tier_of(rating.state)
    refuse_tied(rating.household, by)
    if not queries.speaks(by, rating):
        raise Forbidden(N_("Another tier speaks now, or you have had a part in this rating."))
    if not word:
        raise Invalid(N_("Please write your opinion."), field="word")
    if grade is not None and grade not in queries.grades(rating.rules_on):
        raise Invalid(N_("Choose a grade of the rules, or none."), field="grade")
    opinion = Opinion(tier=tier, grade=grade, word=word, officer=by, given_at=at)
    rating.opinions.append(opinion)
    rating.state, rating.grade = str(state), grade
    rating.cap = queries.caps(rating.rules_on).cap(grade, rating.income)
    rating.line = rules.proposed(rating.asked, rating.cap)
    rating.settled_at = at if state is State.SETTLED else None
    session.flush()
    audit.record(
        JUDGED, rating.stream, at=at, by=by.id, tier=tier, grade=grade, state=rating.state, cap=rating.cap,
        line=rating.line,
    )  # fmt: skip
    if state is State.SETTLED:
        cases.follow_grade(rating.household, grade=grade, rating=rating.public_id, by=by, at=at)
    return opinion


def _by_score(facts: Mapping[str, Any], on: date) -> tuple[str, str | None]:
    share = packs.value("line.building_funds", on).value
    rules.check_building(facts.get("building_needed"), facts.get("building_proven"), share)
    score = rules.total(facts["scores"], queries.weights(on), full=queries.full(on))
    inclusive = packs.value("grade.bounds", on).value != "excluded"
    thresholds = packs.required("grade.thresholds", on).value
    return str(score), rules.grade_of(score, thresholds, inclusive=inclusive)


def _by_criteria(facts: Mapping[str, Any], on: date) -> tuple[str, str | None]:
    needs = facts["needs"]
    own = Fraction(facts["own_funds"], needs) if needs else Fraction(0)
    standing = rules.Standing(facts["criterion"], facts["income_per_head"], own)
    shares = dict(packs.value("grade.own_funds", on).value or ())
    return "", rules.by_criteria(standing, packs.required("grade.income_min", on).value, shares)


def _by_grade(facts: Mapping[str, Any], on: date) -> tuple[str, str | None]:
    grade = facts["grade"]
    if grade not in queries.grades(on):
        raise Invalid(N_("Choose a grade of the rules, or none."), field="grade")
    return "", grade


_GRADED = {rules.SCORE: _by_score, rules.CRITERIA: _by_criteria, rules.FIXED: _by_grade}


def _plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as JSON: a score is exact text."""
    return {
        name: {key: str(score) for key, score in value.items()} if isinstance(value, dict) else _text(value)
        for name, value in facts.items()
    }


def _text(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value
