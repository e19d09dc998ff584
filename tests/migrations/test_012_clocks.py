"""Going back to a release that knows no days taken back: they must not stand there as if they counted."""

from __future__ import annotations

from sqlalchemy import Engine, text

from tests.support.planted import AT, plant
from workflow.base import migrations


def days(engine: Engine) -> list[str]:
    with engine.connect() as door:
        return list(door.scalars(text("SELECT document FROM calendar_day ORDER BY id")))


def test_a_day_taken_back_does_not_come_back_to_life(migrated: Engine) -> None:
    with migrated.begin() as door:
        plant(door, "calendar_day", document="stands")
        plant(door, "calendar_day", document="taken back", taken_back_at=AT, taken_back_by=1, taken_back_why="a slip")
    migrations.downgrade(migrated, "011")
    assert days(migrated) == ["stands"]
    migrations.upgrade(migrated)
    assert days(migrated) == ["stands"]


def test_a_notice_of_an_earlier_release_was_never_made_longer(migrated: Engine) -> None:
    with migrated.begin() as door:
        village, officer, office = (plant(door, name)["id"] for name in ("village", "officer", "office"))
    migrations.downgrade(migrated, "011")
    with migrated.begin() as door:
        door.execute(
            text(
                "INSERT INTO notice (public_id, version, kind, state, village_id, office_id, place, days, pack,"
                " drafted_by_id, drafted_at) VALUES ('n1', 1, 'loan', 'drafted', :village, :office, 'x', 3, 'p',"
                " :officer, '2026-03-02 01:00:00+00:00')"
            ),
            {"village": village, "officer": officer, "office": office},
        )
    migrations.upgrade(migrated)
    with migrated.connect() as door:
        assert list(door.scalars(text("SELECT extensions FROM notice"))) == [None]
