"""Scores, grades and caps of a rating, by whichever scheme the rules have (S35-S37). Pure; amounts in fen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from workflow.kernel.errors import Conflict, Invalid, N_
from workflow.policy import tables
from workflow.policy.money import fen

SCORE, CRITERIA, FIXED = "score", "criteria", "fixed"
SCHEMES = {
    SCORE: N_("scored by factors"),
    CRITERIA: N_("by criteria"),
    FIXED: N_("by grade, each with its line"),
}


class State(StrEnum):
    """Where a rating stands; adjectives."""

    SCORED = "scored"
    APPRAISED = "appraised"
    EXAMINED = "examined"
    SETTLED = "settled"


LABELS = {
    State.SCORED: N_("before the village panel"),
    State.APPRAISED: N_("before the branch group"),
    State.EXAMINED: N_("before the county group"),
    State.SETTLED: N_("settled"),
}

TIERS = {"village": N_("Village panel"), "branch": N_("Branch group"), "county": N_("County leading group")}
#: Who speaks in a state, and the state after it.
NEXT = {
    State.SCORED: ("village", State.APPRAISED),
    State.APPRAISED: ("branch", State.EXAMINED),
    State.EXAMINED: ("county", State.SETTLED),
}


def tier_of(state: str) -> tuple[str, State]:
    """Which tier speaks next, and the state after it; Conflict for a settled rating."""
    try:
        return NEXT[State(state)]
    except KeyError:
        raise Conflict(N_("This rating is settled; a change of grade is a new rating.")) from None


@dataclass(frozen=True, slots=True)
class Caps:
    """What a grade may get under the rules: a share of the income, a fixed line, a ceiling; empty where not set."""

    shares: Sequence[tuple[str, Fraction]] = ()
    lines: Sequence[tuple[str, Decimal]] = ()
    ceilings: Sequence[tuple[str, Decimal]] = ()

    def cap(self, grade: str | None, income: int) -> int | None:
        """The strictest of the caps that are set (Q44); None where the rules set none, 0 without a grade."""
        if grade is None:
            return 0
        share = tables.share_ceiling(income, grade, self.shares) if self.shares else None
        line = tables.ceiling(grade, self.lines) if self.lines else None
        ceiling = tables.ceiling(grade, self.ceilings) if self.ceilings else None
        found: int | None = tables.strictest([share, line, ceiling])
        return found


def proposed(asked: int, cap: int | None) -> int:
    """What is proposed of a wish: never above the cap (A19)."""
    return asked if cap is None else min(asked, cap)


def total(scores: Mapping[str, Decimal], weights: Iterable[tuple[str, int]], *, full: int) -> Fraction:
    """The weighted mean of the factors' scores, exact; Invalid for a factor without a score from 0 to `full`."""
    weighed, weight_of_all = Fraction(0), 0
    for factor, weight in weights:
        score = scores.get(factor)
        if score is None or not 0 <= score <= full:
            raise Invalid(N_("Give each factor a score from 0 to %(full)s."), full=full, field=factor)
        weighed += Fraction(score) * weight
        weight_of_all += weight
    if not weight_of_all:
        raise Invalid(N_("The rules give no factor any weight."))
    return weighed / weight_of_all


def grade_of(score: Fraction, thresholds: Iterable[tuple[str, int]], *, inclusive: bool) -> str | None:
    """The grade of an exact score, compared unrounded (Q09)."""
    return tables.grade_of(score, thresholds, inclusive=inclusive)


@dataclass(frozen=True, slots=True)
class Standing:
    """What the criteria of 1999 look at: the best criterion that is met, income a head (fen), share of own funds."""

    criterion: str
    income_per_head: int
    own_funds: Fraction


def by_criteria(
    standing: Standing, incomes: Sequence[tuple[str, Decimal]], own_funds: Mapping[str, Fraction]
) -> str | None:
    """The best grade whose criterion, income and own funds are all met; `incomes` from the best grade down."""
    order = [grade for grade, _least in incomes]
    if standing.criterion not in order:
        return None
    for grade, least in incomes[order.index(standing.criterion) :]:
        enough = standing.income_per_head >= fen(least)
        if enough and standing.own_funds >= own_funds.get(grade, Fraction(0)):
            return grade
    return None


def check_building(needed: int | None, proven: int | None, share: Fraction | None) -> None:
    """A house under construction is scored as finished only with enough of its funds proven (S37)."""
    if needed is None and proven is None:
        return
    if share is None:
        raise Invalid(N_("The rules score a house as it stands, finished or not."), field="building_needed")
    if not needed or proven is None or Fraction(proven, needed) < share:
        message = N_("Less than %(share)s of the funds are proven: score the house as it stands.")
        raise Invalid(message, share=f"{float(share):.0%}", field="building_proven")
