"""Every test opens a database of its own: SQLAlchemy need not write the same few thousand statements anew each time."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine.default import DefaultDialect

from workflow.base import db

_DIALECTS: tuple[type[DefaultDialect], ...] = (SQLiteDialect_pysqlite, PGDialect_psycopg)
#: How many statements are remembered: more than the house has.
_SIZE = 5000
_first: dict[str, Engine] = {}


def remember_statements(patch: pytest.MonkeyPatch) -> None:
    """From now on a statement is written once a process for all databases of one engine."""
    for dialect in _DIALECTS:  # one version of each runs here: what was written for one of its databases suits all
        patch.setattr(dialect, "__eq__", _same)
        patch.setattr(dialect, "__hash__", _alike)
    patch.setattr(db, "create_engine", _remembering)


def _same(self: object, other: object) -> bool:
    return type(self) is type(other)


def _alike(self: object) -> int:
    return hash(type(self))


def _remembering(*url: Any, **options: Any) -> Engine:
    engine = create_engine(*url, **options | {"query_cache_size": _SIZE})
    first = _first.setdefault(engine.dialect.name, engine)
    engine._compiled_cache = first._compiled_cache
    engine.dialect._type_memos = first.dialect._type_memos
    return engine
