"""How often each kind was published in each village: the cheap answer to "is my page still true?".

Every thread keeps one confined connection. What was read stays good while the log has not grown, because every
publication adds a leaf to it and every signature a checkpoint. SQLite counts the commits of others by itself, so
that there the log is asked only when somebody wrote anything at all – and by all threads together once a moment.
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from contextvars import ContextVar
from typing import Any, NamedTuple

from sqlalchemy import Engine

from workflow.base.lately import Lately
from workflow.doors import connection
from workflow.doors.connection import engine

_COMMITS = "PRAGMA data_version"
_LOG = "SELECT (SELECT max(position) FROM log_leaf), (SELECT max(id) FROM checkpoint)"
_NAME = re.compile(r":(\w+)")
_ALL = "SELECT kind, village, value FROM epoch"


class Epochs:
    """One state of all that is published; the same object is handed out until something changes."""

    __slots__ = ("anywhere", "values")

    def __init__(self, values: Mapping[tuple[str, str], int]) -> None:
        self.values, self.anywhere = values, Counter[str]()
        for (kind, _village), value in values.items():
            self.anywhere[kind] += value

    def of(self, kinds: Iterable[str], village: str | None = None) -> tuple[int, ...]:
        """The count of each kind, anywhere or, with `village`, in that village and in none."""
        return tuple(self._of(kind, village) for kind in kinds)

    def _of(self, kind: str, village: str | None) -> int:
        if village is not None:
            return self.values.get((kind, ""), 0) + self.values.get((kind, village), 0)
        return self.anywhere[kind]


class State(NamedTuple):
    """The epochs, and what differs once anything is published: the newest leaf and checkpoint."""

    epochs: Epochs
    version: Any


_lately = Lately[State]()


class _Kept(threading.local):
    """A thread's own connection, and what was read over it."""

    engine: Engine | None = None
    connection: Any = None
    counts_commits = False
    commits: Any = None
    state: State | None = None

    def open(self) -> None:
        self.close()
        taken = engine().raw_connection()
        self.engine, self.connection = engine(), taken.driver_connection
        taken.detach()  # kept for good, so it does not take a place in the pool
        self.counts_commits = engine().dialect.name == "sqlite"
        if not self.counts_commits:
            self.connection.autocommit = True

    def close(self) -> None:
        with suppress(Exception):  # it is given up because it may be broken
            self.connection.close()
        self.connection = self.engine = self.commits = self.state = None


_kept = _Kept()


def ask(words: str, given: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Read over the thread's own connection: `words` are SQL in which each of the `given` values stands as `:name`.

    PostgreSQL plans anew for these values: how often a word occurs decides which index to take, and one plan for all
    words would read every notice there is for a common one.
    """
    door = _open()
    try:
        if _kept.counts_commits:
            return list(door.execute(words, given).fetchall())
        return list(door.execute(_NAME.sub(r"%(\1)s", words), given, prepare=False).fetchall())
    except BaseException:
        _kept.close()
        raise


def _open() -> Any:
    if _kept.engine is not engine():
        _kept.open()
    return _kept.connection


#: The state of the instant at which this thread reads everything.
_held: ContextVar[State | None] = ContextVar("held", default=None)


@contextmanager
def at_one_instant() -> Iterator[Epochs | None]:
    """Whatever is read of the published within is of one state, which is given; a page is never made of two.

    None, and nothing is held together, where the database cannot be reached: whoever reads then says so.
    """
    with ExitStack() as stack:
        try:
            found = stack.enter_context(_holding())
        except Exception:
            found = None
        yield found


@contextmanager
def _holding() -> Iterator[Epochs]:
    with connection.at_one_instant() as door:
        newest = tuple(door.exec_driver_sql(_LOG).one())  # the first look
        state = _state()
        if newest != state.version:
            state = State(Epochs(_by_place(door.exec_driver_sql(_ALL))), newest)
        before = _held.set(state)
        try:
            yield state.epochs
        finally:
            _held.reset(before)


def version() -> Any:
    """What differs once anything is published, in every thread and process alike: the newest leaf and checkpoint."""
    return _state().version


def epochs() -> Epochs:
    """The state of what is published now; the very object of the last call where nothing was written since."""
    return _state().epochs


def forget() -> None:
    """Ask the database the next time, however lately it was asked: for whoever has just published."""
    _lately.forget()


def _state() -> State:
    return _held.get() or _lately.get(engine(), _read)


def _read() -> State:
    _open()
    try:
        return _read_over()
    except BaseException:
        _kept.close()
        raise


def _read_over() -> State:
    """What this thread read before, where nothing was written since."""
    commits = _asked(_COMMITS) if _kept.counts_commits else None
    if _kept.state is None or commits is None or commits != _kept.commits:
        version = _asked(_LOG)
        if _kept.state is None or version != _kept.state.version:
            _kept.state = State(Epochs(_counts()), version)
        _kept.commits = commits
    return _kept.state


def _asked(question: str) -> Any:
    with closing(_kept.connection.cursor()) as cursor:
        cursor.execute(question)
        return cursor.fetchone()


def _counts() -> dict[tuple[str, str], int]:
    with closing(_kept.connection.cursor()) as cursor:
        cursor.execute(_ALL)
        return _by_place(cursor.fetchall())


def _by_place(rows: Iterable[Any]) -> dict[tuple[str, str], int]:
    return {(kind, village): value for kind, village, value in rows}
