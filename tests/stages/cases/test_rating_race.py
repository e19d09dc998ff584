"""A grade settled at the very moment a case is accepted: the case stands as if one had come after the other."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import Engine

from tests.support.factories_approval import GRADE_WITHIN_THREE_DAYS, ruled, valley
from tests.support.factories_cases import House, moment, person, submitted
from tests.support.racing import at_once
from workflow.base import audit
from workflow.base.db import session, transaction
from workflow.staff.models import Officer
from workflow.staff.roles import Role
from workflow.stages.appraisal.rating import operations as ratings
from workflow.stages.appraisal.rating.models import Rating
from workflow.stages.cases import operations
from workflow.stages.cases.models import Case
from workflow.stages.cases.moves import plain
from workflow.stages.cases.replay import fold, stored

MONDAY = moment("2016-03-07 09:00")
ACCEPTED, SETTLED = MONDAY, MONDAY + timedelta(minutes=1)
MORTGAGE = {"product": "mortgage", "guarantee": "mortgage", "amount": 8_000_000}
RULES = """
[stage_limit.investigation]
values = [{ from = 2016-01-01, value = 2, unit = "workday", cite = "试验" }]
[grade.line]
values = [{ from = 2016-01-01, value = { A = 100000 }, cite = "试验" }]
"""
ROUNDS = 3


@dataclass
class Pair:
    """A case at the counter, and its household's rating before its last tier."""

    case: int
    rating: int
    clerk: int
    county: int

    def accept(self) -> None:
        by = session.get_one(Officer, self.clerk)
        operations.accept(session.get_one(Case, self.case), level=None, by=by, at=ACCEPTED)

    def settle(self) -> None:
        by = session.get_one(Officer, self.county)
        ratings.judge(session.get_one(Rating, self.rating), grade="A", word="同意", by=by, at=SETTLED)


@pytest.fixture
def made(database: Engine, tmp_path: Path) -> House:
    with transaction():
        found = valley()
    ruled(tmp_path, GRADE_WITHIN_THREE_DAYS + RULES)
    return found


def pair(made: House) -> Pair:
    with transaction():
        case = submitted(made, MONDAY, **MORTGAGE)
        wish = {"income": 6_000_000, "asked": case.amount, "facts": {"grade": "A"}}
        rating = ratings.rate(case.household, **wish, by=made.officer, at=MONDAY)
        tiers = [person(role, made.branch) for role in (Role.PANEL_MEMBER, Role.BRANCH_HEAD, Role.COUNTY_CREDIT)]
        for each in tiers[:2]:
            ratings.judge(rating, grade="A", word="同意", by=each, at=MONDAY)
        return Pair(case.id, rating.id, made.clerk.id, tiers[2].id)


def came(found: Pair) -> str:
    """Which came first by what the case tells, checked for all that follows from it."""
    case = session.get_one(Case, found.case)
    happened = list(audit.history(case.stream))
    waited = [event.kind for event in happened].count("case_graded")
    since = SETTLED if waited else ACCEPTED
    assert case.state == "accepted"
    assert case.stage_clock
    assert (case.stage_clock["kind"], case.stage_clock["since"]) == ("investigation", plain(since))
    assert case.household.graded_at == SETTLED
    assert session.get_one(Rating, found.rating).state == "settled"
    assert fold(happened) == stored(case)
    assert [event.kind for event in happened].count("case_accepted") == 1
    session.remove()
    return "accepted" if waited else "settled"


@pytest.mark.parametrize("first", ["accepted", "settled"])
def test_whoever_comes_second_sees_the_first(made: House, first: str) -> None:
    found = pair(made)
    acts: dict[str, Callable[[], None]] = {"accepted": found.accept, "settled": found.settle}
    at_once(acts.pop(first), *acts.values())
    assert came(found) == first


def test_at_the_same_moment_it_is_one_of_the_two(made: House) -> None:
    pairs = [pair(made) for _round in range(ROUNDS)]
    for found in pairs:
        start = Barrier(2)

        def act(does: Callable[[], None], start: Barrier = start) -> None:
            start.wait(10)
            with transaction():
                does()

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(act, (found.accept, found.settle)))
        assert came(found) in ("accepted", "settled")
