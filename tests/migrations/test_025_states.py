"""Going back to a release that knows fewer states: what stands in a new one stands in the one before it again."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from tests.support.planted import AT, plant
from workflow.base import migrations


@pytest.mark.parametrize(
    ("table", "new", "old", "given", "to"),
    [
        ("case", "signable", "approved", {"accepted_at": AT, "decided_by_id": 1}, "024"),
        ("village_appraisal", "proposed", "escalated", {"settled_line": 5, "recorded_by_id": 1}, "022"),
    ],
)
def test_a_state_of_now_becomes_one_of_then(
    migrated: Engine, table: str, new: str, old: str, given: dict[str, object], to: str
) -> None:
    with migrated.begin() as door:
        plant(door, "officer")
        plant(door, table, state=new, **given)
    migrations.downgrade(migrated, to)
    with migrated.connect() as door:
        assert door.scalars(text(f'SELECT state FROM "{table}"')).all() == [old]


def test_of_two_lines_of_a_household_the_newest_stands(empty: Engine) -> None:
    migrations.upgrade(empty, "026")
    with empty.begin() as door:
        older = plant(door, "credit_line", state="effective")
        newer = plant(door, "credit_line", state="effective", household_id=older["household_id"])
        other = plant(door, "credit_line", state="effective")
    migrations.upgrade(empty)
    with empty.connect() as door:
        found = door.execute(text("SELECT id, state FROM credit_line ORDER BY id")).all()
        with pytest.raises(IntegrityError), door.begin_nested():
            plant(door, "credit_line", state="effective", household_id=older["household_id"])
    assert [tuple(row) for row in found] == [
        (older["id"], "replaced"), (newer["id"], "effective"), (other["id"], "effective"),
    ]  # fmt: skip
