"""What the database refuses of the registers of 019, whoever writes them."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from tests.support.planted import AT, plant


@pytest.mark.parametrize(
    ("table", "wrong"),
    [
        ("duty_swap", {"approved_at": AT, "approved_by_id": 1}),
        ("duty_swap", {"asker_id": 1, "asked_id": 1}),
        ("duty_swap", {"agreed_at": AT, "approved_at": AT, "approved_by_id": 1, "asker_id": 1}),
        ("duty_swap", {"agreed_at": AT, "approved_at": AT, "approved_by_id": 1, "refused_at": AT, "refused_by_id": 1}),
        ("visit", {"sort": "household"}),
        ("visit", {"follow_up_sealed": b"sealed"}),
        ("meeting", {"followed_at": AT, "followed_by_id": 1, "outcome_sealed": b"sealed"}),
        ("large_loan_book", {"signed_at": AT, "signed_by_id": 1, "recorded_by_id": 1}),
        ("large_loan_book", {"received_at": AT, "received_by_id": 1}),
        ("task", {"officer_id": 1, "recorded_by_id": 1}),
        ("task", {"wanted": 0}),
        ("task", {"reached": 3}),
        ("work_quarter", {"score": 301, "scale": 300}),
    ],
)
def test_the_database_refuses(database: Engine, table: str, wrong: dict[str, object]) -> None:
    with database.begin() as door:
        assert plant(door, "officer")["id"] == 1
    with pytest.raises(IntegrityError), database.begin() as door:
        plant(door, table, **wrong)


def test_one_of_each_stands(database: Engine) -> None:
    """What was struck out makes room for what is right."""
    names = ("sit_in_day", "large_loan_book", "task", "work_quarter")
    with database.connect() as door:
        for name in names:
            first = {key: value for key, value in plant(door, name).items() if key not in ("id", "public_id")}
            with pytest.raises(IntegrityError), door.begin_nested():
                plant(door, name, **first)
            door.execute(text(f"UPDATE {name} SET struck_at = :at, struck_by_id = 1, struck_why = 'x'"), {"at": AT})
            plant(door, name, **first)
