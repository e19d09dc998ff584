"""What a task can be counted in, and how far somebody came. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from workflow.kernel.errors import N_

#: Counted by somebody; everything else the system counts from its own registers.
BY_HAND = "by_hand"
MEASURES: Mapping[str, str] = {
    "households": N_("households visited (work log)"),
    "visits": N_("visits written down"),
    "publicity": N_("acts of publicity"),
    "answered": N_("applicants told their result"),
    BY_HAND: N_("something else, counted by hand"),
}


def met(wanted: int, reached: int) -> bool:
    """Whether a task is done."""
    return reached >= wanted


def share(tasks: Sequence[tuple[int, int]]) -> Fraction:
    """How far the tasks of a month were done on average, of (wanted, reached); more than was wanted counts as all."""
    if not tasks:
        return Fraction(0)
    return sum((min(Fraction(reached, wanted), Fraction(1)) for wanted, reached in tasks), Fraction(0)) / len(tasks)
