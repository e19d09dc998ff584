"""Figures by table, and against a slow recount of the same list."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.office.supervision.figures import Figures, Item, figures, in_whole_batches

ON = date(2026, 11, 20)


def item(days: int, *, limit: int = 5, open_: bool = False) -> Item:
    """Started so that it ended (or stands) on the day of the figures after `days`."""
    start = ON - timedelta(days=days)
    return Item(start, start + timedelta(days=limit), None if open_ else ON, days)


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([], Figures(0, None, None, None, None, 0, 0)),
        ([item(3)], Figures(1, 3, 3, 1000, 3, 0, 0)),
        ([item(1), item(2), item(9)], Figures(3, 2, 9, 666, 9, 0, 0)),
        ([item(1), item(4)], Figures(2, 1, 4, 1000, 4, 0, 0)),  # half of two are within one day
        ([item(day) for day in range(1, 11)], Figures(10, 5, 9, 500, 10, 0, 0)),
        ([item(2), item(3, open_=True)], Figures(1, 2, 2, 1000, 2, 1, 0)),
        # Open and past its date: no answer counts as a kept promise, and its age is the longest.
        ([item(2), item(40, open_=True)], Figures(1, 2, 2, 500, 40, 1, 1)),
        ([item(6, open_=True)], Figures(0, None, None, 0, 6, 1, 1)),
        ([item(5, open_=True)], Figures(0, None, None, None, None, 1, 0)),  # its last day is today
        ([item(2), item(2), item(6)], Figures(3, 2, 6, 666, 6, 0, 0)),  # 666 of 1000, never rounded up
    ],
)
def test_figures(items: list[Item], expected: Figures):
    assert figures(items, on=ON) == expected


@pytest.mark.parametrize(("ended", "suppressed"), [(0, False), (1, True), (4, True), (5, False)])
def test_few_are_not_told(ended: int, suppressed: bool):
    told = figures([item(2) for _ in range(ended)] + [item(9, open_=True)], on=ON, least=5)
    assert told.suppressed is suppressed
    assert (told.n is None) is suppressed
    assert told.open_overdue == 1


def lasted(start: date, limit: int, took: int | None) -> Item:
    end = None if took is None else start + timedelta(days=took)
    return Item(start, start + timedelta(days=limit), end, (ON - start).days if took is None else took)


STARTS = st.dates(date(2026, 1, 1), ON)
items = st.builds(lasted, STARTS, st.integers(0, 30), st.none() | st.integers(0, 90))


@given(st.lists(items, max_size=40))
def test_against_a_slow_recount(given_items: list[Item]):
    told = figures(given_items, on=ON)
    ended = [each for each in given_items if each.end]
    assert told.n == len(ended)
    assert told.open == len(given_items) - len(ended)
    kept, judged = 0, 0
    for each in given_items:
        if each.end or each.due < ON:
            judged += 1
            kept += bool(each.end and each.end <= each.due)
    assert told.on_time == (1000 * kept // judged if judged else None)
    for value, tenths in ((told.median, 5), (told.p90, 9)):
        if ended:
            assert value is not None
            assert 10 * sum(each.days <= value for each in ended) >= tenths * len(ended)
            assert 10 * sum(each.days < value for each in ended) < tenths * len(ended)


@given(st.lists(items, max_size=40), st.integers(1, 7))
def test_what_is_told_of_complaints_changes_by_whole_batches(given_items: list[Item], size: int):
    told = in_whole_batches(given_items, size=size)
    assert len(told) % size == 0
    assert all(each.end for each in told)
    left = [each for each in given_items if each.end and each not in told]
    assert len(left) < size
    assert all(each.end >= told[-1].end for each in left if told)  # type: ignore[operator]
