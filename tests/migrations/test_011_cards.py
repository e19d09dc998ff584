"""What the database refuses of an evaluation card, whoever writes it."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from tests.support.planted import AT, plant

CARD = "evaluation_card"


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "classified", "classification": "praise"},
        {"state": "filed"},
        {"state": "filed", "filed_at": AT, "classification": "problem", "checked_by_id": 1},
        {"state": "decided", "classification": "praise", "checked_by_id": 1, "decided_by_id": 2, "decided_at": AT},
        {"state": "decided", "classification": "problem", "checked_by_id": 1, "decided_by_id": 1, "decided_at": AT},
        {"state": "decided", "classification": "problem", "checked_by_id": 1, "decided_by_id": 2},
        {"state": "classified", "classification": "praise", "checked_by_id": 1, "officer_id": 1},
        {
            "state": "decided", "classification": "problem", "checked_by_id": 1, "decided_by_id": 2, "decided_at": AT,
            "officer_id": 2,
        },
    ],
)  # fmt: skip
def test_the_database_refuses(migrated: Engine, wrong: dict[str, object]) -> None:
    with migrated.begin() as door:
        first, second = plant(door, "officer")["id"], plant(door, "officer")["id"]
        assert (first, second) == (1, 2)
        plant(door, CARD, state="received")
    with pytest.raises(IntegrityError), migrated.begin() as door:
        plant(door, CARD, **wrong)
