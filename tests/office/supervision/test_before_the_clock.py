"""Handing on, saying why not, acknowledging: promise beside actual for what happens before or beside the clock."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from tests.support.factories_cases import application, house, moment
from workflow.base.clock import local_date
from workflow.base.db import session
from workflow.office.supervision import operations as tallies
from workflow.office.supervision import performance
from workflow.office.supervision.items import ACKNOWLEDGE, DECLINE, FORWARD, Limit, before_the_clock, of_complaint
from workflow.office.supervision.recompute import recompute
from workflow.stages.cases import operations

DAY = date(2026, 11, 19)
LIMITS = {key: Limit(key, "workday", DAY + timedelta(days=1)) for key in (FORWARD, DECLINE, ACKNOWLEDGE)}
CASE = {
    "received_at": "2026-11-19", "state": "submitted", "open": True, "office_id": 1, "officer_id": 2, "level": "branch",
    "product": "micro_credit",
}  # fmt: skip


def ends(facts: dict[str, Any]) -> dict[str, date | None]:
    found = before_the_clock(CASE | facts, limits=LIMITS, day_of=date.fromisoformat)
    return {made.key: made.end_on for made in found}


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"handed_at": "2026-11-20"}, {FORWARD: date(2026, 11, 20)}),
        ({}, {FORWARD: None}),
        ({"open": False, "state": "withdrawn"}, {}),
        (
            {"handed_at": "2026-11-19", "open": False, "state": "unacceptable", "ended_at": "2026-11-23"},
            {FORWARD: DAY, DECLINE: date(2026, 11, 23)},
        ),
        (
            {"handed_at": "2026-11-19", "state": "unacceptable", "ended_at": "2026-11-23", "gaps_told": True},
            {FORWARD: DAY},
        ),
    ],
)
def test_what_was_promised_at_the_counter(facts: dict[str, Any], told: dict[str, date | None]) -> None:
    assert ends(facts) == told


def test_a_complaint_is_acknowledged_when_it_is_written_down() -> None:
    facts = {"received_at": "2026-11-17", "recorded_at": "2026-11-19", "state": "received", "office_id": 1}
    (made,) = of_complaint(facts, limits={ACKNOWLEDGE: LIMITS[ACKNOWLEDGE]}, day_of=date.fromisoformat)
    assert (made.key, made.start_on, made.end_on) == (ACKNOWLEDGE, date(2026, 11, 17), DAY)


def test_figures_and_a_recount_from_events_agree(database: Engine) -> None:
    made = house("chengcheng2012", examples=True)
    handed_in, at = moment("2026-11-16 10:00"), moment("2026-11-19 10:00")
    late = operations.register(application(made, received_at=handed_in), by=made.clerk, at=at)
    operations.reject(late, reason="不在服务辖区", by=made.clerk, at=at)
    operations.register(application(made, received_at=at), by=made.clerk, at=at)
    session.commit()
    tallies.recount()
    found = performance.by_key(local_date(at))
    assert (found[FORWARD].n, found[FORWARD].on_time) == (2, 500)
    assert (found[DECLINE].n, found[DECLINE].longest, found[DECLINE].on_time) == (1, 3, 0)
    told = recompute(at)
    for key in (FORWARD, DECLINE):
        assert told[key] == {name: value for name, value in asdict(found[key]).items() if name != "suppressed"}
