"""States of an opening, parts of those present, ways that an item of a box goes. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Set
from enum import StrEnum

from workflow.kernel.errors import Conflict, N_


class State(StrEnum):
    """How far an opening has come."""

    OPENED = "opened"
    SEALED = "sealed"
    RECEIVED = "received"
    SETTLED = "settled"


LABELS: Mapping[str, str] = {
    State.OPENED: N_("opened, signatures missing"),
    State.SEALED: N_("sealed, on its way"),
    State.RECEIVED: N_("received, items to be entered"),
    State.SETTLED: N_("every item entered"),
}

OPENER, HEAD, KEEPER = "opener", "head", "keeper"
PARTS: Mapping[str, str] = {
    OPENER: N_("opens the box"),
    HEAD: N_("looks on as head"),
    KEEPER: N_("keeps the box"),
}

COMPLAINT, CARD, FILED = "complaint", "card", "filed"
KINDS: Mapping[str, str] = {
    COMPLAINT: N_("entered as a complaint"),
    CARD: N_("entered as an evaluation card"),
    FILED: N_("filed as it is"),
}


def parts(opener: int, head: int, keepers: Set[int]) -> dict[int, str]:
    """Who stands in which part: one person in one; a head who keeps the box too looks on as head."""
    return {**dict.fromkeys(keepers, KEEPER), head: HEAD, opener: OPENER}


def must_be(state: str, wanted: State) -> None:
    """Conflict where an opening has not come that far, or further already."""
    if state != wanted:
        raise Conflict(N_("This opening is not at that step."))


def faultless(items: int, counted: int, seal_intact: bool) -> bool:
    """Whether a packet came as it went: sealed, with as many items."""
    return seal_intact and items == counted
