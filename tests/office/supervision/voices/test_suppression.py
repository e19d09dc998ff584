"""What is told of a table: nothing small, and nothing from which something small follows."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from workflow.office.supervision.voices.suppression import Sum, held_back

LEAST = 5


def table(rows: list[list[int]]) -> tuple[dict[str, int], list[Sum]]:
    """Cells named r0c0, with the sums of each row and column and of everything."""
    wide = len(rows[0])
    cells = {f"r{r}c{c}": number for r, row in enumerate(rows) for c, number in enumerate(row)}
    cells |= {f"r{r}": sum(row) for r, row in enumerate(rows)}
    cells |= {f"c{c}": sum(row[c] for row in rows) for c in range(wide)} | {"all": sum(map(sum, rows))}
    sums = [Sum(f"r{r}", tuple(f"r{r}c{c}" for c in range(wide))) for r in range(len(rows))]
    sums += [Sum(f"c{c}", tuple(f"r{r}c{c}" for r in range(len(rows)))) for c in range(wide)]
    sums += [Sum("all", tuple(f"r{r}" for r in range(len(rows)))), Sum("all", tuple(f"c{c}" for c in range(wide)))]
    return cells, sums


def following(cells: dict[str, int], sums: list[Sum], hidden: frozenset[str]) -> set[str]:
    """By another way than the code: a hidden cell follows where no solution of the sums can move it."""
    names = sorted(hidden)
    rows = [
        [Fraction((name in each.parts) - (name == each.whole)) for name in names]
        for each in sums
        if hidden & {each.whole, *each.parts}
    ]
    rank = _rank(rows)
    return {
        name
        for at, name in enumerate(names)
        if _rank([*rows, [Fraction(each == at) for each in range(len(names))]]) == rank
    }


def _rank(rows: list[list[Fraction]]) -> int:
    rows, rank = [list(row) for row in rows], 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((row for row in rows[rank:] if row[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        rows.insert(rank, pivot)
        for at, row in enumerate(rows):
            if at != rank and row[column]:
                factor = row[column] / pivot[column]
                rows[at] = [each - factor * other for each, other in zip(row, pivot, strict=True)]
        rank += 1
    return rank


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ([8, 7, 6], {"n", 0, 1, 2}),
        ([9, 8, 2], {"n", 0}),  # one small: the smallest beside it goes too
        ([9, 2, 2], {"n"}),  # two small ones come to four together: a third goes
        ([9, 0, 8], {"n", 0}),  # nobody is told as little as somebody
        ([20, 3, 3], {"n", 0}),
        ([9, 0, 0], {"n"}),
        ([1, 1, 1], set()),
    ],
)
def test_one_row(row: list[int], told: set[object]) -> None:
    cells = dict(enumerate(row)) | {"n": sum(row)}
    assert set(cells) - held_back(cells, [Sum("n", (0, 1, 2))], least=LEAST) == told


def test_what_only_two_sums_together_would_tell() -> None:
    """Two rectangles of open cells joined by one more: each row and column has two, yet the joint follows."""
    rows = [[1, 9, 9, 9], [9, 9, 9, 9], [9, 9, 9, 9], [9, 9, 9, 9]]
    cells, sums = table(rows)
    hidden = held_back(cells, sums, least=LEAST)
    assert "r0c0" in hidden
    assert len(hidden) == 4, "a rectangle is enough"
    assert following(cells, sums, hidden) == set()


ROW = some.lists(some.sampled_from([0, 0, 1, 2, 4, 5, 6, 9, 30]), min_size=3, max_size=3)


@settings(max_examples=60, deadline=None)
@given(some.lists(ROW, min_size=1, max_size=4))
def test_nothing_small_follows_from_what_is_told(rows: list[list[int]]) -> None:
    cells, sums = table(rows)
    hidden = held_back(cells, sums, least=LEAST)
    assert all(number >= LEAST for cell, number in cells.items() if cell not in hidden)
    assert following(cells, sums, hidden) == set()
    for each in sums:
        open_parts = [part for part in each.parts if part in hidden]
        if each.whole not in hidden and open_parts:
            assert sum(cells[part] for part in open_parts) >= LEAST


def test_without_a_threshold_everything_is_told() -> None:
    cells, sums = table([[0, 1, 2]])
    assert held_back(cells, sums, least=0) == frozenset()


def test_the_same_whatever_the_order() -> None:
    cells, sums = table([[1, 9, 9], [9, 2, 9]])
    turned = dict(reversed(cells.items()))
    assert held_back(cells, sums, least=LEAST) == held_back(turned, sums, least=LEAST)
    assert Counter(cells) == Counter(turned)
