"""Finding records in force by a typed text: ranked, counted by kind and town, paged by key."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, select

from workflow.base import clock
from workflow.carriers import search
from workflow.carriers.search import words
from workflow.carriers.search.models import SearchEntry
from workflow.carriers.search.seeking import CAPS, KIND_SIZE, Row, Sought
from workflow.carriers.search.words import Question
from workflow.doors.connection import portal
from workflow.doors.published import instead
from workflow.doors.published.directory import KINDS
from workflow.doors.published.found import Facet, Found, Hit

PAGE = 20
LONGEST = 60
_T = SearchEntry.__table__
_LAST = len(CAPS) - 1
_NAMED = 3
_RANK = attrgetter("tier", "place")
_CURSOR = re.compile(r"([0-2])-(\d{1,18})")


@dataclass(frozen=True, slots=True)
class _Filter:
    kind: str | None
    town: str | None

    def passes(self, row: Row) -> bool:
        return self.of_kind(row) and self.in_town(row)

    def of_kind(self, row: Row) -> bool:
        return self.kind is None or row.kind == self.kind

    def in_town(self, row: Row) -> bool:
        return self.town is None or self.town in row.towns.split("\n")

    def bounds(self) -> tuple[int, int]:
        """The first and last place that an entry of the kind may have."""
        if self.kind is None:
            return 0, 2**62
        low = KINDS[self.kind][0] * KIND_SIZE
        return low, low + KIND_SIZE - 1


_ANYTHING = _Filter(None, None)


def find(
    text: str, *, kind: str | None = None, town: str | None = None, after: str | None = None, most: int = PAGE
) -> Found:
    """The public records in force in which every typed word stands, a page of `most`, from `after` on.

    First what is named so, then what begins so, then the rest: each by kind, then as published. A text without a
    letter, digit or character finds nothing; LookupError for a kind that cannot be found.
    """
    question, chosen = words.asked(text[:LONGEST]), _Filter(kind, town)
    if kind is not None and kind not in KINDS:
        raise LookupError(kind)
    if not question:
        return Found()
    with portal() as connection:
        return _Search(connection, question).page(chosen, _cursor(after), most)


def _cursor(after: str | None) -> tuple[int, int]:
    """The tier and place after which to go on; the beginning where it cannot be read."""
    found = _CURSOR.fullmatch(after or "")
    return (int(found[1]), int(found[2])) if found else (0, -1)


class _Search:
    """One question over one connection."""

    def __init__(self, connection: Connection, question: Question) -> None:
        self.connection, self.question = connection, question
        self.capped = self.renewing = False

    def page(self, chosen: _Filter, after: tuple[int, int], most: int) -> Found:
        """A page of what is found within a kind and town, with what could be chosen instead."""
        every = self._ask(_ANYTHING)
        if not every:
            return self._nothing()
        narrowed = self.capped and chosen != _ANYTHING
        rows = self._ask(chosen) if narrowed else [row for row in every if chosen.passes(row)]
        rest = [row for row in rows if row[:2] > after]
        if len(rest) <= most and self.capped:
            rest = self._further(rows, chosen, after[1] + 1)
        counted = {row.place: row for row in (*every, *rows)}.values()
        return Found(
            hits=self._hits(rest[:most]), kinds=_by_kind(counted, chosen), towns=_by_town(counted, chosen),
            capped=self.capped, after="{}-{}".format(*rest[most - 1][:2]) if len(rest) > most else None,
            renewing=self.renewing,
        )  # fmt: skip

    def names(self) -> list[str]:
        """What the first things found are called."""
        return [hit.name for hit in self._hits(self._ask(_ANYTHING)[:_NAMED]) if isinstance(hit.name, str)]

    def _ask(self, chosen: _Filter, low: int = 0) -> list[Row]:
        """What is found, best first, each record once; notes whether there is more than the cap."""
        first, last = chosen.bounds()
        sought = Sought(self.question, clock.today(), clock.now(), max(low, first), last, chosen.town)
        answer = search.engine().find(self.connection, sought)
        self.renewing = self.renewing or answer.renewing
        self.capped = sum(row.tier == _LAST for row in answer.rows) > CAPS[_LAST]
        return _once(answer.rows)

    def _further(self, rows: list[Row], chosen: _Filter, low: int) -> list[Row]:
        """Beyond the cap: what comes next, without what stood before it because of its name."""
        named = {row.place for row in rows if row.tier != _LAST}
        return sorted(row._replace(tier=_LAST) for row in self._ask(chosen, low) if row.place not in named)

    def _hits(self, rows: list[Row]) -> list[Hit]:
        found = self.connection.execute(select(_T).where(_T.c.place.in_([row.place for row in rows])))
        hits = {entry.place: _hit(entry) for entry in found}
        return [hits[row.place] for row in rows if row.place in hits]

    def _nothing(self) -> Found:
        """Other words that find something; where nothing at all can be found, the first index is still to come."""
        empty = self.connection.scalar(select(_T.c.place).limit(1)) is None
        other = instead.of(self.question, lambda question: _Search(self.connection, question).names())
        return Found(instead=other, renewing=self.renewing or empty)


def _once(rows: list[Row]) -> list[Row]:
    """Each record in its best tier; of two versions that stand on the day of the change, the new one."""
    best: dict[int, Row] = {}
    newest: dict[tuple[str, str], Row] = {}
    for row in sorted(rows, key=_RANK):
        best.setdefault(row.place, row)
        held = newest.setdefault((row.kind, row.key), row)
        if (row.valid_from, row.place) > (held.valid_from, held.place):
            newest[row.kind, row.key] = row
    kept = {row.place for row in newest.values()}
    return [row for row in best.values() if row.place in kept]


def _hit(entry: Any) -> Hit:
    shown = json.loads(entry.shown)
    towns = tuple(entry.towns.split("\n")) if entry.towns else ()
    return Hit(
        entry.kind, entry.key, shown["name"], shown["about"], entry.village, towns, entry.valid_from,
        entry.valid_until, entry.leaf, shown["more"],
    )  # fmt: skip


def _by_kind(rows: Iterable[Row], chosen: _Filter) -> list[Facet]:
    counts = Counter(row.kind for row in rows if chosen.in_town(row))
    return [Facet(kind, counts[kind]) for kind in KINDS if counts[kind]]


def _by_town(rows: Iterable[Row], chosen: _Filter) -> list[Facet]:
    counts = Counter(town for row in rows if chosen.of_kind(row) for town in row.towns.split("\n") if town)
    return [Facet(town, count) for town, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]


def marker(typed: str) -> Callable[[str], list[tuple[str, bool]]]:
    """Cuts a shown text in pieces, each with whether it is a part of what was typed."""
    return words.marker(words.asked(typed))
