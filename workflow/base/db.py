"""The database: one declarative base, honest types, two engines of writers, one session per request.

SQLite (WAL, ``synchronous=FULL``) is the embedded default and takes ``BEGIN IMMEDIATE`` for writers, because a
deferred transaction loses updates silently; PostgreSQL runs the same code. Writers of one process queue in a
lock instead of sleeping in SQLite's busy handler.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Engine, MetaData, Table, create_engine, event, text
from sqlalchemy.engine import Connection, Dialect, make_url
from sqlalchemy.orm import DeclarativeBase, Session, scoped_session, sessionmaker
from sqlalchemy.types import TypeDecorator

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Instant(TypeDecorator[datetime]):
    """A UTC instant; a naive datetime is refused, so that no local time slips in."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Every table of the house."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: Instant}


class HouseSession(Session):
    """Reads on GET, writes otherwise: `info["writing"]` chooses how the transaction begins."""

    def get_bind(self, *args: Any, **kwargs: Any) -> Engine | Connection:
        return _engines[bool(self.info.get("writing", True))]


session = scoped_session(sessionmaker(class_=HouseSession, expire_on_commit=False))

_engines: dict[bool, Engine] = {}
_turn = threading.Lock()
_TURN_SECONDS = 15


#: How many statements an engine keeps written out, a tenth of a MiB each; those not asked for longest go when there are
#: half as many again.
STATEMENTS = 80


def open_database(url: str, *, busy_seconds: int = 15, statements: int = STATEMENTS) -> Engine:
    """Make the engine for `url` and bind the house's sessions to it; `statements` as for `make_engine`."""
    engine = make_engine(url, busy_seconds=busy_seconds, statements=statements)
    session.remove()
    _engines[True] = engine.execution_options(writing=True)
    _engines[False] = engine.execution_options(writing=False)
    return engine


def make_engine(url: str, *, busy_seconds: int = 15, statements: int = STATEMENTS) -> Engine:
    """An engine with the house's habits for SQLite or PostgreSQL; no error of it may tell what was typed.

    `statements` is how many it keeps written out: more for a process that asks everything and soon ends.
    """
    habits = {"hide_parameters": True, "query_cache_size": statements}
    if make_url(url).get_backend_name() == "sqlite":
        waits = {"timeout": busy_seconds, "check_same_thread": False}
        engine = create_engine(url, connect_args=waits, **habits)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        event.listen(engine, "commit", _release)
        event.listen(engine, "rollback", _release)
        return engine
    limit = {"options": "-c statement_timeout=30000"}
    return create_engine(url, pool_pre_ping=True, connect_args=limit, **habits)


#: The log is written back by the tick (`write_back`), so that a filing waits for one sync and not now and then for
#: three; a house without a tick writes it back itself when it has grown to 16 MB.
_HABITS = (
    "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "recursive_triggers=ON", "wal_autocheckpoint=4000",
)  # fmt: skip


def write_back() -> None:
    """Carry SQLite's log into the database file as far as no reader needs it; nothing to do for PostgreSQL."""
    if is_sqlite():
        with _engines[False].connect() as connection:
            connection.connection.execute("PRAGMA wal_checkpoint(PASSIVE)")


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in _HABITS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    if not connection.get_execution_options().get("writing", True):
        connection.exec_driver_sql("BEGIN")
        return
    connection.info["turn"] = _turn.acquire(timeout=_TURN_SECONDS)  # late: SQLite's own busy handler decides
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    except BaseException:
        _release(connection)
        raise


def _release(connection: Connection) -> None:
    if connection.info.pop("turn", False):
        _turn.release()


def take_turns(connection: Connection, name: str) -> None:
    """Let writers of one thing (a chain) queue until the transaction ends; SQLite's single writer queues anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name})


def take_part(connection: Connection, name: str) -> None:
    """Let no `take_turns` of this name begin until the transaction ends; others may take part at the same time."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock_shared(hashtextextended(:name, 0))"), {"name": name})


def take_alone(connection: Connection, *tables: Table) -> None:
    """Keep all other writers from these tables until the transaction ends; SQLite's single writer is alone anyway."""
    if connection.dialect.name == "postgresql":
        named = ", ".join(map(connection.dialect.identifier_preparer.format_table, tables))
        connection.execute(text(f"LOCK TABLE {named} IN EXCLUSIVE MODE"))


def is_sqlite() -> bool:
    """Whether the bound database is SQLite."""
    return _engines[True].dialect.name == "sqlite"


@contextmanager
def reading() -> Iterator[scoped_session[HouseSession]]:
    """One look outside a request: nothing of it is kept, and no writer waits for it."""
    session.info["writing"] = False
    try:
        yield session
    finally:
        session.remove()


@contextmanager
def transaction() -> Iterator[scoped_session[HouseSession]]:
    """One unit of work outside a request: commit on success, roll back and clean up otherwise."""
    session.info["writing"] = True
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.remove()
