"""What the database refuses of an archive, whoever writes it; members stay when the archive is taken away."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from tests.support.planted import AT, plant
from workflow.base import migrations


@pytest.mark.parametrize(
    ("table", "wrong"),
    [
        ("household_field", {"state": "verified"}),
        ("household_field", {"state": "verified", "verified_by_id": 1, "verified_at": AT, "keyed_by_id": 1}),
        ("household_field", {"state": "keyed", "slot": "a:income", "current": True}),
        ("document", {"state": "held", "recorded_by_id": 1, "verified_by_id": 1, "verified_at": AT}),
        ("document", {"state": "replaced"}),
        ("document", {"state": "held", "stands_for": "id_card"}),
        ("photo", {"content_sealed": None}),
        ("photo", {"content_sealed": b"sealed", "removed_at": AT}),
    ],
)  # fmt: skip
def test_the_database_refuses(migrated: Engine, table: str, wrong: dict[str, object]) -> None:
    with migrated.begin() as door:
        assert plant(door, "officer")["id"] == 1
        plant(door, "household_field", slot="a:income", current=True)
    with pytest.raises(IntegrityError), migrated.begin() as door:
        plant(door, table, **wrong)


def test_members_stay_when_the_archive_goes(migrated: Engine) -> None:
    with migrated.begin() as door:
        plant(door, "member", name_sealed=b"one", id_key="a")
        plant(door, "member", name_sealed=b"two", id_key=None, left_on=AT.date(), left_why="moved")
    migrations.downgrade(migrated, "012")
    with migrated.begin() as door:
        assert [bytes(name) for name in door.scalars(text("SELECT name_sealed FROM member ORDER BY id"))] == [
            b"one",
            b"two",
        ]
    migrations.upgrade(migrated)
    with migrated.begin() as door, pytest.raises(IntegrityError):
        door.execute(text("UPDATE member SET left_on = '2026-03-02' WHERE id_key = 'a'"))
