"""The portal's confined connection beside the house's own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine

from tests.support.people import found_house, hire
from workflow.base.db import session, transaction
from workflow.doors import connection
from workflow.doors.inbox import receive
from workflow.doors.published import write
from workflow.staff.roles import Role

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)


@pytest.fixture
def door(database: Engine) -> Engine:
    """The portal's engine."""
    return connection.engine()


@pytest.fixture
def filled(door: Engine) -> Engine:
    """The door of a house with people, one published record and one slip."""
    offices = found_house()
    hire("clerk", Role.DESK_CLERK, office=offices["east"])
    with transaction():
        write.publish("rate", "general", {"text": "5.6"}, at=AT, valid_from=date(2026, 1, 1), generated=True)
        write.sign_checkpoint(AT)
    receive.hand_in("complaint", {"text": "slow"}, nonce="0" * 32, address="10.0.0.1")
    session.remove()
    return door


@pytest.fixture(autouse=True)
def _limits_as_shipped() -> Iterator[None]:
    yield
    receive.use_limits(receive.Limits())
