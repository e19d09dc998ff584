"""What both engines are asked and what they answer: entries that stand now, and which of them are named like it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from workflow.carriers.search.words import Question

#: Tiers: what is named so, what begins so, and whatever else holds the words. How much of each is looked at.
WHOLE, BEGINS, HOLDS = 0, 1, 2
CAPS = (100, 100, 1000)
#: A kind's number times this, plus the record's number, is an entry's place.
KIND_SIZE = 2**40
COLUMNS = "e.place, e.kind, e.key, e.village, e.towns, e.valid_from, e.valid_until, e.ends_at, e.leaf, e.shown"
STANDS = (
    "e.valid_from <= :day AND (e.valid_until IS NULL OR e.valid_until >= :day) "
    "AND (e.ends_at IS NULL OR e.ends_at > :now)"
)
_BY_PLACE = " ".join(
    ("SELECT", COLUMNS, "FROM search_entry e WHERE e.place IN ({places}) AND", STANDS, "ORDER BY e.place")
)


class Entry(NamedTuple):
    """One entry as the database gives it: SQLite has dates as texts."""

    place: int
    kind: str
    key: str
    village: str | None
    towns: str
    valid_from: Any
    valid_until: Any
    ends_at: Any
    leaf: int
    shown: str


@dataclass(frozen=True, slots=True)
class Reader:
    """A confined connection for cheap reads: SQL with `:name` values, and which dialect it speaks."""

    dialect: str
    ask: Callable[[str, Mapping[str, Any]], list[tuple[Any, ...]]]

    def entries(self, places: Iterable[int], sought: Sought) -> list[Entry]:
        """Those of these places that stand, lowest first."""
        listed = ", ".join(map(str, places))  # numbers of ours
        if not listed:
            return []
        return list(map(Entry._make, self.ask(_BY_PLACE.format(places=listed), sought.given(self.dialect))))


@dataclass(frozen=True, slots=True)
class Sought:
    """A question, where its answers may stand (`low` to `high`, both included, and in which town), and when it is.

    `caps` says how many of each tier are wanted: whoever shows three does not have a thousand read.
    """

    question: Question
    day: date
    now: datetime
    low: int
    high: int
    town: str | None = None
    caps: tuple[int, int, int] = CAPS

    def given(self, dialect: str) -> dict[str, Any]:
        """The values that every statement needs, as the dialect's driver takes them."""
        day: Any = self.day
        now: Any = self.now.astimezone(UTC)
        if dialect == "sqlite":
            day, now = day.isoformat(), now.strftime("%Y-%m-%d %H:%M:%S.%f")
        return {"low": self.low, "high": self.high, "day": day, "now": now}


class Answer(NamedTuple):
    """At most `caps[HOLDS]` entries and one more, by place; `named` gives the better tier of those that have one.

    `renewing` says that the index is being made anew and the database answered in its place.
    """

    entries: list[Entry]
    named: dict[int, int]
    renewing: bool = False


def named(tiers: Iterable[Iterable[int]]) -> dict[int, int]:
    """The best tier of each place, from the places of the tiers, best first."""
    found: dict[int, int] = {}
    for tier, places in enumerate(tiers):
        for place in places:
            found.setdefault(place, tier)
    return found
