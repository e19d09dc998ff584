"""What all books make of who stands for a household, and of what its file lacks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.stages.appraisal.book.basics.rules import Basics, agreed, most_named

NAMES = st.lists(st.integers(1, 4), max_size=7)


@pytest.mark.parametrize(
    ("named", "chosen"),
    [([], None), ([1], 1), ([1, 2], None), ([1, 2, 2], 2), ([1, 1, 2, 2, 3], None), ([3, 1, 3, 2, 3], 3)],
)
def test_whom_most_books_name_stands_for_it(named: list[int], chosen: int | None) -> None:
    assert most_named(named) == chosen


@given(NAMES, st.randoms())
def test_the_order_of_the_books_makes_no_difference(named: list[int], chance) -> None:
    mixed = list(named)
    chance.shuffle(mixed)
    assert most_named(mixed) == most_named(named)
    if (chosen := most_named(named)) is not None:
        assert all(named.count(chosen) > named.count(other) for other in {*named} - {chosen})


@pytest.mark.parametrize(
    ("said", "value"), [([], None), (["", ""], None), (["", "a", "a"], "a"), (["a", "b", "a"], None)]
)
def test_what_all_who_know_say_alike_is_agreed(said: list[str], value: str | None) -> None:
    assert agreed(said) == value


def test_who_leaves_everything_as_it_is_says_nothing() -> None:
    assert Basics().says_nothing
    assert not any(each.says_nothing for each in (Basics(1), Basics(phone="1"), Basics(address="村里")))
