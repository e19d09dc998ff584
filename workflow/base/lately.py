"""What a process learned from outside itself a moment ago, and does not ask again.

A thread that asks the disk or a database gives way to the others and waits for its turn after it: under load that
costs more than all else that a ready page needs. So what one thread learned is good for all of them for a `MOMENT`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Generic, NamedTuple, TypeVar

T = TypeVar("T")

MOMENT = 0.02
"""Seconds for which what other processes did may go unseen; what this one did is seen at once (`forget`)."""


class _Known(NamedTuple):
    """An answer, whom it was asked of, until when it is taken as it is, and since what it was asked."""

    answer: Any
    source: object
    until: float
    since: object


class Lately(Generic[T]):
    """The last answer of a source, whichever thread asked it."""

    def __init__(self) -> None:
        self._since = object()
        self._known = _Known(None, None, 0, None)

    def get(self, source: object, ask: Callable[[], T]) -> T:
        """What this very source answered within the last moment, or answers now."""
        known, since, now = self._known, self._since, time.perf_counter()
        if known.source is source and known.since is since and now < known.until:
            return known.answer
        answer = ask()
        self._known = _Known(answer, source, now + MOMENT, since)
        return answer

    def forget(self) -> None:
        """Take nothing as it is that was asked before now, nor what a thread is about to learn that asked before."""
        self._since = object()
