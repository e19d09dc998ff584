"""Whatever the order of whatever persons' acts: no grant without survey, pass and authority; nobody has two parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from tests.support import factories_approval, factories_cases
from tests.support.factories_approval import decider, founded, report, tie
from tests.support.factories_cases import House, accepted, moment, person
from workflow.base.db import session
from workflow.kernel.errors import HouseError
from workflow.policy.flows import Kind
from workflow.staff.models import Officer
from workflow.staff.roles import Role
from workflow.stages.appraisal.operations import investigate
from workflow.stages.appraisal.queries import investigation_of
from workflow.stages.approval import operations, queries
from workflow.stages.approval.models import CommitteeSeat
from workflow.stages.approval.rules import Choice, Verdict
from workflow.stages.cases import moves
from workflow.stages.cases.models import Case, CaseHand
from workflow.stages.cases.states import Step

AT = moment("2011-06-07 09:00")
AMOUNTS = st.sampled_from([3_000_000, 5_000_000, 10_000_000, 10_000_001, 12_000_000])
#: Where `cast_of` puts the decision-makers: two of the branch, one of the county.
DECIDERS = (6, 7, 8)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["natural"] * 12 + ["investigate", "open", "vote", "close", "close", "decide", "decide", "tell"]
        ),
        st.integers(0, 9),
        st.integers(0, 9),
        st.sampled_from([Choice.YES] * 3 + [Choice.NO, Choice.ABSTAIN]),
        st.sampled_from(Verdict),
        AMOUNTS,
    ),
    min_size=10,
    max_size=26,
)
"""(what, who, with whom, how one votes, what one decides, how much)"""


class World:
    """One case, and ten people who try everything with it; two of them are relatives."""

    def __init__(self, house: House, people: list[Officer], *, at: datetime = AT, **application: Any) -> None:
        self.house, self.people, self.at = house, people, at
        self.case: Case = accepted(house, at, amount=5_000_000, **application)
        self.tied = {people[1].id, people[4].id}
        for officer in (people[1], people[4]):
            tie(officer, self.case)

    def act(self, what: str, who: int, other: int, choice: Choice, verdict: Verdict, amount: int) -> None:
        """Try one act; what is refused leaves nothing behind."""
        name, who = self._natural(who) if what == "natural" else (what, who)
        acts: dict[str, Callable[[Officer, Officer], Any]] = {
            "investigate": lambda by, with_: self._investigate(by, with_, amount),
            "open": self._open,
            "vote": lambda by, _other: self._vote(by, choice),
            "close": lambda by, _other: self._close(by, amount),
            "decide": lambda by, _other: operations.decide(
                self.case, verdict=verdict, amount=amount if other % 2 else None, reason="理由", by=by, at=self.at
            ),
            "tell": lambda by, _other: operations.tell_result(
                self.case, told_at=self.at, how="phone", whom="borrower", by=by, at=self.at
            ),
        }
        tried = session.begin_nested()
        try:
            acts[name](self.people[who], self.people[other])
            tried.commit()
        except HouseError:
            tried.rollback()

    def _natural(self, who: int) -> tuple[str, int]:
        """The next act of an ordinary case, by somebody who ordinarily does it."""
        review, state = queries.review_of(self.case), self.case.state
        if state in queries.SITTING and review is not None:
            absent = [each for each in review.members if each not in {cast.officer_id for cast in review.votes}]
            ids = [officer.id for officer in self.people]
            return ("vote", ids.index(absent[who % len(absent)])) if absent else ("close", who)
        waiting = {Step.INVESTIGATE: "investigate", Step.OPEN_REVIEW: "open"} if state not in queries.SITTING else {}
        due = next((act for step, act in waiting.items() if step in moves.steps(self.case)), None)
        return (due, who) if due else self._decider(who)

    @staticmethod
    def _decider(who: int) -> tuple[str, int]:
        return "decide", DECIDERS[who % len(DECIDERS)]

    def _investigate(self, by: Officer, other: Officer, amount: int) -> None:
        investigate(self.case, **report(self.case, self.at, proposed_amount=amount, assistant=other), by=by, at=self.at)

    def _open(self, by: Officer, other: Officer) -> None:
        bench = queries.bench(self.case, on=self.at.date())
        able = bench.substitutes[: len(bench.recused)]
        operations.open_review(self.case, substitutes=able or [other][: len(bench.recused)], by=by, at=self.at)

    def _review(self) -> Any:
        found = queries.review_of(self.case)
        if found is None:
            raise HouseError("no review")
        return found

    def _vote(self, by: Officer, choice: Choice) -> None:
        operations.vote(self._review(), choice=choice, opinion="已阅", by=by, at=self.at)

    def _close(self, by: Officer, amount: int) -> None:
        points = [True] * len(queries.checklist(self.case))
        operations.close_review(self._review(), passed_amount=amount, checklist=points, by=by, at=self.at)

    def check(self) -> None:
        """Everything that must hold at every moment."""
        surveyed, reviews = investigation_of(self.case), queries.reviews_of(self.case)
        deciders = {made.officer_id for made in queries.decisions_of(self.case)}
        surveyors = {surveyed.officer_id, surveyed.assistant_id} - {None} if surveyed else set()
        votes = [cast.officer_id for review in reviews for cast in review.votes]
        acted = surveyors | set(votes) | deciders
        assert len(acted) == len(surveyors) + len(votes) + len(deciders), "one person, two parts or two votes"
        assert not acted & self.tied, "a relative acted"
        hands = session.query(CaseHand).filter_by(case_id=self.case.id).all()
        assert acted <= {hand.officer_id for hand in hands}
        if self.case.granted_amount is not None:
            self._check_grant(surveyed, reviews)

    def _check_grant(self, surveyed: Any, reviews: list[Any]) -> None:
        case, made = self.case, queries.settled(self.case)
        assert surveyed is not None
        assert made is not None
        assert case.granted_amount <= case.passed_amount <= surveyed.proposed_amount
        assert made.officer.office.level == made.level
        assert made.level == "county" or case.passed_amount <= 10_000_000
        bodies = [kind for kind in case.way.kinds if kind in (Kind.REVIEW, Kind.SECOND_REVIEW)]
        assert len(reviews) == len(bodies)
        assert all(map(self._passed, reviews)), "every committee of its way passed it"
        amounts = [surveyed.proposed_amount, *(review.passed_amount for review in reviews)]
        assert amounts == sorted(amounts, reverse=True), "none passed more than the one before"
        assert not reviews or case.passed_amount == amounts[-1], "the lowest of them is the most"
        assert case.product != "mortgage" or made.level == "county"

    def _passed(self, review: Any) -> bool:
        yes = sum(cast.choice == "yes" for cast in review.votes)
        return bool(review.passed and 3 * yes >= 2 * len(review.members))


def cast_of(house: House) -> list[Officer]:
    """Ten people, some with more roles than anybody should have."""
    branch = house.branch
    greedy = person(Role.CREDIT_OFFICER, branch, also=(Role.COMMITTEE_MEMBER, Role.BACK_OFFICE))
    seated = queries.committee(branch).members
    return [
        house.officer, person(Role.CREDIT_OFFICER, branch), *seated, greedy, decider(house, "branch"),
        decider(house, "branch"), decider(house, "county"), person(Role.COMMITTEE_MEMBER, branch),
    ]  # fmt: skip


@pytest.fixture
def played(database: Engine) -> tuple[House, list[Officer]]:
    made = founded("heze2005", members=3)
    people = cast_of(made)
    session.commit()
    return made, people


@pytest.fixture
def valley(database: Engine) -> tuple[House, list[Officer]]:
    found = factories_approval.valley()
    county = found.offices["county"]
    second = [person(Role.COMMITTEE_MEMBER, county, f"县委员{number}") for number in range(3)]
    since = factories_cases.FOUNDED
    session.add_all(CommitteeSeat(office_id=county.id, officer=each, from_at=since) for each in second)
    people = [*cast_of(found), *second]
    session.commit()
    return found, people


@contextmanager
def undone() -> Iterator[None]:
    """What an example does is taken back: its whole transaction, which costs PostgreSQL less than a part of one."""
    try:
        yield
    finally:
        session.rollback()


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(steps=STEPS)
def test_whatever_is_tried_in_whatever_order(played: tuple[House, list[Officer]], steps: list[Any]) -> None:
    with undone():
        world = World(*played)
        for step in steps:
            world.act(*step)
            world.check()
        event(world.case.state)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@pytest.mark.parametrize("product", ["micro_credit", "mortgage", "guaranteed"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@given(steps=STEPS, amount=st.sampled_from([3_000_000, 5_000_000]))
def test_nor_on_a_way_that_a_pack_lays(
    valley: tuple[House, list[Officer]], product: str, steps: list[Any], amount: int
) -> None:
    """Without a committee nobody grants above the proposal; with a grade, nobody grants an ungraded household; with two
    committees, both pass it and nobody sits on both."""
    security = {"guarantee": "guaranteed", "guarantor": "李担保"} if product == "guaranteed" else {}
    with undone():
        world = World(*valley, product=product, at=moment("2016-03-07 09:00"), **security)
        for step in [("investigate", 0, 5, Choice.YES, Verdict.GRANT, amount), *steps]:
            world.act(*step)
            world.check()
        assert product != "mortgage" or world.case.granted_amount is None, "the household has no grade"
        event(f"{product} {world.case.state}")


def test_the_ordinary_way_reaches_its_end(played: tuple[House, list[Officer]]) -> None:
    """The property above must not hold only because nothing ever succeeds."""
    world = World(*played)
    way = [
        ("investigate", 0, 5),
        ("open", 5, 9),
        ("vote", 2, 0),
        ("vote", 3, 0),
        ("vote", 9, 0),
        ("close", 0, 0),
        ("decide", 6, 0),
    ]
    for what, who, other in way:
        world.act(what, who, other, Choice.YES, Verdict.GRANT, 5_000_000)
        world.check()
    assert (world.case.state, world.case.granted_amount) == ("approved", 5_000_000)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_two_committees_reach_their_end_too(valley: tuple[House, list[Officer]]) -> None:
    security = {"guarantee": "guaranteed", "guarantor": "李担保"}
    world = World(*valley, product="guaranteed", at=moment("2016-03-07 09:00"), **security)
    world.act("investigate", 0, 5, Choice.YES, Verdict.GRANT, 5_000_000)
    for number in range(12):
        world.act("natural", number % 3, 9, Choice.YES, Verdict.GRANT, 5_000_000)
        world.check()
    assert (world.case.state, len(queries.reviews_of(world.case))) == ("payable", 2)


@pytest.mark.parametrize("first", ["survey", "vote", "decide"])
@pytest.mark.parametrize("second", ["survey", "vote", "decide"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_pair_of_parts(database: Engine, first: str, second: str) -> None:
    made = founded("heze2005")
    case, somebody = accepted(made, AT), person(Role.CREDIT_OFFICER, made.branch)
    moves.take_hand(case, somebody, first, at=AT)
    if first == second:
        moves.take_hand(case, somebody, second, at=AT)
        return
    with pytest.raises(HouseError, match="one person never has two"):
        moves.take_hand(case, somebody, second, at=AT)
