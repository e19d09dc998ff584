"""What a card may be about, how it may judge, what the department makes of it. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from workflow.kernel.errors import N_

#: After which business the customer judges; the portal's form offers the same.
BUSINESSES = {
    "application": N_("Applying and being visited"),
    "decision": N_("Being told the result"),
    "signing": N_("Signing and drawing the money"),
    "repayment": N_("Repaying"),
    "other": N_("Something else at the counter"),
}

RATINGS = {"good": N_("good"), "fair": N_("fair"), "poor": N_("poor")}

CHANNELS = {"online": N_("online, by receipt"), "paper": N_("on paper")}

#: A card classified as a problem goes to the leader in charge, whoever checked it.
PROBLEM = "problem"
CLASSES = {
    "praise": N_("praise"),
    "suggestion": N_("suggestion"),
    "plain": N_("no remark"),
    PROBLEM: N_("problem"),
}

Judged = tuple[str, str, str | None]


@dataclass(frozen=True, slots=True)
class Total:
    """The cards of one office in one month, counted by what they say and by what was made of them."""

    office: str
    good: int
    fair: int
    poor: int
    problem: int
    unchecked: int

    @property
    def all(self) -> int:
        """Every card, whatever it says."""
        return self.good + self.fair + self.poor


def totals(cards: Iterable[Judged]) -> list[Total]:
    """One total an office, in the order of names; a card is its office's name, rating and class (None: unchecked)."""
    by_office: dict[str, Counter[str]] = {}
    for office, rating, found in cards:
        by_office.setdefault(office, Counter()).update([rating, f"class:{found}"])
    return [
        Total(office, told["good"], told["fair"], told["poor"], told[f"class:{PROBLEM}"], told["class:None"])
        for office, told in sorted(by_office.items())
    ]
