"""Slots and results of what an outlet must show. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from workflow.kernel.errors import N_

BOARD, ITEM = "board", "item"
#: The channel that these pages are: nobody has to write down that it is there.
WEBSITE = "website"
#: How a free slot of the wall boards is named: `free_1`, `free_2` …
FREE = "free_"
GOOD, WORN, WRONG, MISSING = "good", "worn", "wrong", "missing"
RESULTS: Mapping[str, str] = {
    GOOD: N_("hangs and is right"),
    WORN: N_("hangs, hard to read"),
    WRONG: N_("hangs, not up to date"),
    MISSING: N_("does not hang"),
}


def is_free(code: str) -> bool:
    """Whether a board's code is that of a slot which the rules count but do not name."""
    return code.startswith(FREE)


def free_slots(slots: int | None, named: int) -> list[str]:
    """The codes of the slots that the rules count but do not name."""
    return [f"{FREE}{number}" for number in range(1, max((slots or 0) - named, 0) + 1)]
