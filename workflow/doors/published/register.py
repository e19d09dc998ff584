"""The register of what was taken down and why (no name stands in it), read from the log and held against the records.

Every leaf that ends a record is an entry. Where the log and the records tell two stories, `Entry.agrees` and
`Page.missing` say so: a page must show it loudly.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from workflow.doors.connection import portal
from workflow.doors.published.models import ENDS, LogLeaf, Record

PAGE = 25
_T = Record.__table__
_MOST = 5000
"""So many records of one page's run are held against the log; `sunshine verify` looks at every one."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One record that was taken down: the leaf that says so, what it says, and whether the record says the same."""

    leaf: int
    told: dict[str, Any]
    agrees: bool


@dataclass(frozen=True, slots=True)
class Page:
    """Entries, newest first; `missing`: leaves of records that are marked as taken down though no entry says so;
    `earlier`: ask for what came before this leaf, None at the beginning."""

    entries: list[Entry]
    missing: list[int]
    earlier: int | None

    @property
    def agrees(self) -> bool:
        """Whether the log and the records tell one story on this page."""
        return not self.missing and all(entry.agrees for entry in self.entries)


def taken_down(before: int | None = None) -> Page:
    """The newest entries whose leaf lies before `before`."""
    with portal() as connection:
        rows = _ends(connection, before)
        earlier = rows[PAGE - 1].position if len(rows) > PAGE else None
        rows = rows[:PAGE]
        entries = _entries(connection, rows)
        return Page(entries, _missing(connection, {row.position for row in rows}, earlier or 0, before), earlier)


def _ends(connection: Connection, before: int | None) -> Sequence[Any]:
    query = select(LogLeaf.position, LogLeaf.statement).where(ENDS)
    query = query if before is None else query.where(LogLeaf.position < before)
    return connection.execute(query.order_by(LogLeaf.position.desc()).limit(PAGE + 1)).all()


def _entries(connection: Connection, rows: Sequence[Any]) -> list[Entry]:
    told = {row.position: json.loads(row.statement) for row in rows}
    query = select(_T.c.leaf, _T.c.kind, _T.c.key, _T.c.ended_how, _T.c.ended_why, _T.c.ended_leaf)
    found = connection.execute(query.where(_T.c.leaf.in_([each.get("leaf") for each in told.values()])))
    records = {row.leaf: row for row in found}
    return [Entry(leaf, each, _agrees(leaf, each, records.get(each.get("leaf")))) for leaf, each in told.items()]


def _agrees(leaf: int, told: dict[str, Any], record: Any) -> bool:
    said = [leaf, *(told.get(name) for name in ("act", "why", "kind", "key"))]
    return record is not None and said == [
        record.ended_leaf, record.ended_how, record.ended_why, record.kind, record.key,
    ]  # fmt: skip


def _missing(connection: Connection, shown: set[int], low: int, before: int | None) -> list[int]:
    """Leaves of records that are marked as ended within this page's run of the log, though the log does not say so."""
    columns = select(_T.c.leaf, _T.c.ended_leaf, LogLeaf.statement)
    query = columns.join(LogLeaf, LogLeaf.position == _T.c.ended_leaf, isouter=True).where(_T.c.ended_leaf >= low)
    query = query if before is None else query.where(_T.c.ended_leaf < before)
    rows = list(connection.execute(query.order_by(_T.c.ended_leaf.desc()).limit(_MOST)))
    if before is None:
        without = columns.join(LogLeaf, LogLeaf.position == _T.c.ended_leaf, isouter=True)
        rows += connection.execute(without.where(_T.c.ended_leaf.is_(None), _T.c.ended_how.is_not(None)).limit(_MOST))
    return sorted(row.leaf for row in rows if row.ended_leaf not in shown and not _superseded(row))


def _superseded(row: Any) -> bool:
    """Whether the leaf that is said to have ended a record is that of its next version."""
    told = json.loads(row.statement) if row.statement else {}
    return bool(told.get("act") == "published" and told.get("supersedes") == row.leaf)
