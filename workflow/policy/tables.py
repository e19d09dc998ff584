"""Tables of a pack as questions: which row holds for a case, which grade a score gives, what a grade may borrow. Pure.

A limit or a period may depend on the level that decides, the product, the guarantee, the kind of customer and the
grade (`AXES`). The row that says most about a case holds; two rows of which neither says more are refused when the
pack is read, so an answer never depends on the order of lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from typing import Any

from workflow.policy.money import fen, share_down
from workflow.policy.pack import Row

AXES = ("level", "product", "guarantee", "customer", "grade")


def checked(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The rows as they are; ValueError for an axis that does not exist or two rows that contradict each other."""
    for row in rows:
        unknown = [axis for axis, _ in row.when if axis not in AXES]
        if unknown:
            raise ValueError(f"{unknown[0]} is none of {', '.join(AXES)}")
    for one, other in combinations(rows, 2):
        if _meet(one, other) and not _differ_in_reach(one, other):
            raise ValueError(f"two rows hold for the same case: {dict(one.when)} and {dict(other.when)}")
    return rows


def pick(rows: Iterable[Row], facts: Mapping[str, str | None]) -> Any:
    """The value of the row that says most about a case; None where no row holds or the figure is open."""
    holding = [row for row in rows if all(facts.get(axis) == code for axis, code in row.when)]
    return max(holding, key=lambda row: len(row.when)).value if holding else None


def grade_of(
    score: Decimal | Fraction | int, thresholds: Iterable[tuple[str, int]], *, inclusive: bool = True
) -> str | None:
    """The best grade whose lowest score is reached (inclusive) or passed; None below them all (A18)."""
    for grade, least in sorted(thresholds, key=lambda entry: entry[1], reverse=True):
        if score > least or (inclusive and score == least):
            return grade
    return None


def share_ceiling(amount: int, grade: str | None, shares: Iterable[tuple[str, Fraction]]) -> int:
    """The most that may be granted: the grade's share of an amount, down to whole yuan (Q09); 0 without a grade.

    Amount and result in fen.
    """
    return share_down(amount, dict(shares).get(grade or "", Fraction(0)))


def ceiling(grade: str | None, ceilings: Iterable[tuple[str, Decimal]]) -> int:
    """What a grade may borrow at most, in fen; 0 without a grade."""
    return fen(dict(ceilings).get(grade or "", Decimal(0)))


def strictest(limits: Sequence[Any]) -> Any:
    """The lowest of the limits that are set; None where none is. Of two bodies' results the lower one, too."""
    return min((limit for limit in limits if limit is not None), default=None)


def _meet(one: Row, other: Row) -> bool:
    """Whether some case could fall under both."""
    codes = dict(one.when)
    return all(codes.get(axis, code) == code for axis, code in other.when)


def _differ_in_reach(one: Row, other: Row) -> bool:
    """Whether one says more than the other: its conditions contain the other's."""
    return set(one.when) < set(other.when) or set(other.when) < set(one.when)
