"""What a book's line may say, when a book is full, what all books make of a household, what verification does. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from workflow.kernel.errors import Invalid, N_
from workflow.policy.aggregate import combined, over_rounds


class State(StrEnum):
    """Where a pre-credit stands; adjectives."""

    PROPOSED = "proposed"
    KEPT = "kept"
    REMOVED = "removed"
    AUDITED = "audited"


LABELS = {
    State.PROPOSED: N_("to be verified"),
    State.KEPT: N_("kept"),
    State.REMOVED: N_("removed"),
    State.AUDITED: N_("special audit"),
}

#: Findings beside the codes of the pack: the two existence checks, with or without a reason for what was found.
EXPLAINED, UNEXPLAINED = "explained", "unexplained"
FINDINGS = {
    EXPLAINED: N_("Loans beside or above the pre-credit, for a reason"),
    UNEXPLAINED: N_("Loans beside or above the pre-credit, no reason found: special audit"),
}


@dataclass(frozen=True, slots=True)
class Filled:
    """What an appraiser wrote of one household; amounts in fen."""

    known: bool = True
    assets: int | None = None
    debts: int | None = None
    income: int | None = None
    net_income: int | None = None
    line: int | None = None
    reason: str = ""

    @property
    def is_full(self) -> bool:
        """Whether there is a line, or a word that the household is not known."""
        return not self.known or self.line is not None


@dataclass(frozen=True, slots=True)
class Band:
    """The share of the net income within which a line is kept as far as possible; an end may be open."""

    low: Fraction | None
    high: Fraction | None

    def leaves_out(self, line: int | None, net_income: int | None) -> bool:
        """Whether a line lies outside: a warning that wants a reason, no refusal (Q11)."""
        if line is None or net_income is None:
            return False
        below = self.low is not None and line < self.low * net_income
        return below or (self.high is not None and line > self.high * net_income)


def check_line(filled: Filled) -> None:
    """An unknown household has no line."""
    if not filled.known and filled.line is not None:
        raise Invalid(N_("Either you know this household and suggest a line, or you do not."), field="lines")


def check_full(lines: Sequence[Filled], band: Band) -> None:
    """A book is closed when every line is filled in and every line outside the band has its reason."""
    empty = sum(not line.is_full for line in lines)
    if empty:
        raise Invalid(N_("%(number)s households are not filled in yet."), number=empty)
    unreasoned = sum(band.leaves_out(line.line, line.net_income) and not line.reason for line in lines)
    if unreasoned:
        message = N_("%(number)s lines lie outside the income band and have no reason yet.")
        raise Invalid(message, number=unreasoned)


def outcome(kind: str, between: str | None, rounds: Sequence[Sequence[int | None]], *, as_zero: bool) -> int | None:
    """What the books of all rounds make of a household, in fen; None where too few knew it.

    `as_zero`: an abstention counts as nought instead of not at all, where the rules say so.
    """
    heard = [[0 if as_zero and amount is None else amount for amount in amounts] for amounts in rounds]
    try:
        if len(heard) == 1 or between is None:
            return combined(kind, heard[-1])
        return over_rounds(kind, between, heard)
    except Invalid:
        return None


def state_after(finding: str, codes: Collection[str], note: str) -> State:
    """What verification makes of a pre-credit: a bad record removes it, an unexplained loan sends it to audit (A17)."""
    if finding in codes:
        return State.REMOVED
    if finding == UNEXPLAINED:
        return State.AUDITED
    if finding == EXPLAINED and not note:
        raise Invalid(N_("Write down the reason that was found."), field="note")
    if finding and finding != EXPLAINED:
        raise Invalid(N_("Choose a finding from the list."), field="finding")
    return State.KEPT
