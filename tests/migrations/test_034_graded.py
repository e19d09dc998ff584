"""A household of before knows since when its grade holds: of its newest settled rating, if that gave one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Engine, text

from tests.support.planted import AT, plant
from workflow.base import migrations

LATER = AT + timedelta(days=3)


def rated(door: Connection, *ratings: dict[str, Any]) -> Any:
    household = plant(door, "household")["id"]
    for rating in ratings:
        plant(door, "rating", household_id=household, **rating)
    return household


def test_the_newest_settled_rating_says_it(empty: Engine) -> None:
    migrations.upgrade(empty, "033")
    with empty.begin() as door:
        settled, again, lost, running, none = (
            rated(door, {"grade": "A", "settled_at": AT}),
            rated(door, {"grade": "A", "settled_at": LATER}, {"grade": "B", "settled_at": AT}),
            rated(door, {"grade": "A", "settled_at": AT}, {"grade": None, "settled_at": LATER}),
            rated(door, {"grade": "A", "settled_at": None}),
            rated(door),
        )
    migrations.upgrade(empty)
    newest = "SELECT max(settled_at) FROM rating WHERE household_id = household.id"
    found = text(f"SELECT id FROM household WHERE graded_at = ({newest})")
    with empty.connect() as door:
        assert set(door.scalars(found)) == {settled, again}
        without = set(door.scalars(text("SELECT id FROM household WHERE graded_at IS NULL")))
    assert without == {lost, running, none}
    migrations.downgrade(empty, "033")
