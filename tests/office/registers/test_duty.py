"""Swaps of duty from the question to the public board, gaps of a roster, and the days on which somebody sits in."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from tests.office.registers.conftest import Place
from tests.support.counter import Counter
from tests.support.factories_cases import moment, person
from tests.support.page import words
from workflow.base.db import session
from workflow.kernel.errors import Conflict, Forbidden, Invalid
from workflow.office.outlets import operations as outlets
from workflow.office.outlets.operations import Shift
from workflow.office.publication import concept
from workflow.office.publication import operations as publication
from workflow.office.publication import queries as published
from workflow.office.publication.operations import generating
from workflow.office.registers import operations as registers
from workflow.office.registers.duty import operations, queries
from workflow.office.registers.duty.models import DutySwap
from workflow.places.models import Institution
from workflow.staff.models import Officer
from workflow.staff.roles import Role

AT, DAY, NEXT = moment("2026-11-19 18:00"), date(2026, 11, 19), date(2026, 11, 20)
ONE_DAY = timedelta(days=1)
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def rostered(place: Place) -> Place:
    """The officer is on duty tomorrow, the clerk on the Monday after."""
    session.query(Institution).one().pack = "chengcheng2012"
    outlets.roster(place.office, NEXT, [Shift(place.officer, "二号窗口")], by=place.head, at=AT)
    outlets.roster(place.office, date(2026, 11, 23), [Shift(place.clerk, "")], by=place.head, at=AT)
    session.commit()
    return place


def asked(place: Place, **changed: Any) -> DutySwap:
    usual: dict[str, Any] = {"on": NEXT, "back_on": None, "why": "孩子家长会", "by": place.officer, "at": AT}
    return operations.ask(place.clerk, **(usual | changed))


def on_duty(place: Place, on: date) -> list[Officer]:
    return [each for each in (place.officer, place.clerk, place.back) if queries.shift_of(each, on)]


def test_a_swap_changes_the_roster_once_all_three_have_spoken(rostered: Place) -> None:
    swap = asked(rostered, back_on=date(2026, 11, 23))
    with pytest.raises(Conflict, match="not answered"):
        asked(rostered)
    assert queries.asked_of(rostered.clerk, DAY) == [swap]
    with pytest.raises(Conflict, match="not agreed"):
        operations.approve(swap, by=rostered.head, at=AT)
    with pytest.raises(Forbidden, match="Only whoever was asked"):
        operations.agree(swap, by=rostered.back, at=AT)
    operations.agree(swap, by=rostered.clerk, at=AT)
    assert queries.to_approve(rostered.head, DAY) == [swap]
    with pytest.raises(Forbidden, match="their own swap"):
        operations.approve(swap, by=rostered.officer, at=AT)
    operations.approve(swap, by=rostered.head, at=AT)
    session.commit()
    assert on_duty(rostered, NEXT) == [rostered.clerk]
    assert on_duty(rostered, date(2026, 11, 23)) == [rostered.officer]
    taken = queries.shift_of(rostered.clerk, NEXT)
    assert taken is not None
    assert taken.window == "二号窗口"
    with pytest.raises(Conflict, match="approved, refused"):
        operations.refuse(swap, by=rostered.head, at=AT)
    with pytest.raises(IntegrityError):
        session.execute(update(DutySwap).values(approved_by_id=rostered.officer.id))
    session.rollback()


@on_sqlite
def test_what_no_swap_may_be(rostered: Place) -> None:
    with pytest.raises(Invalid, match="over"):
        asked(rostered, on=DAY - ONE_DAY)
    with pytest.raises(Invalid, match="not on duty"):
        asked(rostered, on=DAY)
    with pytest.raises(Invalid, match="not on duty"):
        asked(rostered, back_on=date(2026, 11, 24))
    outlets.roster(rostered.office, NEXT, [Shift(rostered.officer, ""), Shift(rostered.clerk, "")],
                   by=rostered.head, at=AT)  # fmt: skip
    with pytest.raises(Invalid, match="already"):
        asked(rostered)
    with pytest.raises(Invalid, match="colleague"):
        operations.ask(rostered.hr, on=NEXT, back_on=None, why="x", by=rostered.officer, at=AT)


@on_sqlite
def test_a_roster_that_changed_meanwhile_stays(rostered: Place) -> None:
    swap = asked(rostered)
    operations.agree(swap, by=rostered.clerk, at=AT)
    outlets.roster(rostered.office, NEXT, [Shift(rostered.back, "")], by=rostered.head, at=AT)
    with pytest.raises(Invalid, match="not on duty"):
        operations.approve(swap, by=rostered.head, at=AT)
    with pytest.raises(Forbidden, match="not yours"):
        registers.strike(swap, why="x", by=rostered.clerk, at=AT)
    registers.strike(swap, why="不用了", by=rostered.officer, at=AT)
    assert queries.to_approve(rostered.head, DAY) == []


@on_sqlite
@pytest.mark.parametrize("left", ["clerk", "officer"])
def test_who_has_left_takes_no_day(rostered: Place, left: str) -> None:
    swap, gone = asked(rostered, back_on=date(2026, 11, 23)), getattr(rostered, left)
    operations.agree(swap, by=rostered.clerk, at=AT)
    gone.active = False
    with pytest.raises(Invalid, match="any more"):
        operations.approve(swap, by=rostered.head, at=AT)
    swap.agreed_at = None
    with pytest.raises(Invalid, match="any more"):
        operations.agree(swap, by=rostered.clerk, at=AT)


def test_the_department_above_approves_the_only_heads_own_swap(rostered: Place, staff_client: FlaskClient) -> None:
    monday = date(2026, 11, 24)
    outlets.roster(rostered.office, monday, [Shift(rostered.head, "")], by=rostered.head, at=AT)
    swaps = [operations.ask(rostered.clerk, on=monday, back_on=None, why="开会", by=rostered.head, at=AT),
             asked(rostered)]  # fmt: skip
    for each in swaps:
        operations.agree(each, by=rostered.clerk, at=AT)
    session.commit()
    refused, taker, county_id = swaps[1].id, rostered.clerk.id, rostered.county.id
    assert queries.to_approve(rostered.head, DAY) == swaps[1:]
    assert queries.to_approve(rostered.county, DAY) == swaps[:1]
    with time_machine.travel(AT, tick=True):
        county = Counter(staff_client, rostered.county)
        for each, step in zip(swaps, ("approve", "refuse"), strict=True):
            page = f"/registers/duty-swaps/{each.public_id}"
            county.post(f"{page}/{step}", page=page)
    assert session.get_one(DutySwap, refused).refused_by_id == county_id
    assert queries.shift_of(session.get_one(Officer, taker), monday) is not None


def shown(key: str) -> dict[str, Any]:
    return {day["on"]: day for day in json.loads(published.in_force("duty", DAY)[key].payload)["days"]}


def put_up(place: Place) -> str:
    """This week's roster in public, by two people."""
    [first, *_rest] = concept.payloads("duty", DAY)
    one, two = person(Role.PUBLISHER, place.office, "发布员"), person(Role.PUBLISHER, place.office, "复核员")
    proposals = publication.propose_all([("duty", first)], by=one, at=AT)
    publication.confirm_all(proposals, by=two, at=AT)
    return first


@on_sqlite
def test_the_public_board_follows_a_swap_and_nothing_else(rostered: Place) -> None:
    key, later = put_up(rostered), AT + timedelta(minutes=5)
    swap = asked(rostered)
    operations.agree(swap, by=rostered.clerk, at=AT)
    operations.approve(swap, by=rostered.head, at=AT)
    outlets.roster(rostered.office, DAY, [Shift(rostered.back, "")], by=rostered.head, at=AT)
    generating.bring_up_to_date(later)
    assert [each["name"] for each in shown(key)["2026-11-20"]["people"]] == [rostered.clerk.name]
    assert shown(key)["2026-11-20"]["people"][0]["window"] == "二号窗口"
    assert shown(key)["2026-11-19"]["people"] == [], "the head's own change waits for two people"
    record = published.in_force("duty", DAY)[key]
    assert (record.generated, record.valid_until) == (True, date(2026, 11, 22))
    before = record.id
    generating.bring_up_to_date(later + timedelta(minutes=5))
    assert published.in_force("duty", DAY)[key].id == before


@on_sqlite
def test_days_without_anybody_are_named(rostered: Place) -> None:
    gaps = queries.gaps([rostered.office], DAY, queries.until(DAY))
    assert [each.on.day for each in gaps] == [19, 24, 25, 26, 27]
    rostered.officer.active = False
    assert queries.gaps([rostered.office], NEXT, NEXT)[0].names == (rostered.officer.name,)
    session.query(Institution).one().pack = "naxi2011"
    assert queries.gaps([rostered.office], DAY, NEXT) == [], "where no rule asks for a roster"


def test_sitting_in_is_counted_and_published(rostered: Place) -> None:
    told: dict[str, Any] = {"village": None, "place": "营业大厅", "hours": "9:00–11:30", "by": rostered.head, "at": AT}
    assert [(each.days, each.wanted) for each in queries.short_weeks([rostered.office], DAY)] == [(0, 1), (0, 1)]
    operations.sit_in(rostered.head, on=NEXT, **told)
    operations.sit_in(rostered.officer, on=NEXT, **told | {"village": rostered.village, "place": "村委会"})
    session.commit()
    assert [each.monday for each in queries.short_weeks([rostered.office], DAY)] == [date(2026, 11, 23)]
    [first, *_rest] = concept.payloads("duty", DAY).values()
    sitting = {day["on"]: day.get("sit_in") for day in first["days"]}
    assert sitting["2026-11-19"] is None
    assert [(each["name"], each["village_name"]) for each in sitting["2026-11-20"]] == [
        (rostered.head.name, None), (rostered.officer.name, rostered.village.name),
    ]  # fmt: skip
    operations.sit_in(rostered.head, on=date(2026, 12, 2), **told)
    *_weeks, alone = concept.payloads("duty", DAY).values()
    assert [day["on"] for day in alone["days"]] == ["2026-12-02"], "no gaps are told of a week nobody has planned"
    with pytest.raises(Conflict, match="already"):
        operations.sit_in(rostered.head, on=NEXT, **told)
    with pytest.raises(Invalid, match="over"):
        operations.sit_in(rostered.head, on=DAY - ONE_DAY, **told)


@on_sqlite
def test_the_pages(rostered: Place, staff_client: FlaskClient) -> None:
    with time_machine.travel(AT, tick=True):
        asking, page = Counter(staff_client, rostered.officer), "/registers/duty-swaps/new"
        asking.post(page, 422, on="2026-11-20", why="x")
        swap = asking.post(page, on="2026-11-20", asked=rostered.clerk.public_id, why="家长会").location
        Counter(staff_client, rostered.clerk).post(f"{swap}/agree", page=swap)
        head = Counter(staff_client, rostered.head)
        assert "家长会" in words(head.get("/registers/duty-swaps"))
        head.post(f"{swap}/approve", page=swap)
        assert rostered.head.name in words(head.get(swap))
        page = f"/registers/sit-in-days/new/{rostered.office.id}"
        given = {"officer": rostered.head.public_id, "on": "2026-11-20", "village": "", "hours": "9:00"}
        head.post(page, 422, **given)
        day = head.post(page, **given, place="大厅").location
        assert "大厅" in words(head.get("/registers/sit-in-days"))
        head.post(f"{day}/strike", page=day, why="开会")
