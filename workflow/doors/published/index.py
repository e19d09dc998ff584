"""Keeping what can be found in step with what stands: an entry comes and goes with its record, in one transaction.

`tend` mends what is missing (after an upgrade, or when the words are cut anew) and carries on the index beside the
database, where there is one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Select, func, select

from workflow.base.db import session, transaction
from workflow.base.settings import Settings
from workflow.carriers import search
from workflow.carriers.search import database, filling, words
from workflow.carriers.search.models import SearchEntry
from workflow.carriers.search.seeking import KIND_SIZE
from workflow.carriers.search.words import Texts
from workflow.doors.published.directory import KINDS, listing
from workflow.doors.published.models import LogLeaf, Record

_AT_ONCE = 2000
_OF = SearchEntry.record_id


def put(records: Iterable[Record]) -> None:
    """Let the public ones of these records be found, in the running transaction."""
    database.put(session, [_entry(each) for each in records if each.audience == "public" and each.kind in KINDS])


def _entry(record: Record) -> tuple[dict[str, Any], Texts]:
    found = listing(record.kind, json.loads(record.payload))
    shown = {"name": found.name, "about": found.about, "more": found.more}
    entry = {
        "place": place(record.kind, record.id), "record_id": record.id, "kind": record.kind, "key": record.key,
        "village": record.village, "towns": "\n".join(found.texts.towns), "valid_from": record.valid_from,
        "valid_until": record.valid_until, "ends_at": record.ends_at, "leaf": record.leaf,
        "shown": json.dumps(shown, ensure_ascii=False, separators=(",", ":")),
    }  # fmt: skip
    return entry, found.texts


def drop(record: Record) -> None:
    """Let it be found no more."""
    if record.kind in KINDS:
        database.drop(session, place(record.kind, record.id))


def place(kind: str, record_id: int) -> int:
    """Where a record stands among all that can be found: by kind, then in the order of publication."""
    return KINDS[kind][0] * KIND_SIZE + record_id


def tend(settings: Settings) -> str:
    """Mend what is missing, then carry on the index beside the database; returns a few words. Own transactions."""
    mended = sum(iter(_mend, 0))
    if mended >= _AT_ONCE:
        _tidy()
    note = f"{mended} entries mended"
    return f"{note}, {_fill(settings)}" if settings.search == search.WHOOSH else note


def _tidy() -> None:
    with transaction():
        database.tidy(session)


def rebuild(settings: Settings) -> str:
    """Forget every entry and make it anew from the records. Readers find everything until each piece is replaced."""
    with transaction():
        session.execute(SearchEntry.__table__.update().values(cut=0))  # type: ignore[attr-defined]
    filling.discard(settings.search_folder)
    return tend(settings)


def _mend() -> int:
    """Put right some of the entries that are missing, old or left over; returns how many."""
    with transaction():
        if session.execute(_standing(*_sum(Record.id))).one() == session.execute(_current(*_sum(_OF))).one():
            return 0
        over = list(session.scalars(_left_over().limit(_AT_ONCE)))
        for number in over:
            database.drop(session, number)
        missing = list(session.scalars(_missing().limit(_AT_ONCE)))
        for record in missing:
            drop(record)
        put(missing)
        return len(over) + len(missing)


def _sum(numbers: Any) -> tuple[Any, Any]:
    """What two sets of records are told apart by without listing either."""
    return func.count(), func.sum(numbers)


def _standing(*wanted: Any) -> Select[Any]:
    """Of the records that can be found."""
    query = select(*wanted).where(Record.kind.in_(KINDS), Record.ended_at.is_(None))
    return query.select_from(Record).where(Record.audience == "public")


def _current(*wanted: Any) -> Select[Any]:
    return select(*wanted).select_from(SearchEntry).where(SearchEntry.cut == words.CUT)


def _missing() -> Select[Any]:
    return _standing(Record).where(Record.id.not_in(_current(_OF))).order_by(Record.id)


def _left_over() -> Select[Any]:
    return select(SearchEntry.place).where(_OF.not_in(_standing(Record.id)))


def _fill(settings: Settings) -> str:
    with transaction():
        mark = session.scalar(select(func.max(LogLeaf.position))) or 0
        places = set(session.scalars(select(SearchEntry.place)))
    return filling.fill(settings.search_folder, places, mark, _load)


def _load(places: list[int]) -> Iterator[tuple[int, str]]:
    """The words of entries; one that ended meanwhile is left out."""
    for at in range(0, len(places), _AT_ONCE):
        with transaction():
            rows = list(_records(places[at : at + _AT_ONCE]))
        for number, kind, payload in rows:
            yield number, " ".join(words.cut(listing(kind, json.loads(payload)).texts))


def _records(places: list[int]) -> Iterable[Any]:
    query = select(SearchEntry.place, Record.kind, Record.payload).join(Record, Record.id == _OF)
    return session.execute(query.where(SearchEntry.place.in_(places)).order_by(SearchEntry.place))
