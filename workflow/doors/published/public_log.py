"""The public log as anyone may read it: statements by fixed pages, proofs, checkpoints day by day, C2SP tiles.

Confined connection only. A leaf counts here once a signed checkpoint covers it: what is not signed proves nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, select

from workflow.base import clock, vault
from workflow.doors.connection import portal
from workflow.doors.published import checkpoint as notes
from workflow.doors.published import ledger
from workflow.doors.published.models import Checkpoint, LogLeaf

PAGE = 25
"""How many statements a page of the log holds: fixed, so that a page once full never changes."""

_LARGEST = 2**53
#: Built once: to put one together costs more than to run it.
_NEWEST = select(Checkpoint.size, Checkpoint.at, Checkpoint.note).order_by(Checkpoint.id.desc()).limit(1)
_LEAVES = (
    select(LogLeaf.position, LogLeaf.statement)
    .where(LogLeaf.position >= bindparam("low"), LogLeaf.position < bindparam("high"))
    .order_by(LogLeaf.position)
)


@dataclass(frozen=True, slots=True)
class Leaf:
    """One statement of the log: its place, its exact text, and the text as values."""

    position: int
    statement: str
    told: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Signed:
    """One checkpoint: how many leaves it covers, when it was signed, the signed note."""

    size: int
    at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class Inclusion:
    """A leaf with the hashes that lead from it to the root of a checkpoint."""

    leaf: Leaf
    path: list[bytes]
    checkpoint: Signed


def newest() -> Signed | None:
    """The newest checkpoint."""
    with portal() as connection:
        return _newest(connection)


def _newest(connection: Connection) -> Signed | None:
    row = connection.execute(_NEWEST).first()
    return Signed(*row) if row else None


def checkpoint() -> str | None:
    """The newest signed checkpoint, as a C2SP note."""
    found = newest()
    return found.note if found else None


def checkpoint_of(size: int) -> str | None:
    """The first signed checkpoint of exactly so many leaves."""
    query = select(Checkpoint.note).where(Checkpoint.size == size).order_by(Checkpoint.id).limit(1)
    with portal() as connection:
        return connection.scalar(query) if size < _LARGEST else None


def verifier_key() -> str:
    """The log's public key as verifiers exchange it: ``name+key id+base64``."""
    note = checkpoint()
    name = note.partition("\n")[0] if note else "sunshine-credit"
    return notes.verifier_key(vault.current().log_key, name)


def leaf(position: int) -> Leaf | None:
    """One statement; None where there is none, or none that a checkpoint covers yet."""
    found = list(_between(position, position + 1))
    return found[0] if found else None


def awaits(position: int) -> bool:
    """Whether a statement is there that the next checkpoint will be the first to cover."""
    query = select(LogLeaf.position).where(LogLeaf.position == position)
    with portal() as connection:
        signed, there = _newest(connection), connection.scalar(query) is not None
    return there and (signed is None or position >= signed.size)


def page(number: int) -> list[Leaf]:
    """The statements of one fixed page, oldest first; empty where there is no such page."""
    return list(_between(number * PAGE, (number + 1) * PAGE))


def pages() -> int:
    """How many pages there are; the last may be part full."""
    found = newest()
    return -(-found.size // PAGE) if found else 0


def leaves(most: int = 30) -> list[dict[str, Any]]:
    """The newest statements as values, newest first, each with its position as `leaf`."""
    found = newest()
    size = found.size if found else 0
    return [{"leaf": each.position, **each.told} for each in _between(max(0, size - most), size)][::-1]


def _between(low: int, high: int) -> Iterator[Leaf]:
    with portal() as connection:
        yield from _covered(connection, _newest(connection), low, high)


def _covered(connection: Connection, signed: Signed | None, low: int, high: int) -> Iterator[Leaf]:
    """Those of these leaves that a checkpoint covers."""
    last = min(high, signed.size if signed else 0)
    if 0 <= low < last:
        for position, statement in connection.execute(_LEAVES, {"low": low, "high": last}):
            yield Leaf(position, statement, json.loads(statement))


def inclusion(position: int) -> Inclusion | None:
    """A leaf with its proof in the newest checkpoint; None where none covers it."""
    with portal() as connection:
        signed = _newest(connection)
        found = next(_covered(connection, signed, position, position + 1), None)
        if found is None or signed is None:
            return None
        return Inclusion(found, _hashes(connection, ledger.inclusion_spans(position, signed.size)), signed)


def consistency(old: int, size: int) -> list[bytes] | None:
    """The hashes that show the log of `size` leaves to begin with that of `old`; None beyond the newest checkpoint."""
    with portal() as connection:
        signed = _newest(connection)
        if signed is None or not 0 < old <= size <= signed.size:
            return None
        return _hashes(connection, ledger.consistency_spans(old, size))


def root(size: int) -> bytes:
    """The root over the first `size` leaves."""
    with portal() as connection:
        return _hashes(connection, [(0, size)])[0] if size else ledger.EMPTY_ROOT


def _hashes(connection: Connection, spans: list[ledger.Span]) -> list[bytes]:
    """The hashes over these runs of leaves, their nodes fetched at once."""
    nodes = _Fetched(connection, ledger.places(spans))
    return [ledger.span_hash(nodes, span) for span in spans]


#: Built by hand: a statement of SQLAlchemy's would be of another shape for every proof, and compiled anew each time.
_NODES = (
    "SELECT n.level, n.position, n.hash FROM (VALUES {places}) AS wanted "
    "JOIN log_node n ON n.level = wanted.column1 AND n.position = wanted.column2"
)


class _Fetched:
    """Nodes that were asked for in one query."""

    def __init__(self, connection: Connection, places: set[ledger.Place]) -> None:
        words = _NODES.format(places=", ".join(f"({level:d}, {index:d})" for level, index in places))  # numbers of ours
        rows = connection.exec_driver_sql(words) if places else ()
        self.found = {(level, index): bytes(value) for level, index, value in rows}

    def get(self, level: int, index: int) -> bytes:
        """One node; KeyError where the log has a hole."""
        return self.found[level, index]

    def put(self, level: int, index: int, value: bytes) -> None:
        raise PermissionError("the public side writes no log")


def first_day() -> date | None:
    """The Shanghai day of the first checkpoint."""
    with portal() as connection:
        at = connection.scalar(select(Checkpoint.at).order_by(Checkpoint.id).limit(1))
    return clock.local_date(at) if at else None


def daily(first: date, last: date) -> dict[date, Signed | None]:
    """The last checkpoint of each Shanghai day from `first` to `last`; None on a day that has none: a gap."""
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    with portal() as connection:
        return {day: _last_of(connection, day) for day in days}


def _last_of(connection: Connection, day: date) -> Signed | None:
    query = select(Checkpoint.size, Checkpoint.at, Checkpoint.note)
    query = query.where(Checkpoint.at >= clock.start_of(day), Checkpoint.at < clock.end_of(day))
    row = connection.execute(query.order_by(Checkpoint.at.desc(), Checkpoint.id.desc()).limit(1)).first()
    return Signed(*row) if row else None
