"""Photos as they came: written anew once, never back; one that nobody has written anew holds a downgrade up."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from tests.support.planted import AT, plant
from workflow.base import migrations


def enclosed(engine: Engine, kind: str, state: str) -> str:
    with engine.begin() as door:
        slip = plant(door, "slip", kind=kind)
        return str(plant(door, "enclosure", receipt_key=slip["receipt_key"], state=state)["public_id"])


@pytest.mark.parametrize(
    ("kind", "before", "after", "allowed"),
    [
        ("complaint", "sent", "ready", True),
        ("complaint", "sent", "unreadable", True),
        ("complaint", "ready", "sent", False),
        ("complaint", "ready", "gone", False),
        ("complaint", "unreadable", "ready", False),
        ("paper", "ready", "gone", True),
        ("paper", "gone", "ready", False),
        ("paper", "ready", "ready", False),
    ],
)
def test_a_photo_is_written_anew_once(database: Engine, kind: str, before: str, after: str, *, allowed: bool) -> None:
    photo = enclosed(database, kind, before)
    change = text("UPDATE enclosure SET state = :after, content = content WHERE public_id = :photo")
    if allowed:
        with database.begin() as door:
            door.execute(change, {"after": after, "photo": photo})
    else:
        with pytest.raises(IntegrityError), database.begin() as door:
            door.execute(change, {"after": after, "photo": photo})


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "waiting", "judged_at": AT, "judged_by_id": 1},
        {"state": "refused", "judged_at": AT, "judged_by_id": 1},
        {"state": "refused", "reason": "看不清", "judged_at": AT},
        {"state": "taken", "judged_at": AT, "judged_by_id": 1},
    ],
)
def test_a_judgement_is_whole(database: Engine, wrong: dict[str, object]) -> None:
    with database.begin() as door:
        assert plant(door, "officer")["id"] == 1
        plant(door, "material_photo")
    with pytest.raises(IntegrityError), database.begin() as door:
        plant(door, "material_photo", **wrong)


def test_what_nobody_has_written_anew_is_not_handed_to_an_older_release(migrated: Engine) -> None:
    enclosed(migrated, "complaint", "sent")
    with pytest.raises(RuntimeError, match="tick"):
        migrations.downgrade(migrated, "030")
