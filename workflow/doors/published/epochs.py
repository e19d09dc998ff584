"""How often each kind was published in each village: the cheap answer to "is my page still true?".

Every thread keeps one confined connection. What it read stays good while the database says that nothing was
written since: SQLite counts the commits of others by itself; PostgreSQL is asked for the log's newest positions,
because every publication adds a leaf to the log and every signature a checkpoint.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from sqlalchemy import Engine

from workflow.doors.connection import engine

_SQLITE = "PRAGMA data_version"
_POSTGRESQL = "SELECT (SELECT max(position) FROM log_leaf), (SELECT max(id) FROM checkpoint)"
_ALL = "SELECT kind, village, value FROM epoch"


class Epochs:
    """One state of all that is published; the same object is handed out until something changes."""

    __slots__ = ("values",)

    def __init__(self, values: Mapping[tuple[str, str], int]) -> None:
        self.values = values

    def of(self, kinds: Iterable[str], village: str | None = None) -> tuple[int, ...]:
        """The count of each kind, anywhere or, with `village`, in that village and in none."""
        return tuple(self._of(kind, village) for kind in kinds)

    def _of(self, kind: str, village: str | None) -> int:
        if village is not None:
            return self.values.get((kind, ""), 0) + self.values.get((kind, village), 0)
        return sum(value for (each, _), value in self.values.items() if each == kind)


class _Kept(threading.local):
    """A thread's own connection, and what was read over it."""

    engine: Engine | None = None
    connection: Any = None
    ask = ""
    version: Any = None
    epochs = Epochs({})

    def open(self) -> None:
        self.close()
        taken = engine().raw_connection()
        self.engine, self.connection = engine(), taken.driver_connection
        taken.detach()  # kept for good, so it does not take a place in the pool
        self.ask = _SQLITE
        if engine().dialect.name != "sqlite":
            self.ask, self.connection.autocommit = _POSTGRESQL, True

    def close(self) -> None:
        with suppress(Exception):  # it is given up because it may be broken
            self.connection.close()
        self.connection = self.engine = self.version = None


_kept = _Kept()


def epochs() -> Epochs:
    """The state of what is published now; the very object of the last call where nothing was written since."""
    if _kept.engine is not engine():
        _kept.open()
    try:
        return _read()
    except BaseException:
        _kept.close()
        raise


def _read() -> Epochs:
    cursor = _kept.connection.cursor()
    try:
        cursor.execute(_kept.ask)
        version = cursor.fetchone()
        if version != _kept.version:
            cursor.execute(_ALL)
            _kept.epochs = Epochs({(kind, village): value for kind, village, value in cursor.fetchall()})
            _kept.version = version
    finally:
        cursor.close()
    return _kept.epochs
