"""Exact amounts: nothing is lost, nothing is made."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.policy.money import capitals, fen, mean_half_up, milli_percent, percent, share_down, share_up, yuan

AMOUNTS = st.integers(0, 10**12)


@given(AMOUNTS)
def test_fen_and_yuan_are_one_amount(amount: int) -> None:
    assert fen(yuan(amount)) == amount
    assert fen(str(yuan(amount))) == amount
    assert fen(f"{yuan(amount):,}") == amount


@pytest.mark.parametrize("wrong", ["1.005", "abc", "", "NaN", "Infinity", 1.5, True])
def test_what_is_no_amount_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="not an"):
        fen(wrong)


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("0", "零元整"), ("0.05", "伍分"), ("0.5", "伍角整"), ("10.05", "壹拾元零伍分"),
        ("10200.5", "壹万零贰佰元伍角整"), ("30000", "叁万元整"), ("105000", "壹拾万零伍仟元整"),
        ("100000000", "壹亿元整"), ("10000001", "壹仟万零壹元整"),
        ("120030.04", "壹拾贰万零叁拾元零肆分"), ("5009.19", "伍仟零玖元壹角玖分"),
    ],
)  # fmt: skip
def test_capital_numerals_of_contracts(amount: str, said: str) -> None:
    assert capitals(fen(amount)) == said


def test_a10_and_a11_means() -> None:
    six = [30_000, 20_000, 50_000, 40_000, 30_000, 10_000]
    eight = [20_000, 25_000, 30_000, 30_000, 35_000, 40_000, 45_000, 50_000]
    assert mean_half_up([fen(amount) for amount in six]) == fen(30_000)
    assert mean_half_up([fen(amount) for amount in eight]) == fen(34_375)


def test_mean_rounds_half_up_once_to_whole_yuan() -> None:
    assert mean_half_up([fen(1), fen(2)]) == fen(2)
    assert mean_half_up([fen(1), fen(1), fen(2)]) == fen(1)
    with pytest.raises(ValueError, match="no amounts"):
        mean_half_up([])


def test_a19_and_a31_ceilings() -> None:
    assert [share_down(fen(60_000), Fraction(share, 100)) for share in (80, 70, 60)] == [
        fen(48_000),
        fen(42_000),
        fen(36_000),
    ]
    assert share_down(fen("100.01"), Fraction(9, 10)) == fen(90)


def test_a24_deposit() -> None:
    assert share_up(fen(30_000), Fraction(1, 100)) == fen(300)
    assert share_up(fen("0.01"), Fraction(1, 100)) == 1


@given(AMOUNTS, st.fractions(0, 1))
def test_ceilings_never_pass_the_share_and_minimums_never_fall_short(amount: int, share: Fraction) -> None:
    assert share_down(amount, share) <= amount * share <= share_up(amount, share)


@pytest.mark.parametrize(
    ("text", "rate", "shown"), [("6.31", 6310, "6.31"), ("10", 10_000, "10"), ("4.350", 4350, "4.35")]
)
def test_rates(text: str, rate: int, shown: str) -> None:
    assert milli_percent(text) == rate
    assert percent(rate) == Decimal(shown)
    assert str(percent(rate)) == shown
