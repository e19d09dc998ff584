"""The portal's own way into the database: it can do what the two doors need and nothing else.

PostgreSQL: the role `sunshine_portal` (log in as a member of it through PORTAL_DATABASE_URL; with one URL the
connection gives itself that role). SQLite: the connection's authorizer; it stops queries and mistakes, not code
that runs in the process and could open the file anew.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Engine, event, text

from workflow.base.db import make_engine

ROLE = "sunshine_portal"
READABLE: dict[str, frozenset[str] | None] = {
    "record": None, "log_leaf": None, "log_node": None, "checkpoint": None, "epoch": None,
    "slip": frozenset({"id", "receipt_key", "kind", "stream", "sequence", "received_at", "hash"}),
    "door_nonce": None, "quota": None, "reply": None, "list_lock": None, "sealed_list": None,
    "search_entry": None, "heartbeat": frozenset({"name", "at"}), "enclosure": frozenset(),
}  # fmt: skip
#: The words of what can be found, which no model describes: a virtual table in SQLite, with the tables behind it.
SEARCHED = frozenset({"search_words", "search_words_config", "search_words_content", "search_words_idx"})
INSERTABLE = frozenset({"slip", "door_nonce", "quota", "enclosure"})
UPDATABLE = {"quota": frozenset({"count"})}

_engine: Engine | None = None


def make_role(url: str) -> None:
    """Make the portal's role where PostgreSQL has none yet: roles are not part of a database that is restored."""
    owner = make_engine(url)
    with owner.begin() as connection:
        if not connection.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": ROLE}):
            connection.execute(text(f"CREATE ROLE {ROLE} NOLOGIN"))
        connection.execute(text(f"GRANT {ROLE} TO CURRENT_USER"))
    owner.dispose()


def open_portal(url: str, *, busy_seconds: int = 15) -> Engine:
    """Make the portal's engine for `url`, confined to the doors."""
    global _engine
    _engine = make_engine(url, busy_seconds=busy_seconds)
    confine = _confine_sqlite if _engine.dialect.name == "sqlite" else _confine_postgresql
    event.listen(_engine, "connect", confine)
    return _engine


#: The connection over which this thread reads everything at one instant.
_held: ContextVar[Connection | None] = ContextVar("held", default=None)


@contextmanager
def portal(*, writing: bool = False) -> Iterator[Connection]:
    """One confined transaction; commits at the end, rolls back on an error."""
    held = None if writing else _held.get()
    if held is not None:
        yield held
        return
    with _for(engine(), writing).begin() as connection:
        yield connection


@lru_cache(maxsize=4)
def _for(opened: Engine, writing: bool) -> Engine:
    """The engine as transactions of one kind begin with it; made anew for each, it would cost as much as a read."""
    return opened.execution_options(writing=writing)


@contextmanager
def at_one_instant() -> Iterator[Connection]:
    """Whatever this thread reads of the published within sees the database as the first look found it."""
    with engine().connect() as connection:
        whole = {} if connection.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
        connection.execution_options(writing=False, **whole)
        with connection.begin():
            before = _held.set(connection)
            try:
                yield connection
            finally:
                _held.reset(before)


def engine() -> Engine:
    """The confined engine itself, for cheap reads that need no transaction of ours."""
    if _engine is None:
        raise RuntimeError("the portal's connection is not open")
    return _engine


def _confine_postgresql(connection: Any, _record: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {ROLE}")
    connection.commit()


def _confine_sqlite(connection: Any, _record: Any) -> None:
    connection.set_authorizer(authorize)


_FREE = frozenset(
    {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_TRANSACTION, sqlite3.SQLITE_RECURSIVE}
)
_PRAGMAS = frozenset({"data_version"})
#: What SQLite asks for itself when it opens a virtual table. It changes no row of its own catalogue for a statement
#: of ours: for that, `PRAGMA writable_schema` would have to be allowed.
_OPENING = frozenset({(sqlite3.SQLITE_READ, "ROWID")}) | {
    (sqlite3.SQLITE_UPDATE, column) for column in ("type", "name", "tbl_name", "rootpage", "sql")
}


def authorize(action: int, first: str | None, second: str | None, _database: str | None, inner: str | None) -> int:
    """SQLite asks for each thing a statement wants; whatever is not listed is denied."""
    allowed = (
        (action in _FREE
        and second != "load_extension")
        or (action == sqlite3.SQLITE_READ
        and _may_read(first or "", second or "", inner))
        or (action == sqlite3.SQLITE_INSERT
        and first in INSERTABLE)
        or (action == sqlite3.SQLITE_UPDATE
        and second in UPDATABLE.get(first or "", ()))
        or (action == sqlite3.SQLITE_PRAGMA
        and first in _PRAGMAS
        and second is None)
        or (first == "sqlite_master"
        and (action, second) in _OPENING)
    )
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY


def _may_read(table: str, column: str, inner: str | None) -> bool:
    if table in SEARCHED:
        return True
    if table not in READABLE:
        return False
    columns = READABLE[table]
    return columns is None or column in columns or column == "" or inner is not None
