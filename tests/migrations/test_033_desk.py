"""The day by which the desk sorts: made for the cases of before, kept by the database, gone without a loss."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Date, Engine, Row, bindparam, text
from sqlalchemy.exc import DBAPIError

from tests.support.planted import plant
from workflow.base import migrations

NEAR, FAR = date(2026, 3, 9), date(2026, 3, 12)
_DAYS = [(FAR, NEAR, NEAR), (NEAR, FAR, NEAR), (FAR, None, FAR), (None, NEAR, None)]
"""What is due next, the stage's last day, the day by which the desk sorts."""
_ALL = text('SELECT next_on, stage_due_on, desk_on FROM "case" ORDER BY id').columns(
    next_on=Date(), stage_due_on=Date(), desk_on=Date()
)
_SET = text('UPDATE "case" SET next_on = :next, stage_due_on = :stage WHERE id = :id').bindparams(
    bindparam("next", type_=Date()), bindparam("stage", type_=Date())
)


def told(engine: Engine) -> list[Row[Any]]:
    with engine.connect() as door:
        return list(door.execute(_ALL))


def test_cases_of_before_get_their_day_and_it_follows(migrated: Engine) -> None:
    with migrated.begin() as door:
        ids = [plant(door, "case", next_on=due, stage_due_on=stage)["id"] for due, stage, _day in _DAYS]
    migrations.downgrade(migrated, "032")
    migrations.upgrade(migrated)
    assert [tuple(row) for row in told(migrated)] == _DAYS
    with migrated.begin() as door:
        door.execute(_SET, {"id": ids[2], "next": FAR, "stage": NEAR})
        with pytest.raises(DBAPIError), door.begin_nested():
            door.execute(text('UPDATE "case" SET desk_on = next_on'))
    assert tuple(told(migrated)[2]) == (FAR, NEAR, NEAR)
