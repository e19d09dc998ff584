"""A published duty roster follows approved swaps by itself, and nothing that a head wrote after them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.office.registers.conftest import Place, place
from tests.office.registers.test_duty import AT, NEXT, put_up, rostered, shown
from workflow.base.db import session
from workflow.office.outlets import operations as outlets
from workflow.office.outlets.operations import Shift
from workflow.office.publication import operations as publication
from workflow.office.publication.operations import generating
from workflow.office.registers.duty import operations
from workflow.staff.models import Officer

__all__ = ["place", "rostered"]

LATER = AT + timedelta(minutes=5)

#: The rule is the same on both engines; its one statement is tried with the registers.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def approved(place: Place, taker: Officer, giver: Officer, back_on: date | None = None) -> None:
    swap = operations.ask(taker, on=NEXT, back_on=back_on, why="x", by=giver, at=AT)
    operations.agree(swap, by=taker, at=AT)
    operations.approve(swap, by=place.head, at=AT)


def named(key: str) -> list[str]:
    generating.bring_up_to_date(LATER)
    return [each["name"] for each in shown(key)[NEXT.isoformat()]["people"]]


def test_what_the_head_wrote_back_after_a_swap_stays(rostered: Place) -> None:
    key = put_up(rostered)
    approved(rostered, rostered.clerk, rostered.officer)
    assert named(key) == [rostered.clerk.name]
    outlets.roster(rostered.office, NEXT, [Shift(rostered.officer, "二号窗口")], by=rostered.head, at=AT)
    assert named(key) == [rostered.clerk.name], "the head's own change waits for two people"
    two = session.query(Officer).filter(Officer.name.in_(["发布员", "复核员"])).order_by(Officer.id).all()
    proposals = publication.propose_all([("duty", key)], by=two[0], at=LATER)
    publication.confirm_all(proposals, by=two[1], at=LATER)
    assert named(key) == [rostered.officer.name]


def test_a_day_that_went_through_two_hands_arrives_at_the_last(rostered: Place) -> None:
    key = put_up(rostered)
    approved(rostered, rostered.clerk, rostered.officer)
    approved(rostered, rostered.back, rostered.clerk)
    assert named(key) == [rostered.back.name]


def test_a_namesake_on_the_same_day_stays(rostered: Place) -> None:
    rostered.back.name, rostered.back.phone = rostered.officer.name, "0913-7000000"
    both = [Shift(rostered.officer, "二号窗口"), Shift(rostered.back, "二号窗口")]
    outlets.roster(rostered.office, NEXT, both, by=rostered.head, at=AT)
    key = put_up(rostered)
    approved(rostered, rostered.clerk, rostered.officer)
    assert sorted(named(key)) == sorted([rostered.clerk.name, rostered.back.name])
