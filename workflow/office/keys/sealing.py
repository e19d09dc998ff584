"""Every sealed text of the database, opened with whichever key fits and sealed with the newest."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Table, bindparam, select, text, update

from workflow.base import vault
from workflow.base.db import Base, is_sqlite, session, take_alone, transaction
from workflow.base.vault import Place

#: So few that nobody waits long behind them, and photographs do not fill the memory.
_STEP = 100
_NAMED = re.compile(r"{(\w+)}")
_TRIGGERS = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :name")


def places() -> list[Place]:
    """Each column that holds sealed texts."""
    return sorted(vault.PLACES, key=lambda each: (each.table, each.column))


def bring_up(place: Place) -> int:
    """Seal a column's texts with the newest key, some rows a transaction; returns how many were sealed otherwise."""
    changed, last = 0, None
    while True:
        with transaction():
            take_alone(session.connection(), _table(place))  # at once what its triggers ask for: no writer in between
            rows = _next(place, last)
            changed += _seal(place, [row for row in rows if not vault.current().is_newest(*_sealed(place, row))])
        if not rows:
            return changed
        last = rows[-1][_key(place).name]


def _next(place: Place, last: object) -> Sequence[RowMapping]:
    """Some rows that hold a text, after a key; nobody else changes them meanwhile."""
    table, key = _table(place), _key(place)
    wanted = {key.name, place.column, *_NAMED.findall(place.named)}
    query = select(*(table.c[name] for name in sorted(wanted))).where(table.c[place.column].is_not(None))
    query = query if last is None else query.where(key > last)
    return session.execute(query.order_by(key).limit(_STEP)).mappings().all()


def _seal(place: Place, rows: Sequence[RowMapping]) -> int:
    if rows:
        key, house = _key(place), vault.current()
        change = update(_table(place)).where(key == bindparam("row")).values({place.column: bindparam("text")})
        texts = [(row[key.name], house.unseal_bytes(*_sealed(place, row)), place.of({**row})) for row in rows]
        with _unguarded(place.table):
            told = [{"row": each, "text": house.seal_bytes(opened, where)} for each, opened, where in texts]
            session.connection().execute(change, told)
    return len(rows)


def _sealed(place: Place, row: RowMapping) -> tuple[bytes, str]:
    return bytes(row[place.column]), place.of({**row})


@contextmanager
def _unguarded(name: str) -> Iterator[None]:
    """Set a table's triggers aside within this transaction: they cannot know that the text stays the same.

    The next verification does: each event's and slip's digest is of the text, not of what it is sealed to.
    """
    if not is_sqlite():
        session.execute(text(f'ALTER TABLE "{name}" DISABLE TRIGGER USER'))
        yield
        session.execute(text(f'ALTER TABLE "{name}" ENABLE TRIGGER USER'))
        return
    triggers = session.execute(_TRIGGERS, {"name": name}).all()
    for trigger in triggers:
        session.execute(text(f'DROP TRIGGER "{trigger.name}"'))
    yield
    for trigger in triggers:
        session.connection().exec_driver_sql(trigger.sql)


def _table(place: Place) -> Table:
    return Base.metadata.tables[place.table]


def _key(place: Place) -> ColumnElement[Any]:
    """By what the rows are gone through: the one column of the primary key, else the public id."""
    keys = list(_table(place).primary_key.columns)
    return keys[0] if len(keys) == 1 else _table(place).c.public_id
