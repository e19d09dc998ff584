"""Grades of every scheme as data, three tiers by three people, a house that is not finished."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from tests.stages.appraisal.survey.world import AT, World
from tests.support.factories_cases import person
from workflow.base import audit
from workflow.base.db import session
from workflow.kernel.errors import Forbidden, HouseError, Invalid, NotSet
from workflow.policy.load import library
from workflow.policy.lookup import in_force
from workflow.staff.roles import Role
from workflow.stages.appraisal.rating import operations, queries, rules
from workflow.stages.appraisal.rating.models import Rating

CASES = tomllib.loads((Path(__file__).parent / "gradings.toml").read_text(encoding="utf-8"))["case"]
PACKS = library()
FACTORS = ("character", "record", "education", "property", "income", "repayment")
sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES])
def test_grading(case: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    pack = PACKS.pack(case["pack"])
    monkeypatch.setattr(queries.packs, "value", lambda key, on: in_force(pack, key, on))
    monkeypatch.setattr(queries.packs, "required", lambda key, on: in_force(pack, key, on))
    scheme = queries.scheme(case["on"])
    _score, grade = operations._GRADED[scheme](facts_of(case), case["on"])
    assert (grade or "") == case["grade"]
    if "line" in case:
        cap = queries.caps(case["on"]).cap(grade, case["income"] * 100)
        assert rules.proposed(case["asked"] * 100, cap) == case["line"] * 100


def facts_of(case: dict[str, Any]) -> dict[str, Any]:
    if "scores" in case:
        return {"scores": {factor: Decimal(case["scores"]) for factor in FACTORS}}
    if "criteria" in case:
        told = dict(case["criteria"])
        return told | {name: told[name] * 100 for name in ("income_per_head", "needs", "own_funds")}
    return {"grade": case["fixed"]}


@given(st.tuples(*[st.integers(0, 10_000)] * 6), st.sampled_from(FACTORS))
def test_a_better_factor_never_lowers_the_total(hundredths: tuple[int, ...], factor: str) -> None:
    scores = {each: Decimal(score) / 100 for each, score in zip(FACTORS, hundredths, strict=True)}
    weights = [(each, 1 + place) for place, each in enumerate(FACTORS)]
    better = scores | {factor: Decimal(100)}
    low, high = rules.total(scores, weights, full=100), rules.total(better, weights, full=100)
    assert min(map(Fraction, scores.values())) <= low <= high <= 100


@pytest.mark.parametrize("score", [None, Decimal(-1), Decimal("100.01")])
def test_every_factor_has_a_score_on_the_scale(score: Decimal | None) -> None:
    scores = dict.fromkeys(FACTORS, Decimal(50))
    if score is None:
        del scores["record"]
    else:
        scores["record"] = score
    with pytest.raises(Invalid) as refused:
        rules.total(scores, [(factor, 1) for factor in FACTORS], full=100)
    assert refused.value.field == "record"


def test_the_strictest_cap_holds() -> None:
    caps = rules.Caps([("A", Fraction(3, 5))], [], [("A", Decimal(10000))])
    assert (caps.cap("A", 6_000_000), caps.cap("A", 1_000_000), caps.cap(None, 6_000_000)) == (1_000_000, 600_000, 0)
    assert rules.Caps().cap("A", 6_000_000) is None


@pytest.mark.parametrize(
    ("needed", "proven", "share", "refused"),
    [
        (None, None, None, False),
        (100, 80, Fraction(4, 5), False),
        (100, 79, Fraction(4, 5), True),
        (100, 100, None, True),
        (100, None, Fraction(4, 5), True),
    ],
)
def test_a_house_under_construction(
    needed: int | None, proven: int | None, share: Fraction | None, refused: bool
) -> None:
    """S37: a proposal; without it a house is scored as it stands."""
    if refused:
        with pytest.raises(Invalid):
            rules.check_building(needed, proven, share)
    else:
        rules.check_building(needed, proven, share)


def rated(world: World, scores: str = "84.9") -> Rating:
    facts = {"scores": {factor: Decimal(scores) for factor in FACTORS}}
    return operations.rate(
        world.household(1), income=6_000_000, asked=4_500_000, facts=facts, by=world.house.officer, at=AT
    )


def test_three_tiers_by_three_people(database: Engine) -> None:
    world = World("heze2005", people=0)
    rating, branch = rated(world), world.house.branch
    speakers = [person(role, branch) for role in (Role.PANEL_MEMBER, Role.BRANCH_HEAD, Role.COUNTY_CREDIT)]
    with pytest.raises(Forbidden):
        operations.judge(rating, grade="AA", word="越级", by=speakers[1], at=AT)
    operations.judge(rating, grade="AA", word="为人诚实", by=speakers[0], at=AT)
    operations.judge(rating, grade="A", word="家庭负担较重", by=speakers[1], at=AT)
    assert (rating.line, rating.state) == (3_600_000, "examined")
    operations.judge(rating, grade="AA", word="同意村级意见", by=speakers[2], at=AT)
    session.expire_all()
    assert (rating.state, rating.grade, rating.cap, rating.line) == ("settled", "AA", 4_200_000, 4_200_000)
    assert rating.household.graded_at == AT, "cases that wait for it go on"
    assert [event.kind for event in audit.history(rating.stream)] == ["household_rated", *["rating_judged"] * 3]
    for by in speakers:
        with pytest.raises(HouseError):
            operations.judge(rating, grade="AAA", word="再来", by=by, at=AT)
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(text("UPDATE rating_opinion SET grade = 'AAA'"))


@sqlite
def test_rules_without_grades_say_so(database: Engine) -> None:
    world = World("chengcheng2012", people=0)
    world.at = AT.replace(year=2014)
    with pytest.raises(NotSet):
        operations.rate(world.household(1), income=1, asked=1, facts={}, by=world.house.officer, at=world.at)
