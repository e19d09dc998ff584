"""Finding records in force by a typed text: ranked, counted by kind and town, paged by key."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from workflow.base import clock
from workflow.carriers import search
from workflow.carriers.search import words
from workflow.carriers.search.seeking import CAPS, HOLDS, KIND_SIZE, Entry, Reader, Sought
from workflow.carriers.search.words import Pieces as Pieces
from workflow.carriers.search.words import Question
from workflow.doors.connection import engine
from workflow.doors.published import epochs, instead
from workflow.doors.published.directory import KINDS
from workflow.doors.published.found import Facet, Found, Hit

PAGE = 20
LONGEST = 60
_NAMED = 3
#: Enough to name the first three, also where several versions of a record stand on the day of a change.
_FEW = (4 * _NAMED,) * 3
_CURSOR = re.compile(r"([0-2])-(\d{1,18})")


class _Row(NamedTuple):
    """An entry with its tier: so they are ordered."""

    tier: int
    place: int
    entry: Entry


_Rows = Sequence[_Row]


@dataclass(frozen=True, slots=True)
class _Filter:
    kind: str | None
    town: str | None

    def passing(self, rows: _Rows) -> _Rows:
        return self.of_kind(self.in_town(rows))

    def of_kind(self, rows: _Rows) -> _Rows:
        return rows if self.kind is None else [row for row in rows if row.entry.kind == self.kind]

    def in_town(self, rows: _Rows) -> _Rows:
        return rows if self.town is None else [row for row in rows if self.town in row.entry.towns.split("\n")]

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
    return _Search(question, clock.now()).page(chosen, _cursor(after), most)


def _cursor(after: str | None) -> tuple[int, int]:
    """The tier and place after which to go on; the beginning where it cannot be read."""
    found = _CURSOR.fullmatch(after or "")
    return (int(found[1]), int(found[2])) if found else (0, -1)


class _Search:
    """One question, asked at an instant."""

    def __init__(self, question: Question, now: datetime) -> None:
        self.question, self.now = question, now
        self.capped = self.renewing = False

    def page(self, chosen: _Filter, after: tuple[int, int], most: int) -> Found:
        """A page of what is found within a kind and town, with what could be chosen instead."""
        every = self._ask(_ANYTHING)
        if not every:
            return self._nothing()
        narrowed = self.capped and chosen != _ANYTHING
        rows = self._ask(chosen) if narrowed else chosen.passing(every)
        rest = rows[bisect_right(rows, after, key=_standing) :]
        if len(rest) <= most and self.capped:
            rest = self._further(rows, chosen, after[1] + 1)
        counted = list({row.place: row for row in (*every, *rows)}.values()) if narrowed else every
        return Found(
            hits=[_hit(row.entry) for row in rest[:most]], capped=self.capped, renewing=self.renewing,
            until=_instant(min((row.entry.ends_at for row in counted if row.entry.ends_at), default=None)),
            kinds=_by_kind(counted, chosen), towns=_by_town(counted, chosen),
            after="{}-{}".format(*rest[most - 1][:2]) if len(rest) > most else None,
        )  # fmt: skip

    def names(self) -> list[str]:
        """What the first things found are called."""
        hits = [_hit(row.entry) for row in self._ask(_ANYTHING, caps=_FEW)[:_NAMED]]
        return [hit.name for hit in hits if isinstance(hit.name, str)]

    def _ask(self, chosen: _Filter, low: int = 0, caps: tuple[int, int, int] = CAPS) -> _Rows:
        """What is found, best first, each record once; notes whether there is more than the cap."""
        first, last = chosen.bounds()
        day = clock.local_date(self.now)
        sought = Sought(self.question, day, self.now, max(low, first), last, chosen.town, caps)
        reader = Reader(engine().dialect.name, epochs.ask)
        answer = search.engine().find(reader, sought)
        self.renewing = self.renewing or answer.renewing
        self.capped = len(answer.entries) > caps[HOLDS]
        named = answer.named
        others = named.keys() - {entry.place for entry in answer.entries} if named else ()
        found = [*answer.entries, *reader.entries(others, sought)]
        return _once([_Row(named.get(entry.place, HOLDS), entry.place, entry) for entry in found])

    def _further(self, rows: _Rows, chosen: _Filter, low: int) -> _Rows:
        """Beyond the cap: what comes next, without what stood before it because of its name."""
        before = {row.place for row in rows if row.tier != HOLDS}
        return sorted(row._replace(tier=HOLDS) for row in self._ask(chosen, low) if row.place not in before)

    def _nothing(self) -> Found:
        """Other words that find something; where nothing at all can be found, the first index is still to come."""
        empty = not epochs.ask("SELECT 1 FROM search_entry LIMIT 1", {})
        other = instead.of(self.question, lambda question: _Search(question, self.now).names())
        return Found(instead=other, renewing=self.renewing or empty)


def _once(rows: _Rows) -> _Rows:
    """Best first; of two versions of a record that both stand on the day of the change, only the new one."""
    newest = {(row.entry.kind, row.entry.key): row for row in rows}
    if len(newest) < len(rows):
        newest = {(row.entry.kind, row.entry.key): row for row in sorted(rows, key=_age)}
    return sorted(newest.values(), key=_standing)


def _age(row: _Row) -> tuple[Any, int]:
    return row.entry.valid_from, row.place


def _standing(row: _Row) -> tuple[int, int]:
    return row.tier, row.place


def _hit(entry: Entry) -> Hit:
    shown = json.loads(entry.shown)
    towns = tuple(entry.towns.split("\n")) if entry.towns else ()
    return Hit(
        entry.kind, entry.key, shown["name"], shown["about"], entry.village, towns, _date(entry.valid_from),
        _date(entry.valid_until), entry.leaf, shown["more"],
    )  # fmt: skip


def _date(value: Any) -> Any:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _instant(value: Any) -> datetime:
    return datetime.fromisoformat(value).replace(tzinfo=UTC) if isinstance(value, str) else value


def _by_kind(rows: _Rows, chosen: _Filter) -> list[Facet]:
    counts = Counter([row.entry.kind for row in chosen.in_town(rows)])
    return [Facet(kind, counts[kind]) for kind in KINDS if counts[kind]]


def _by_town(rows: _Rows, chosen: _Filter) -> list[Facet]:
    counts: Counter[str] = Counter()
    for towns, count in Counter([row.entry.towns for row in chosen.of_kind(rows)]).items():
        counts.update({town: count for town in towns.split("\n") if town})
    return [Facet(town, count) for town, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]


def marker(typed: str) -> Callable[[str], Pieces]:
    """Cuts a shown text in pieces, each with whether it is a part of what was typed."""
    return words.marker(words.asked(typed))
