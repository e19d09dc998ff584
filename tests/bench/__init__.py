"""Measures against the goals; each module here gives rows by its `figures()`."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Figure:
    """One measured value beside its goal; `kept` is None where there is nothing to keep."""

    name: str
    value: float
    unit: str
    goal: float | None = None
    at_least: bool = False

    @property
    def kept(self) -> bool | None:
        if self.goal is None:
            return None
        return self.value >= self.goal if self.at_least else self.value <= self.goal


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Seconds of wall time, and what came of it."""
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def median_ms(work: Callable[[], object], times: int = 5) -> float:
    """The median of some runs, in milliseconds."""
    return median(timed(work)[0] for _ in range(times)) * 1000
