"""Several people's amounts as one: means, the middle, rounds in which somebody may not know, two bodies. Pure.

Amounts are fen; None is an abstention ("I do not know this household"), which never counts as zero.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from workflow.kernel.errors import Invalid, N_
from workflow.policy.money import whole_yuan

Amounts = Sequence[int | None]


def combined(kind: str, amounts: Amounts, *, least: int = 1) -> int:
    """The amount that `kind` (a code of `KINDS`) makes of several, rounded once, half up, to whole yuan (Q09).

    Invalid with fewer than `least` amounts (abstentions apart), or where a consensus is asked for and there is none.
    """
    known = sorted(amount for amount in amounts if amount is not None)
    if len(known) < max(least, LEAST.get(kind, 1)):
        message = N_("%(number)s amounts are too few: at least %(least)s are needed.")
        raise Invalid(message, number=len(known), least=max(least, LEAST.get(kind, 1)))
    return whole_yuan(KINDS[kind](known))


def over_rounds(within: str, between: str, rounds: Sequence[Amounts], *, least: int = 1) -> int:
    """A household's rounds as one amount: each round `within` itself, then `between` the rounds.

    A round in which nobody knew the household is left out, as one abstention is; Invalid with fewer than `least` left.
    """
    heard = [combined(within, amounts) for amounts in rounds if any(amount is not None for amount in amounts)]
    return combined(between, heard, least=least)


def _mean(amounts: Sequence[int]) -> Fraction:
    return Fraction(sum(amounts), len(amounts))


def _trimmed(amounts: Sequence[int]) -> Fraction:
    """Exactly one highest and one lowest drop out, even when tied (Q10)."""
    return _mean(amounts[1:-1])


def _median(amounts: Sequence[int]) -> Fraction:
    return _mean(amounts[(len(amounts) - 1) // 2 : len(amounts) // 2 + 1])


def _consensus(amounts: Sequence[int]) -> Fraction:
    if amounts[0] != amounts[-1]:
        raise Invalid(N_("There is no agreement yet: the amounts differ."))
    return Fraction(amounts[0])


KINDS: Mapping[str, Callable[[Sequence[int]], Fraction]] = {
    "mean": _mean,
    "trimmed_mean": _trimmed,
    "median": _median,
    "consensus": _consensus,
    "lowest": lambda amounts: Fraction(amounts[0]),
    "highest": lambda amounts: Fraction(amounts[-1]),
}
"""How several amounts, in ascending order, become one, by the codes of the registry."""

LEAST = {"trimmed_mean": 3}
"""Below this number a way of combining has nothing left to combine."""
