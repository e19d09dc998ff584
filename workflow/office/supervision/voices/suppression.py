"""Which cells of a table may not be told: the small ones, and others so that no difference tells one. Pure.

A cell under `least` is held back, an empty one like a small one: that nobody complained is told as little as that one
person did. Then further cells are held back, the smallest first, until

- no sum that is told leaves a single cell of its own open, nor several that come to less than `least` together, and
- no cell that is held back follows from all that is told, whatever sums are combined.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple

Cell = Hashable
#: Sums are solved modulo a prime: whether an unknown follows from the others is the same, and no number grows.
_PRIME = 2**61 - 1


class Sum(NamedTuple):
    """That a cell is the sum of others."""

    whole: Cell
    parts: tuple[Cell, ...]


def held_back(cells: Mapping[Cell, int], sums: Sequence[Sum], *, least: int) -> frozenset[Cell]:
    """The cells that are not told; none where `least` is 0."""
    hidden = {cell for cell, number in cells.items() if number < least}
    while True:
        further = _further(cells, sums, hidden, least)
        if further is None:
            return frozenset(hidden)
        hidden.add(further)


def _further(cells: Mapping[Cell, int], sums: Sequence[Sum], hidden: set[Cell], least: int) -> Cell | None:
    """A cell that must be held back beside the others; None where that is enough."""
    for each in sums:
        if _gives_away(each, cells, hidden, least):
            beside = [part for part in each.parts if part not in hidden]
            return _smallest(cells, beside or [each.whole])
    known = _following(sums, hidden)
    near = (cell for each in sums if known & {each.whole, *each.parts} for cell in (each.whole, *each.parts))
    return _smallest(cells, (cell for cell in near if cell not in hidden))


def _gives_away(each: Sum, cells: Mapping[Cell, int], hidden: set[Cell], least: int) -> bool:
    open_parts = [part for part in each.parts if part in hidden]
    if each.whole in hidden:
        return not open_parts and bool(each.parts)
    return bool(open_parts) and (len(open_parts) == 1 or sum(cells[part] for part in open_parts) < least)


def _smallest(cells: Mapping[Cell, int], among: Iterable[Cell]) -> Cell | None:
    return min(among, key=lambda cell: (cells[cell], str(cell)), default=None)


def _following(sums: Sequence[Sum], hidden: set[Cell]) -> set[Cell]:
    """The cells held back that follow from what is told: the unknowns with one solution only."""
    solved: dict[Cell, dict[Cell, int]] = {}
    for each in sums:
        row = _without(_unknowns(each, hidden), solved)
        if row:
            pivot = next(iter(row))
            row = _scaled(row, pow(row[pivot], -1, _PRIME))
            solved = {cell: _minus(other, row, other.get(pivot, 0)) for cell, other in solved.items()} | {pivot: row}
    return {cell for cell, row in solved.items() if len(row) == 1}


def _unknowns(each: Sum, hidden: set[Cell]) -> dict[Cell, int]:
    row = {part: 1 for part in each.parts if part in hidden}
    return row | ({each.whole: _PRIME - 1} if each.whole in hidden else {})


def _without(row: dict[Cell, int], solved: Mapping[Cell, dict[Cell, int]]) -> dict[Cell, int]:
    for pivot in [cell for cell in row if cell in solved]:
        row = _minus(row, solved[pivot], row[pivot])
    return row


def _scaled(row: dict[Cell, int], factor: int) -> dict[Cell, int]:
    return {cell: number * factor % _PRIME for cell, number in row.items()}


def _minus(row: dict[Cell, int], other: Mapping[Cell, int], factor: int) -> dict[Cell, int]:
    if not factor:
        return row
    found = row | {cell: (row.get(cell, 0) - factor * number) % _PRIME for cell, number in other.items()}
    return {cell: number for cell, number in found.items() if number}
