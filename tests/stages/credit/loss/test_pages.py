"""The way of a lost line over the staff's pages: cancelled, listed, approved, printed, hung up, taken down."""

from __future__ import annotations

import pytest
import time_machine
from flask.testing import FlaskClient

from tests.stages.credit.loss.conftest import AT, Lines
from tests.support.counter import Counter
from tests.support.page import words
from workflow.base import audit
from workflow.base.db import session
from workflow.stages.credit.loss.models import LossList
from workflow.stages.credit.models import CreditLine
from workflow.stages.people import queries as people

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_from_the_case_to_the_board_in_the_village(lines: Lines, staff_client: FlaskClient) -> None:
    with time_machine.travel(AT, tick=True):
        village = lines.made.house.village.code
        _cancel(lines, Counter(staff_client, lines.head))
        at_work = Counter(staff_client, lines.clerk)
        at_work.post(f"/losses/draw-up/{village}", page="/losses")
        one = f"/losses/{session.query(LossList).one().public_id}"
        at_work.get(f"{one}/print", 409)
        at_work.get(one)
        stream = session.query(LossList).one().stream
        assert stream in [event.payload["what"] for event in audit.history(f"looks:{lines.clerk.id}")]
        at_work = Counter(staff_client, lines.leader)
        made = session.query(LossList).one()
        at_work.post(f"{one}/approve", page=one, seen=made.version)
        at_work = Counter(staff_client, lines.poster)
        printed = at_work.get(f"{one}/print")
        names = [line.household.members[0].name for line in session.query(CreditLine).order_by(CreditLine.id)]
        assert [name in words(printed) for name in names] == [True, True, False]
        assert not list(printed.iter("svg")), "no code to scan stands on it"
        at_work.post(f"{one}/post", 422, page=one, seen=2, on="2026-11-20", place="村委会")
        at_work.post(f"{one}/post", page=one, seen=2, on="2026-11-19", place="村委会公告栏")
        assert "村委会公告栏" in words(at_work.get(one))
        at_work.post(f"{one}/take-down", page=one, seen=3, on="2026-11-19")
        assert "取下" in words(at_work.get("/losses"))


def _cancel(lines: Lines, at_work: Counter) -> None:
    case = session.get_one(CreditLine, 1).case
    page, seen = f"/cases/{case.public_id}/line/cancel", case.version
    told = {"reason": "overdue", "evidence": "逾期台账第3页", "seen": seen}
    number = session.get_one(CreditLine, 2).household.members[0].id_number
    refused = at_work.post(page, 422, **told).get_data(as_text=True)
    assert "逾期台账第3页" in refused
    at_work.post(page, 422, **told, first="11010119900307803X")
    looks = [event.payload["what"] for event in audit.history(f"looks:{lines.head.id}")]
    assert people.sought("11010119900307803X") in looks, "who asks after a number is known, found or not"
    at_work.post(page, **told, first=number)
    assert "2" in words(at_work.get("/losses"))


def test_who_has_no_part_in_it(lines: Lines, staff_client: FlaskClient) -> None:
    page = f"/cases/{lines.all[0].case.public_id}/line/cancel"
    desk = lines.made.house.clerk
    at_work = Counter(staff_client, lines.clerk)
    at_work.get(page, 403)
    at_work = Counter(staff_client, desk)
    at_work.get("/losses", 403)
