"""Alembic runs this: one connection, batch mode for SQLite, every room's tables known."""

from __future__ import annotations

from typing import Literal

from alembic import context

from workflow.base.db import Base, Instant


def render(kind: str, thing: object, _context: object) -> str | Literal[False]:
    """Write our types as the plain ones they are, so that an old migration needs no newer code."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(thing, Instant) else False


def include(name: str | None, kind: str, _parents: object) -> bool:
    """All but the databases' own full text, which no model describes."""
    return kind != "table" or not (name or "").startswith("search_words")


engine = context.config.attributes["engine"]

with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
        render_item=render,
        include_name=include,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
