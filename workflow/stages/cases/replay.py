"""A case as of any moment, from its events alone (N18): folding what each event `set` gives the stored state."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol

from workflow.stages.cases.models import Case
from workflow.stages.cases.moves import plain

#: Row number, lock counter, sealed text and what the database works out itself are no state that an event tells.
UNTOLD = frozenset({"id", "version", "guarantor_sealed", "desk_on"})
COLUMNS = tuple(name for name in Case.__table__.columns.keys() if name not in UNTOLD)  # noqa: SIM118 - no mapping


class Told(Protocol):
    """An opened event."""

    @property
    def kind(self) -> str:
        """What happened."""

    @property
    def at(self) -> datetime:
        """When it happened."""

    @property
    def by(self) -> int | None:
        """The officer's row id; None for the system or the public."""

    @property
    def payload(self) -> dict[str, Any]:
        """What it says."""


def fold(events: Iterable[Told]) -> dict[str, Any]:
    """The columns of a case after these events of its stream, in their order; empty before its registration."""
    state: dict[str, Any] = {}
    for event in events:
        state |= event.payload.get("set", {})
    return state


def stored(case: Case) -> dict[str, Any]:
    """The same columns as the database keeps them, in the form events have."""
    return {name: plain(getattr(case, name)) for name in COLUMNS}


def spans(events: Iterable[Told]) -> list[tuple[str, datetime]]:
    """(state, since when) for every state the case has been in, in order."""
    found: list[tuple[str, datetime]] = []
    for event in events:
        state = event.payload.get("set", {}).get("state")
        if state and (not found or found[-1][0] != state):
            found.append((state, event.at))
    return found
