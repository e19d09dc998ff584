"""What the database refuses of draws, findings, counts, studies and special audits, whoever writes them."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from tests.support.planted import AT, plant


@pytest.mark.parametrize(
    ("table", "wrong"),
    [
        ("draw", {"seed": "x"}),
        ("draw", {"struck_at": AT}),
        ("draw_finding", {"fault": True}),
        ("draw_finding", {"fault": False, "measure": "x"}),
        ("draw_finding", {"done_at": AT, "done_by_id": 1}),
        ("village_count", {"fit": 3, "households": 2}),
        ("study_task", {"officer_id": 1, "done_at": AT, "done_by_id": 1}),
        ("special_audit", {"officer_id": 1, "recorded_by_id": 1}),
        ("special_audit", {"closed_at": AT}),
        ("audit_finding", {"found_by_id": 1, "answered_by_id": 1, "answered_at": AT, "answer": "x"}),
    ],
)
def test_the_database_refuses(database: Engine, table: str, wrong: dict[str, object]) -> None:
    with database.begin() as door:
        assert plant(door, "officer")["id"] == 1
        plant(door, table)
    with pytest.raises(IntegrityError), database.begin() as door:
        plant(door, table, **wrong)


def test_one_draw_and_one_report_a_period(database: Engine) -> None:
    for table, days in (("draw", ("period_on",)), ("progress_report", ("until_on",)), ("study", ("period_on",))):
        with database.begin() as door:
            first = plant(door, table)
        same = {name: first[name] for name in ("office_id", *days)}
        with pytest.raises(IntegrityError), database.begin() as door:
            plant(door, table, **same)
        with database.begin() as door:
            plant(door, table, **same, struck_at=AT, struck_by_id=first["recorded_by_id"], struck_why="x")
