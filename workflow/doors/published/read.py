"""What the portal may read: records that were published, the public log, nothing else. Confined connection only."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Select, Text, cast, func, select
from sqlalchemy.dialects.postgresql import JSONB

from workflow.base import clock
from workflow.carriers.han import turning as turning
from workflow.carriers.sheets import write_csv as write_csv
from workflow.doors.connection import engine, portal
from workflow.doors.published import disclosure as disclosure
from workflow.doors.published import papers as papers
from workflow.doors.published import preview
from workflow.doors.published import public_log as public_log
from workflow.doors.published import reasons as reasons
from workflow.doors.published import register as register
from workflow.doors.published import tiles as tiles
from workflow.doors.published import unseen as unseen
from workflow.doors.published.ends import next_end as next_end
from workflow.doors.published.epochs import Epochs as Epochs
from workflow.doors.published.epochs import at_one_instant as at_one_instant
from workflow.doors.published.epochs import epochs as epochs
from workflow.doors.published.epochs import version as version
from workflow.doors.published.finding import LONGEST as LONGEST
from workflow.doors.published.finding import Pieces as Pieces
from workflow.doors.published.finding import find as find
from workflow.doors.published.finding import marker as marker
from workflow.doors.published.found import Facet as Facet
from workflow.doors.published.found import Found as Found
from workflow.doors.published.found import Hit as Hit
from workflow.doors.published.lists import BEHIND_A_CODE
from workflow.doors.published.models import Epoch, Record
from workflow.doors.published.public_log import leaves as leaves
from workflow.policy import cost as cost  # what pages reckon with the published rates

_T = Record.__table__


@dataclass(frozen=True, slots=True)
class Public:
    """One record as the public may see it."""

    id: int
    kind: str
    key: str
    village: str | None
    payload: dict[str, Any]
    valid_from: date
    valid_until: date | None
    published_at: datetime
    generated: bool
    leaf: int
    ended_at: datetime | None
    ended_how: str | None
    ended_why: str | None
    ended_leaf: int | None
    ends_at: datetime | None = None


_Wanted = tuple[str, str | None, str | None, date, bool]
_MOST_REMEMBERED = 500
#: What was asked → (the database and the kind's epoch, what was found); one a process.
_memory: dict[Hashable, tuple[tuple[Engine, tuple[int, ...]], list[Public]]] = {}


def today() -> date:
    """The business day in Shanghai."""
    return clock.today()


def in_force(kind: str, *, on: date | None = None, village: str | None = None) -> list[Public]:
    """The public records of a kind in force on a day (today), by key; of one village only if given."""
    return _standing((kind, None, village, on or today(), False))


def one(kind: str, key: str, *, on: date | None = None) -> Public | None:
    """The record of this kind and key in force on a day (today)."""
    found = _standing((kind, key, None, on or today(), False))
    return found[0] if found else None


def latest(kind: str, key: str) -> Public | None:
    """The newest record of this kind and key, ended or not: what a page says when something is gone."""
    for record in preview.laid(kind, key):
        return _public(record)
    query = select(_T).where(_T.c.kind == kind, _T.c.key == key, _T.c.audience == "public")
    found = _fetch(query.order_by(_T.c.id.desc()).limit(1))
    return found[0] if found else None


def behind_code(key: str) -> Public | None:
    """The newest face of a list that opens with a code: what anyone may know of it, never an entry."""
    query = select(_T).where(_T.c.kind == "notice", _T.c.key == key, _T.c.audience.in_(BEHIND_A_CODE))
    found = _fetch(query.order_by(_T.c.id.desc()).limit(1))
    return found[0] if found else None


def history(kind: str, key: str) -> list[Public]:
    """Every version of a record, newest first, with how each ended."""
    query = select(_T).where(_T.c.kind == kind, _T.c.key == key, _T.c.audience == "public")
    return _fetch(query.order_by(_T.c.id.desc()).limit(100))


def past(kind: str, *, most: int = 200) -> list[Public]:
    """The newest versions of every record of a kind, ended ones included, newest first: the record of its changes."""
    query = select(_T).where(_T.c.kind == kind, _T.c.audience == "public")
    return _fetch(query.order_by(_T.c.id.desc()).limit(most))


def heads(kind: str, *, village: str | None = None) -> list[Public]:
    """As `in_force`, without the entries of its lists: for pages that name many lists and show none."""
    return _standing((kind, None, village, today(), True))


def ended(kind: str, village: str, *, most: int = 10) -> list[Public]:
    """What of a kind stood in a village and is over, newest first and without entries: the last version of each."""
    newest = select(func.max(_T.c.id)).where(_T.c.kind == kind, _T.c.village == village, _T.c.audience == "public")
    over = _T.c.ended_at.is_not(None) | (_T.c.valid_until < today()) | (_T.c.ends_at <= clock.now())
    query = _light().where(_T.c.id.in_(newest.group_by(_T.c.key)), over)
    return _fetch(query.order_by(_T.c.id.desc()).limit(most))


def versions(kind: str, key: str) -> list[Public]:
    """Every version of a record without its entries, oldest first: what changed since it was first published."""
    query = _light().where(_T.c.kind == kind, _T.c.key == key, _T.c.audience == "public")
    return _remembered(("versions", kind, key), kind, None, lambda: _fetch(query.order_by(_T.c.id).limit(100)))


def in_place_of(record: Public) -> list[Public]:
    """What was published later in its village and says that it `replaces` it: the newest version of each, no entry."""
    asked = ("in place of", record.id)  # by every page of a long list
    return _remembered(asked, record.kind, record.village, lambda: _replacing(record))


def _replacing(record: Public) -> list[Public]:
    later = _light().where(_T.c.kind == record.kind, _T.c.village == record.village, _T.c.audience == "public")
    named = later.where(_T.c.id > record.id, _T.c.payload.contains(record.key))
    ends = (_T.c.ended_at >= record.published_at, _T.c.ended_at.is_(None))  # apart: each goes along the index of ends
    newest = {each.key: each for end in ends for each in sorted(_fetch(named.where(end)), key=lambda found: found.id)}
    return [each for each in newest.values() if record.key in each.payload.get("replaces", ())]


def changed_at(kind: str, village: str | None = None) -> datetime | None:
    """When a public record of this kind (of this village) was last published or taken down; None: never."""
    shown = (_T.c.kind == kind, _T.c.audience == "public", *([] if village is None else [_T.c.village == village]))
    newest = (select(func.max(column)).where(*shown) for column in (_T.c.published_at, _T.c.ended_at))
    with portal() as connection:
        return max((at for at in map(connection.scalar, newest) if at), default=None)


def _light() -> Select[Any]:
    """Every column, the payload without its entries."""
    sqlite, binary = func.json_remove(_T.c.payload, "$.rows"), cast(_T.c.payload, JSONB)
    payload = sqlite if engine().dialect.name == "sqlite" else cast(binary.op("-")("rows"), Text)
    return select(*(column for column in _T.c if column.name != "payload"), payload.label("payload"))


def _open(kind: str, key: str | None, village: str | None, on: date, light: bool) -> Select[Any]:
    query = _light() if light else select(_T)
    query = query.where(_T.c.kind == kind, _T.c.ended_at.is_(None), _T.c.audience == "public")
    query = query.where(_T.c.valid_from <= on, _T.c.valid_until.is_(None) | (_T.c.valid_until >= on))
    query = query if key is None else query.where(_T.c.key == key)
    query = query if village is None else query.where(_T.c.village == village)
    return query.order_by(_T.c.key, _T.c.valid_from, _T.c.id)


def _standing(wanted: _Wanted) -> list[Public]:
    """One record a key: on the day it was announced for, the next version stands before anyone ends the last."""
    asked = _remembered(wanted, wanted[0], wanted[2], lambda: _fetch(_open(*wanted)))
    found = {record.key: record for record in _not_over(asked, wanted[3])}
    laid = preview.laid(*wanted[:3])
    if laid:
        found |= {record.key: _public(record) for record in laid}
        found = {key: found[key] for key in sorted(found) if found[key].ended_at is None}
    return list(found.values())


def _not_over(records: list[Public], day: date) -> Iterable[Public]:
    """Without what ended at an hour of this very day, whether or not anyone has taken it down."""
    if not any(record.ends_at for record in records):
        return records
    now = clock.now()
    return [record for record in records if record.ends_at is None or now < record.ends_at or day < local_date(now)]


def previewing() -> bool:
    """Whether this rendering shows what nobody has published yet; nothing of it may be kept."""
    return bool(preview.laid())


def _remembered(asked: Hashable, kind: str, village: str | None, find: Callable[[], list[Public]]) -> list[Public]:
    """What `find` finds, asked once until something of its kind is published; records never change."""
    state = engine(), epochs().of((kind,), village)
    known = _memory.get(asked)
    if known is None or known[0] != state:
        if len(_memory) >= _MOST_REMEMBERED:
            _memory.clear()
        known = _memory[asked] = (state, find())
    return known[1]


def _fetch(query: Select[Any]) -> list[Public]:
    with portal() as connection:
        return [_public(row) for row in connection.execute(query)]


def _public(row: Any) -> Public:
    return Public(
        row.id, row.kind, row.key, row.village, json.loads(row.payload), row.valid_from, row.valid_until,
        row.published_at, row.generated, row.leaf, row.ended_at, row.ended_how, row.ended_why, row.ended_leaf,
        row.ends_at,
    )  # fmt: skip


SHANGHAI = clock.SHANGHAI


def first_day(said: Mapping[str, Any]) -> str | None:
    """Since when a published value holds, as every face tells it.

    None for a default of ours: it holds where documents are silent, and the day a pack notes for it is in none.
    """
    return None if said.get("default") else said.get("from")


def local_date(instant: datetime) -> date:
    """The Shanghai day an instant falls on."""
    return clock.local_date(instant)


def now() -> datetime:
    """The present instant, UTC."""
    return clock.now()


#: Every kind of record there is.
KINDS = (
    "institution", "village", "progress", "office", "product", "rate", "fee", "commitment", "rules", "performance",
    "officer", "notice", "panel", "conduct", "supervision", "duty", "board", "disclosure", "photo", "publicity",
    "complaints", "draw", "log",
)  # fmt: skip


def records(hits: Iterable[Hit]) -> list[Public]:
    """The records behind what was found, in the same order."""
    leaves = [hit.leaf for hit in hits]
    found = {record.leaf: record for record in _fetch(select(_T).where(_T.c.leaf.in_(leaves)))}
    return [found[leaf] for leaf in leaves if leaf in found]


def paper(folder: Path, kind: str, key: str, language: str) -> papers.Paper | None:
    """The ready PDF of what is in force now, in a language or else in Chinese; None where none is made of just that."""
    for each in dict.fromkeys((language, papers.DEFAULT_LANGUAGE)):
        found = papers.find(papers.Place(folder, each, kind, key))
        if found and all(_leaves(of) == list(of.leaves) for of in found.note.made_of):
            return found
    return None


def _leaves(of: papers.MadeOf) -> list[int]:
    if of.key is None:
        return [record.leaf for record in in_force(of.kind)]
    record = one(of.kind, of.key)
    return [record.leaf] if record else []


def paper_stands(kind: str, key: str) -> bool | None:
    """Whether there should be such a paper: what its key names is in force (True), or was once (False), or never."""
    named = papers.PAPERS.get(kind)
    if named is None:
        return True if kind in papers.PAPERS and key == "self" else None
    if one(named, key):
        return True
    return False if latest(named, key) else None


def ready() -> bool:
    """Whether the published tables can be read at all (for /readyz)."""
    with engine().connect() as connection:
        connection.execute(select(Epoch.kind).limit(1))
    return True
