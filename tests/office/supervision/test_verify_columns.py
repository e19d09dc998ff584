"""Every column of everything published, edited, shifted or emptied in every row; every row removed: all of it is found.

What a copy of the database alone cannot tell is a cut tail; `test_verify.py` shows it found with an earlier checkpoint.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Connection, LargeBinary, Table, func, select, update
from sqlalchemy.exc import IntegrityError

from tests.office.supervision.test_verify import administrator, house
from tests.support.factories_feedback import MONDAY, House
from workflow.base.db import Base, Instant, is_sqlite, session
from workflow.doors.published.models import Checkpoint
from workflow.office.publication import concept
from workflow.office.publication import operations as publication
from workflow.office.supervision import verify

assert house  # the fixture
PUBLISHED = ("record", "log_leaf", "log_node", "checkpoint")
#: Names of rows that state nothing: their order is checked, a gap says nothing.
NAMES = {("record", "id"), ("checkpoint", "id")}
ROWS = 4


@pytest.fixture
def busy(house: House) -> House:
    """A board on which something was withdrawn, something replaced, and two people published."""
    desk, head = house["desk"], house["head"]
    day = MONDAY + timedelta(days=5)
    first, *_ = concept.payloads("commitment", day.date())
    gone = publication.confirm(publication.propose("commitment", first, by=desk, at=day), by=head, at=day)
    proposal = publication.propose_withdrawal(gone, reason="no longer charged", by=desk, at=MONDAY + timedelta(days=6))
    publication.confirm(proposal, by=head, at=MONDAY + timedelta(days=6))
    for day in (7, 8):
        publication.anchor(MONDAY + timedelta(days=day))
        session.commit()
    return house


def test_what_was_published_and_taken_down_verifies(busy: House) -> None:
    assert list(told()) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_edit_of_every_column_is_found(busy: House, subtests: pytest.Subtests) -> None:
    for table, column in columns():
        for row in chosen(table):
            value = row._mapping[column.name]
            for other in others(column, value):
                with subtests.test(f"{table.name}.{column.name}: {value!r} → {other!r}"), administrator() as door:
                    assert edited(door, table, row, {column.name: other})


def test_every_edit_of_a_record_is_found(busy: House, subtests: pytest.Subtests) -> None:
    """The same on both engines, one row and one edit a column."""
    table = Base.metadata.tables["record"]
    row = session.execute(select(table).where(table.c.ended_how == "withdrawn")).first()
    assert row is not None
    for column in (each for name, each in columns() if name is table):
        other = next(iter(others(column, row._mapping[column.name])))
        with subtests.test(column.name), administrator() as door:
            assert edited(door, table, row, {column.name: other})


def test_every_removed_row_is_found(busy: House, subtests: pytest.Subtests) -> None:
    for name in PUBLISHED:
        table = Base.metadata.tables[name]
        for row in chosen(table):
            with subtests.test(f"{name} {row[:2]}"), administrator() as door:
                door.execute(table.delete().where(*same(table, row)))
                assert found()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_date_shifted_by_any_number_of_days_is_found(busy: House) -> None:
    table = Base.metadata.tables["record"]
    records = session.execute(select(table)).all()

    @settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.sampled_from(records), st.integers(-400, 400).filter(bool), st.booleans())
    def shifted(row: Any, days: int, whole: bool) -> None:
        names = ("published_at", "valid_from") if whole else ("valid_from",)
        with administrator() as door:
            assert edited(door, table, row, {name: row._mapping[name] + timedelta(days=days) for name in names})

    shifted()


def test_a_checkpoint_put_in_again_in_place_of_another_is_found(busy: House) -> None:
    """The number of checkpoints stays; the hash that the next anchor names does not fit."""
    with administrator() as door:
        first, second = session.scalars(select(Checkpoint).order_by(Checkpoint.id).limit(2)).all()
        values = {"size": first.size, "at": first.at, "note": first.note}
        door.execute(update(Checkpoint).where(Checkpoint.id == second.id).values(values))
        assert found()


def edited(door: Connection, table: Table, row: Any, values: dict[str, Any]) -> bool:
    """Whether an edit is refused by the database itself or found by the verifier."""
    try:
        with door.begin_nested():
            door.execute(update(table).where(*same(table, row)).values(values))
    except IntegrityError:
        return True
    return found()


def found() -> bool:
    """Whether the verifier finds anything; the first finding is enough where no server keeps a cursor open for it."""
    return next(told(), None) is not None if is_sqlite() else bool(list(told()))


def told() -> Iterator[str]:
    """What the verifier finds in what was published; figures rest on cases, which nothing here touches."""
    session.expire_all()
    return (words for words in map(str, verify.run()) if not words.startswith("Figures of"))


def columns() -> Iterator[tuple[Table, Column[Any]]]:
    for name in PUBLISHED:
        table = Base.metadata.tables[name]
        yield from ((table, column) for column in table.columns if (name, column.name) not in NAMES)


def chosen(table: Table) -> list[Any]:
    """Some rows: of records one that ended in each way, and else from the beginning on, but not the last."""
    if table.name == "record":
        ended = select(func.min(table.c.id)).group_by(table.c.ended_how, table.c.generated)
        return list(session.execute(select(table).where(table.c.id.in_(ended))))
    return list(session.execute(select(table).order_by(*table.primary_key.columns).limit(ROWS)))


def same(table: Table, row: Any) -> list[Any]:
    return [column == row._mapping[column.name] for column in table.primary_key.columns]


def others(column: Column[Any], value: Any) -> Iterator[Any]:
    """What an administrator might put in a column's place."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield value + 1000
    elif isinstance(value, datetime | date):
        yield from (value + timedelta(days=1), value - timedelta(days=30))
    elif isinstance(value, bytes) or isinstance(column.type, LargeBinary):
        yield bytes(reversed(bytes(value)))
    elif isinstance(value, str):
        yield value[:-1] + ("0" if value[-1:] != "0" else "1") if value else "x"
    else:
        yield _filled(column)
    if column.nullable and value is not None:
        yield None


def _filled(column: Column[Any]) -> Any:
    """Something where nothing stood."""
    if isinstance(column.type, Instant):
        return MONDAY
    return {int: 1, str: "x", date: MONDAY.date()}[column.type.python_type]
