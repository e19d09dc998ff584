"""Turns of whole months: which one a day lies in, and that a year is divided whole."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.policy.turns import Turn, before, turn_of


@pytest.mark.parametrize(
    ("day", "months", "first", "last"),
    [
        (date(2026, 6, 30), 6, date(2026, 1, 1), date(2026, 6, 30)),
        (date(2026, 7, 1), 6, date(2026, 7, 1), date(2026, 12, 31)),
        (date(2026, 3, 31), 3, date(2026, 1, 1), date(2026, 3, 31)),
        (date(2024, 2, 29), 1, date(2024, 2, 1), date(2024, 2, 29)),
    ],
)
def test_the_turn_a_day_lies_in(day: date, months: int, first: date, last: date) -> None:
    assert turn_of(day, months) == Turn(first, last)


@settings(deadline=None)  # how long one takes on a busy machine says nothing
@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.sampled_from([1, 2, 3, 4, 6, 12]))
def test_turns_follow_one_another_and_begin_with_the_year(day: date, months: int) -> None:
    turn = turn_of(day, months)
    assert turn.first <= day <= turn.last
    assert before(turn, months).last + timedelta(days=1) == turn.first
    assert turn_of(date(day.year, 1, 1), months).first == date(day.year, 1, 1)


@pytest.mark.parametrize("months", [0, -3, 5, 7, 24])
def test_what_divides_no_year(months: int) -> None:
    with pytest.raises(ValueError, match="do not divide a year"):
        turn_of(date(2026, 1, 1), months)
