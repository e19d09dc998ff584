"""The ground tests stand on: two engines, each test with a database of its own."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text

from workflow.base import migrations
from workflow.base.db import session
from workflow.doors import connection


def test_it_works(database: Engine):
    assert migrations.current(database) == migrations.head()


@pytest.mark.parametrize("turn", [1, 2])
def test_nothing_is_left_of_the_test_before(database: Engine, turn: int):
    with database.begin() as door:
        assert door.scalar(text("SELECT count(*) FROM epoch")) == 0
        door.execute(text("INSERT INTO epoch (kind, village, value) VALUES ('rate', '', 1)"))


def test_sessions_and_the_portals_door_use_it(database: Engine):
    assert session.scalar(text("SELECT count(*) FROM officer")) == 0
    with connection.portal() as door:
        assert door.scalar(text("SELECT count(*) FROM record")) == 0
