"""Slips that wait: all of them in batches, so that those held back hide no newer one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from tests.support.factories_cases import House, house, moment, payload, person
from workflow.base.db import session
from workflow.doors.inbox import receive, take
from workflow.doors.inbox.models import Slip
from workflow.staff.roles import Role
from workflow.stages.cases import queries

NOON = moment("2011-05-09 12:00")


@pytest.fixture(autouse=True)
def small(database: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(take, "BATCH", 3)


def hand_in(made: House, **changed: Any) -> int:
    """One more application through the door, from an address of its own; gives the slip's row id."""
    session.commit()
    number = (session.scalar(select(func.max(Slip.id))) or 0) + 1
    session.commit()
    receive.hand_in("application", payload(made, **changed), nonce=f"{number:032d}", address=f"192.0.2.{number}")
    return session.scalars(select(func.max(Slip.id))).one()


def test_every_slip_once_in_its_order() -> None:
    made = house()
    slips = [hand_in(made) for _ in range(8)]
    found = list(take.batches("application"))
    assert [len(batch) for batch in found] == [3, 3, 2]
    assert [slip.id for batch in found for slip in batch] == slips
    for slip in [slip for batch in found for slip in batch][:7]:
        take.take(slip, became="x", by=None, at=NOON + timedelta(hours=1))
    assert [slip.id for slip in take.waiting("application")] == [slips[7]]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_other_offices_slips_hide_none_of_mine() -> None:
    made = house()
    for _ in range(7):
        hand_in(made)
    made.village.office = made.offices["county"]
    session.flush()
    mine = hand_in(made, village="999999999999")  # of a village that nobody knows: everybody's
    clerk = person(Role.DESK_CLERK, made.branch)
    assert [slip.id for slip, _alike in queries.slips_for(clerk, 5)] == [mine]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_held_back_hides_nothing_newer(monkeypatch: pytest.MonkeyPatch) -> None:
    made = house()
    for number in range(7):
        hand_in(made, receipt_key=f"held{number}")
    newer = hand_in(made, receipt_key="free")
    monkeypatch.setattr(take, "waits", lambda key: key.startswith("held"))
    assert [slip.id for slip in take.ripe("application")] == [newer]
