"""Several people's amounts as one."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.kernel.errors import Invalid
from workflow.policy.aggregate import KINDS, combined, over_rounds
from workflow.policy.keys import registry

amounts = st.lists(st.one_of(st.none(), st.integers(0, 10**5).map(lambda yuan: yuan * 100)), min_size=3).filter(
    lambda given: sum(amount is not None for amount in given) >= 3
)
AVERAGES = sorted(KINDS.keys() - {"consensus"})


@pytest.mark.parametrize(
    ("kind", "given", "expected"),
    [
        ("mean", [100, 200], 200),  # half up
        ("mean", [100, None, 200, None], 200),
        ("trimmed_mean", [1000, 1000, 1000, 4000], 1000),
        ("trimmed_mean", [500, 500, 500], 500),  # one of the ties stays
        ("median", [100, 900, 300], 300),
        ("median", [100, 300, 400, 900], 400),
        ("lowest", [30_000, 20_000], 20_000),
        ("highest", [30_000, None, 20_000], 30_000),
        ("consensus", [800, 800, None], 800),
    ],
)
def test_combined(kind: str, given: list[int | None], expected: int) -> None:
    assert combined(kind, given) == expected


@pytest.mark.parametrize(
    ("kind", "given", "least", "says"),
    [
        ("mean", [1] * 5, 6, "at least 6"),
        ("mean", [1] * 5 + [None], 6, "at least 6"),
        ("mean", [], 1, "at least 1"),
        ("trimmed_mean", [1, 2], 1, "at least 3"),
        ("consensus", [1, 2], 1, "no agreement"),
    ],
)
def test_refused(kind: str, given: list[int | None], least: int, says: str) -> None:
    with pytest.raises(Invalid, match=says):
        combined(kind, given, least=least)


def test_every_way_that_a_pack_may_name_is_known() -> None:
    for key in ("survey.aggregate", "survey.between_rounds", "survey.bodies"):
        assert registry().keys[key].choices <= KINDS.keys()


def test_rounds_in_which_nobody_knew_are_left_out() -> None:
    rounds = [[30_000, 20_000, None], [None, None], [10_000, 10_000]]
    assert over_rounds("median", "lowest", rounds, least=2) == 10_000
    with pytest.raises(Invalid, match="at least 3"):
        over_rounds("median", "lowest", rounds, least=3)


@pytest.mark.parametrize("kind", AVERAGES)
@given(values=amounts)
def test_between_the_lowest_and_the_highest(kind: str, values: list[int | None]) -> None:
    known = [value for value in values if value is not None]
    assert min(known) <= combined(kind, values) <= max(known)


@pytest.mark.parametrize("kind", AVERAGES)
@given(values=amounts)
def test_neither_order_nor_abstentions_count(kind: str, values: list[int | None]) -> None:
    assert combined(kind, [None, *reversed(values)]) == combined(kind, values)


@given(values=amounts)
def test_the_trimmed_mean_loses_exactly_one_at_each_end(values: list[int | None]) -> None:
    known = [value for value in values if value is not None]
    rest = sum(known) - min(known) - max(known)
    exact = Fraction(rest, len(known) - 2)
    assert exact - 50 < combined("trimmed_mean", values) <= exact + 50
