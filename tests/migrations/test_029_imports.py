"""What the database refuses of sheets that were handed in, and that going back forgets no household."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from tests.support.planted import AT, plant
from workflow.base import migrations

KEPT = {"state": "checked", "told_sealed": b"x", "ended_at": None, "count": None}
IMPORTED = {"state": "imported", "told_sealed": None, "ended_at": AT, "count": 3}


@pytest.mark.parametrize("wrong", [{"ended_at": AT}, {"told_sealed": None}, {"count": 1}])
def test_a_sheet_is_kept_until_it_is_imported(database: Engine, wrong: dict[str, object]) -> None:
    with database.begin() as door:
        plant(door, "sheet_import", **KEPT)
    with pytest.raises(IntegrityError), database.begin() as door:
        plant(door, "sheet_import", **(KEPT | wrong))


def test_the_same_file_is_imported_once(database: Engine) -> None:
    same = {"kind": "households", "about": "v1", "file_key": "f"}
    with database.begin() as door:
        plant(door, "sheet_import", **same, **IMPORTED)
        plant(door, "sheet_import", **same, **KEPT)
    with pytest.raises(IntegrityError), database.begin() as door:
        plant(door, "sheet_import", **same, **IMPORTED)


def test_going_back_keeps_the_households(migrated: Engine) -> None:
    with migrated.begin() as door:
        plant(door, "household", customer="farm")
        plant(door, "sheet_import", **KEPT)
    migrations.downgrade(migrated, "028")
    migrations.upgrade(migrated)
    with migrated.connect() as door:
        assert [tuple(row) for row in door.execute(text("SELECT customer FROM household"))] == [(None,)]
