"""What later rooms know of a household and its page shows beside the file: they tell it, for this room knows none."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from workflow.stages.people.models import Household

#: What it is, and what is known, both in the reader's language.
Fact = tuple[str, str]
_TELLERS: list[Callable[[Household], Iterable[Fact]]] = []


def tell(teller: Callable[[Household], Iterable[Fact]]) -> None:
    """Have what `teller` knows of a household shown on its page and on its sheet."""
    _TELLERS.append(teller)


def facts(household: Household) -> list[Fact]:
    """All that is told, in the order in which the rooms came."""
    return [fact for teller in _TELLERS for fact in teller(household)]
