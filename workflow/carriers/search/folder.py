"""Whoosh: an index in a folder beside the data. Readers trust it for places only.

Whether an entry still stands is always asked of the database, and what was published since the index was written is
found there: so nothing is stale however late the tick comes. A folder that cannot be read is marked for the tick to
make anew; until then the database answers alone.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from workflow.carriers.search import words
from workflow.carriers.search.database import Database
from workflow.carriers.search.postings import Part, Postings
from workflow.carriers.search.seeking import HOLDS, Answer, Entry, Reader, Sought, named

#: With more leaves than these since the index was written, the database alone is quicker than both together.
MOST_BEHIND = 500
_NEWEST = "SELECT max(position) FROM log_leaf"
log = logging.getLogger(__name__)


class Paths(NamedTuple):
    """Where things lie in a search folder."""

    folder: Path

    @property
    def files(self) -> Path:
        """Whoosh's own files, cut by this version of the word cutter."""
        return self.folder / f"cut-{words.CUT}"

    @property
    def mark(self) -> Path:
        """Says up to which leaf of the public log the index reaches. Written after the index, so it never says more."""
        return self.folder / "mark"

    @property
    def damaged(self) -> Path:
        """Left by a reader who could not read."""
        return self.folder / "damaged"


class _Reading(NamedTuple):
    version: int
    mark: int
    postings: Postings


class Whoosh:
    """The engine of the folder, with the database beside it."""

    def __init__(self, folder: Path) -> None:
        self.paths, self.database = Paths(folder), Database()
        self._lock = threading.Lock()
        self._reading: _Reading | None = None

    def find(self, reader: Reader, sought: Sought) -> Answer:
        """What is found. The newest leaf is asked for last, so that nothing that comes meanwhile is missed."""
        mark, tiers = self._places(sought)
        if mark is None:
            return self.database.find(reader, sought)._replace(renewing=True)
        known = _answer(reader, sought, tiers)
        newest = reader.ask(_NEWEST, {})[0][0] or 0
        if newest == mark:
            return known
        if newest - mark > MOST_BEHIND:
            return self.database.find(reader, sought)
        return _joined(known, self.database.find(reader, sought, since=mark), sought.caps[HOLDS])

    def _places(self, sought: Sought) -> tuple[int | None, list[Iterator[int]]]:
        """How far the index reaches and the places in it, tier by tier; no mark where it cannot be read."""
        try:
            with self._lock:
                reading = self._open()
                low, high, postings = sought.low, sought.high, reading.postings
                return reading.mark, [postings.within(parts, low, high) for parts in _tiers(sought)]
        except FileNotFoundError:
            return None, []
        except Exception as error:  # Whoosh meets a damaged file with whatever its bytes lead to
            self._report(error)
            return None, []

    def _open(self) -> _Reading:
        """The index as it is now, opened anew once the tick has written; FileNotFoundError while it is to come."""
        if self.paths.damaged.exists():
            raise FileNotFoundError(self.paths.damaged)
        version = self.paths.mark.stat().st_mtime_ns
        if self._reading is None or self._reading.version != version:
            from whoosh.index import open_dir  # 8 MB that only houses with this engine need

            mark = int(self.paths.mark.read_text())
            searcher = open_dir(str(self.paths.files)).searcher()
            self._reading = _Reading(version, mark, Postings(searcher.reader(), places_of(searcher)))
        return self._reading

    def _report(self, error: Exception) -> None:
        self._reading = None
        if not self.paths.damaged.exists():
            log.warning("the search index cannot be read (%s); the tick makes it anew", type(error).__name__)
            with suppress(OSError):  # a portal with no right to write here leaves it to the tick to find out
                self.paths.damaged.touch()


def places_of(searcher: Any) -> list[int]:
    """The place of every document, deleted ones too, by its number in the index."""
    documents = searcher.doc_count_all()
    if not documents:
        return []
    column = searcher.reader().column_reader("place")
    return [int(column[number]) for number in range(documents)]


def _tiers(sought: Sought) -> list[list[Part]]:
    """What an entry must hold to stand in each of the three tiers."""
    question = sought.question
    within: list[Part] = [("is", words.town_word(sought.town))] if sought.town else []
    phrases: list[Part] = [("is", *phrase) for phrase in question.phrases]
    starts: list[Part] = [("starts", start) for start in question.starts]
    tiers: list[list[Part]] = [[("is", f"={question.name}=")], [("starts", f"={question.name}")], [*phrases, *starts]]
    return [[*tier, *within] for tier in tiers]


def _answer(reader: Reader, sought: Sought, tiers: list[Iterator[int]]) -> Answer:
    """Whatever holds the words; then what is named so, of which only what does not stand among it is asked for."""
    *names, holding = tiers
    known: dict[int, Entry] = {}
    holds = _standing(reader, sought, holding, sought.caps[HOLDS] + 1, known)
    called = [_standing(reader, sought, places, sought.caps[tier], known) for tier, places in enumerate(names)]
    return Answer([known[place] for place in holds], named(called))


def _standing(reader: Reader, sought: Sought, places: Iterator[int], most: int, known: dict[int, Entry]) -> list[int]:
    """The first of these places that stand, at most so many; what lies beyond is not even looked at."""
    found: list[int] = []
    while len(found) < most and (some := list(islice(places, most - len(found)))):
        asked = reader.entries([place for place in some if place not in known], sought)
        known.update((entry.place, entry) for entry in asked)
        found += [place for place in some if place in known]
    return found


def _joined(known: Answer, fresh: Answer, cap: int) -> Answer:
    """Both together, by place and up to the cap and one more."""
    entries = {entry.place: entry for entry in (*known.entries, *fresh.entries)}
    tiers = {**known.named, **fresh.named}
    return Answer([entries[place] for place in sorted(entries)][: cap + 1], tiers)
