"""When a committee's review passes, and what the decision-maker of a level may then decide (S38-S40).

Pure; amounts in fen.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any, Protocol

from workflow.kernel.errors import Invalid, N_, NotSet
from workflow.policy.money import yuan


class Choice(StrEnum):
    """How a member votes; only a yes counts for the case."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


class Verdict(StrEnum):
    """What a decision-maker decides."""

    GRANT = "grant"
    LOWER = "lower"
    REFUSE = "refuse"
    ESCALATE = "escalate"


CHOICES = {Choice.YES: N_("Yes"), Choice.NO: N_("No"), Choice.ABSTAIN: N_("Abstain")}
VERDICTS = {
    Verdict.GRANT: N_("Grant the passed amount"),
    Verdict.LOWER: N_("Grant a lower amount"),
    Verdict.REFUSE: N_("Refuse"),
    Verdict.ESCALATE: N_("Send up to the next level"),
}

#: The database asks for a reason here whatever a pack says.
ALWAYS_REASONED = frozenset({Verdict.REFUSE, Verdict.LOWER})


class Cast(Protocol):
    """A vote, as far as counting needs it."""

    choice: Any


def yes(votes: Iterable[Cast]) -> int:
    """How many said yes."""
    return sum(cast.choice == Choice.YES for cast in votes)


def passes(yes: int, members: int, share: Fraction) -> bool:
    """Whether enough of all members said yes; absence and abstention are not yes (Q12)."""
    return Fraction(yes, members) >= share


def check_quorum(number: int, least: int) -> None:
    """A committee of (or a sitting with votes from) fewer than the pack's least number has no quorum."""
    if number < least:
        message = N_("The committee has no quorum: %(number)s of at least %(least)s members.")
        raise Invalid(message, number=number, least=least)


def check_passed_amount(amount: int | None, proposed: int, *, second: bool = False) -> int:
    """What the committee passed: above nothing, within the investigator's proposal; a `second` committee's within what
    the first passed."""
    if amount is None or amount <= 0:
        raise Invalid(N_("Enter the amount the committee passed."), field="passed_amount")
    if amount > proposed and second:
        message = N_("The second committee cannot pass more than the first one passed.")
        raise Invalid(message, field="passed_amount")
    if amount > proposed:
        raise Invalid(N_("The committee cannot pass more than the officer proposed."), field="passed_amount")
    return amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Powers:
    """What the decision-maker of one level may do under the case's pack.

    `limit` is the level's authority in fen, None where the pack leaves it open; the `top` level needs none.
    """

    top: bool
    limit: int | None
    may_lower: bool
    may_refuse: bool
    reason_for: Collection[str]

    def covers(self, passed_amount: int) -> bool:
        """Whether what the committee passed lies within this level's authority (Q14); NotSet where that is open."""
        if self.limit is None and not self.top:
            message = N_("The authority of this level is not set: the case can only be sent up until it is.")
            raise NotSet(message, field="verdict")
        return self.limit is None or passed_amount <= self.limit


def allowed(powers: Powers, passed_amount: int | None) -> tuple[Verdict, ...]:
    """The verdicts open to this level; `passed_amount` is None where the committee did not pass the case."""
    if passed_amount is None:
        return (Verdict.REFUSE,)
    up = () if powers.top else (Verdict.ESCALATE,)
    try:
        covered = powers.covers(passed_amount)
    except NotSet:
        covered = False
    if not covered:
        return up
    lower = (Verdict.LOWER,) if powers.may_lower else ()
    refuse = (Verdict.REFUSE,) if powers.may_refuse else ()
    return (Verdict.GRANT, *lower, *refuse, *up)


def check_verdict(verdict: Verdict, powers: Powers, passed_amount: int | None) -> None:
    """Refuse, by name, a verdict that is not open to this level."""
    if verdict in allowed(powers, passed_amount):
        return
    if passed_amount is None:
        raise Invalid(N_("The committee did not pass this case. Nobody can grant it alone."), field="verdict")
    if verdict is Verdict.ESCALATE:
        raise Invalid(N_("There is no higher level to send this case to."), field="verdict")
    if not powers.covers(passed_amount):
        raise Invalid(N_("The passed amount is above the authority of this level. Send the case up."), field="verdict")
    raise Invalid(N_("The rules do not let the decision-maker do this."), field="verdict")


def amount_granted(verdict: Verdict, amount: int | None, passed_amount: int | None) -> int | None:
    """The amount the verdict grants, never above what passed; None for a verdict that grants nothing."""
    if verdict not in (Verdict.GRANT, Verdict.LOWER):
        return None
    if passed_amount is None or (amount is not None and amount > passed_amount):
        raise Invalid(N_("Nobody can grant more than the committee passed."), field="amount")
    if verdict is Verdict.GRANT:
        return _whole(amount, passed_amount)
    if not amount or amount < 0 or amount == passed_amount:
        raise Invalid(N_("Enter the lower amount: above nothing and below what the committee passed."), field="amount")
    return amount


def _whole(amount: int | None, passed_amount: int) -> int:
    if amount not in (None, passed_amount):
        message = N_("To grant less than the committee passed, choose the lower amount and give the reason.")
        raise Invalid(message, field="amount")
    return passed_amount


def check_unsecured(amount: int, *, owed: int, most: int, graded: bool) -> None:
    """What would be lent without security (fen) with what is `owed` so already: within the rules' `most`, and only to
    a household that is `graded` for it (A20)."""
    if not graded:
        message = N_("The rules lend without security only to a better credit grade than this household's.")
        raise Invalid(message, field="verdict")
    if owed + amount > most:
        message = N_("With this the household would owe %(sum)s yuan without security; the rules allow %(most)s yuan.")
        told = {"sum": f"{yuan(owed + amount):,.0f}", "most": f"{yuan(most):,.0f}"}
        raise Invalid(message, **told, field="verdict")


def check_reason(verdict: Verdict, reason: str, powers: Powers) -> None:
    """A refusal or a lower amount, and whatever else the pack names, comes with its reason."""
    if not reason and (verdict in ALWAYS_REASONED or verdict in powers.reason_for):
        raise Invalid(N_("Please give the reason in writing."), field="reason")
