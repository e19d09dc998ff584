"""Tables of a pack: the row that holds, grades with their bounds, ceilings."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.policy.pack import Row
from workflow.policy.tables import ceiling, checked, grade_of, pick, share_ceiling, strictest

GENERAL = Row((), "一般", "otherwise", 50)
LARGE = Row((("customer", "large"),), "大户", "large", 100)
LARGE_MORTGAGE = Row((("customer", "large"), ("guarantee", "mortgage")), "大户抵押", "large, mortgaged", 300)
OPEN = Row((("customer", "business"),), "企业", "business", None)
ROWS = (GENERAL, LARGE, LARGE_MORTGAGE, OPEN)
HEZE = (("AAA", 85), ("AA", 75), ("A", 60))


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, 50),
        ({"customer": "ordinary"}, 50),
        ({"customer": "large"}, 100),
        ({"customer": "large", "guarantee": "pledge"}, 100),
        ({"customer": "large", "guarantee": "mortgage"}, 300),
        ({"customer": "business", "guarantee": "mortgage"}, None),
    ],
)
def test_the_row_that_says_most_holds(facts: dict[str, str | None], expected: int | None) -> None:
    assert {pick(rows, facts) for rows in permutations(checked(ROWS))} == {expected}


def test_no_row_is_no_figure() -> None:
    assert pick((LARGE,), {"customer": "ordinary"}) is None


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ((GENERAL, GENERAL), "same case"),
        ((LARGE, Row((("guarantee", "mortgage"),), "抵押", "mortgaged", 200)), "same case"),
        ((Row((("weather", "rain"),), "雨", "rain", 1),), "weather is none of"),
    ],
)
def test_rows_that_contradict_each_other_are_refused(rows: tuple[Row, ...], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        checked(rows)


@pytest.mark.parametrize(
    ("score", "included", "excluded"),
    [("85", "AAA", "AA"), ("84.9", "AA", "AA"), ("75", "AA", "A"), ("60", "A", None), ("59.9", None, None)],
)
def test_bounds_of_a_grade(score: str, included: str | None, excluded: str | None) -> None:
    assert grade_of(Decimal(score), HEZE) == included
    assert grade_of(Decimal(score), HEZE[::-1], inclusive=False) == excluded


@given(st.decimals(0, 100, places=1), st.decimals(0, 100, places=1))
def test_a_better_score_is_never_a_worse_grade(one: Decimal, other: Decimal) -> None:
    ranks = {grade: rank for rank, (grade, _) in enumerate(HEZE)} | {None: len(HEZE)}
    low, high = sorted((one, other))
    assert ranks[grade_of(high, HEZE)] <= ranks[grade_of(low, HEZE)]


@given(st.integers(0, 10**9))
def test_a_ceiling_is_whole_yuan_and_never_above_the_share(income: int) -> None:
    shares = (("AAA", Fraction(4, 5)), ("A", Fraction(1, 3)))
    for grade, share in shares:
        most = share_ceiling(income, grade, shares)
        assert most <= income * share < most + 100
        assert most % 100 == 0
    assert share_ceiling(income, None, shares) == 0


def test_ceiling_of_a_grade() -> None:
    table = (("best", Decimal(60000)), ("fair", Decimal("10000.9")))
    assert [ceiling(grade, table) for grade in ("best", "fair", None)] == [6_000_000, 1_000_090, 0]


def test_the_strictest_limit_holds() -> None:
    assert strictest([None, 5000, 3000]) == 3000
    assert strictest([None, None]) is None
