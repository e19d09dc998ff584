"""Applications that came in a crowd: nobody is shut out, and copies hide nobody at the desk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import Engine

from tests.support.counter import Counter
from tests.support.factories_cases import House, house, payload
from tests.support.page import words
from workflow.base.db import session
from workflow.base.settings import Limits
from workflow.doors.inbox import receive
from workflow.doors.inbox.crowds import gist, laid_apart
from workflow.doors.inbox.models import CROWDED
from workflow.doors.inbox.take import Handed
from workflow.stages.cases import queries, todo

ROBOTS, PEOPLE = 700, ("冯大山", "党桂兰", "雷新民")
SHARED, NOON = "10.0.0.1", datetime(2026, 6, 1, 4, tzinfo=UTC)


@pytest.fixture
def made(database: Engine) -> Iterator[House]:
    receive.use_limits(Limits())
    yield house()
    session.rollback()


def handed(number: int, told: dict[str, Any]) -> Handed:
    return Handed(number, "application", f"key{number}", NOON, told)


@pytest.mark.parametrize(
    ("one", "other"),
    [("很慢!!", "很慢"), ("很慢 1", "很慢 22"), ("ＡＢ", "ab"), ("很\n慢", "很慢"), ("很慢", "很快")],
)
def test_what_a_machine_varies_makes_no_other_words(one: str, other: str) -> None:
    assert (gist(one) == gist(other)) is (other != "很快")


def test_outside_of_a_crowd_first_then_what_stands_alone_then_copies_each_in_its_order() -> None:
    told = [
        {"name": "某1号", CROWDED: True}, {"name": "冯大山", CROWDED: True}, {"name": "某2号", CROWDED: True},
        {"name": "某3号"}, {"name": "党桂兰"},
    ]  # fmt: skip
    found = laid_apart(handed(number, each) for number, each in enumerate(told))
    assert [(each.id, alike) for each, alike in found] == [(3, 0), (4, 0), (1, 1), (0, 2), (2, 2)]


def files(made: House, name: str, number: int, at: datetime) -> None:
    """Through the door; whoever is asked to wait waits as long as they were told."""
    told = payload(made, name=name)
    session.commit()
    form = {"nonce": f"{number:032x}", "address": SHARED, "opened_at": at}
    with time_machine.travel(at, tick=False) as now:
        try:
            receive.hand_in("application", told, **form)
        except receive.TooSoon as error:
            now.shift(error.params["seconds"])
            receive.hand_in("application", told, **form)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_seven_hundred_robots_bury_no_application(made: House, staff_client: FlaskClient) -> None:
    for number in range(ROBOTS):
        at = NOON + timedelta(seconds=number * 3000 // ROBOTS)
        files(made, f"机器{number}", number, at)
        if number % (ROBOTS // 3) == ROBOTS // 6:
            files(made, PEOPLE[number // (ROBOTS // 3)], 10_000 + number, at)
    session.commit()
    found = queries.slips_for(made.clerk, 50)
    usual = [each.payload["name"] for each, alike in found if not alike]
    assert len(usual) < 50, "as many as are usual come first"
    alone = [each.payload["name"] for each, alike in found if alike == 1]
    assert [name for name in PEOPLE if name not in usual] == alone, "then whoever came in the crowd and is no copy"
    assert len({*usual, *alone} & set(PEOPLE)) == len(PEOPLE)
    assert len(todo.rows(made.clerk, now=NOON, limit=9)) == 9
    with time_machine.travel(NOON + timedelta(hours=2), tick=True):
        page = words(Counter(staff_client, made.clerk).get("/slips"))
    assert all(name in page for name in PEOPLE)
    assert "集中来件" in page
