"""What was done, beside what was promised, as figures. Pure: dates and days in, whole numbers out.

Median and P90 are by nearest rank, so that "half of them within so many days" is true of the very list. Open items
count: the share in time is over everything whose answer is known, and an item open past its date is a known no. There
is no cut-off that would drop what is old and open.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

PER_MILLE = 1000
#: Within how many days half of all, and nine in ten, were done.
HALF, NINE_TENTHS = (1, 2), (9, 10)


class Item(NamedTuple):
    """One promise to one household.

    `days`, in the unit of the promise, run from the start to the end, or to the day of the figures while it is open.
    """

    start: date
    due: date
    end: date | None
    days: int


@dataclass(frozen=True, slots=True)
class Figures:
    """`n` ended items with their days; `on_time` in thousandths, rounded down; None where there is nothing to say.

    `suppressed`: so few ended that a figure would point at a household; then `n` and all that rests on it is None.
    """

    n: int | None
    median: int | None
    p90: int | None
    on_time: int | None
    longest: int | None
    open: int | None
    open_overdue: int | None
    suppressed: bool = False


def figures(items: Iterable[Item], *, on: date, least: int = 0) -> Figures:
    """The figures of a list on a day; fewer than `least` ended items are not told."""
    known = list(items)
    waiting = [item for item in known if item.end is None]
    overdue = [item for item in waiting if item.due < on]
    ended = Counter((item.days, item.end <= item.due) for item in known if item.end is not None)
    oldest = max((item.days for item in overdue), default=None)
    return counted(ended, open=len(waiting), overdue=len(overdue), oldest=oldest, least=least)


def counted(
    ended: Mapping[tuple[int, bool], int], *, open: int, overdue: int, oldest: int | None, least: int = 0
) -> Figures:
    """The same from counts: ended items by (days, in time), open ones, and the days of the oldest past its day."""
    n = sum(ended.values())
    if 0 < n < least:
        return Figures(None, None, None, None, None, open, overdue, suppressed=True)
    judged, kept = n + overdue, sum(count for (_days, in_time), count in ended.items() if in_time)
    by_days: Counter[int] = Counter()
    for (days, _in_time), count in ended.items():
        by_days[days] += count
    return Figures(
        n=n,
        median=ranked(by_days, *HALF),
        p90=ranked(by_days, *NINE_TENTHS),
        on_time=kept * PER_MILLE // judged if judged else None,
        longest=max((*by_days, *([] if oldest is None else [oldest])), default=None),
        open=open,
        open_overdue=overdue,
    )


def ranked(days: Mapping[int, int], part: int, whole: int) -> int | None:
    """The smallest number of days within which at least `part`/`whole` of all lie; None where there are none.

    `days`: how many took so many days.
    """
    wanted, reached = -(-sum(days.values()) * part // whole), 0
    for each in sorted(days):
        reached += days[each]
        if reached >= wanted:
            return each
    return None


def in_whole_batches(items: Iterable[Item], *, size: int) -> list[Item]:
    """The longest ended items' list, oldest end first, that is a whole number of batches; open ones are left out.

    Published so, two days' figures differ by a batch or not at all: no single complaint can be read off the difference.
    """
    ended = sorted((item for item in items if item.end is not None), key=lambda item: (item.end, item.start, item.days))
    return ended[: len(ended) - len(ended) % size] if size > 1 else ended
