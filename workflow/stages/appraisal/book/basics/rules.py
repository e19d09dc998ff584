"""What an appraiser may say of a household's people, and what all books together say. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields

from workflow.kernel.errors import N_

#: The archive's field of who stands for a household.
REPRESENTATIVE = "representative"
#: What a book may add to a file, by the names of the archive's own fields; the first two are its head's.
LACKING = {
    "id_number": N_("Identity number"),
    "phone": N_("Telephone"),
    "address": N_("Address"),
}


@dataclass(frozen=True, slots=True)
class Basics:
    """What one appraiser wrote of a household: a member's row id (None: whoever the lists call it by), and what the
    file lacks, '' where they do not know it either."""

    representative: int | None = None
    id_number: str = ""
    phone: str = ""
    address: str = ""

    @property
    def says_nothing(self) -> bool:
        """Whether everything is as it would be if nobody had written."""
        return all(getattr(self, each.name) in (None, "") for each in fields(self))


def most_named(named: Iterable[int]) -> int | None:
    """The one whom most books name; None where two are named equally often, or nobody at all."""
    ranked = Counter(named).most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]


def agreed(said: Iterable[str]) -> str | None:
    """What all books that say something say alike; None where nobody knows it, or two differ."""
    known = {each for each in said if each}
    return known.pop() if len(known) == 1 else None
