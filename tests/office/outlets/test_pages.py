"""The registers in use: every page judged, every refusal said on its field."""

from __future__ import annotations

import time_machine
from flask.testing import FlaskClient

from tests.office.outlets.conftest import Outlet
from tests.support.counter import Counter
from tests.support.factories_cases import moment
from tests.support.page import words
from workflow.base.db import session
from workflow.office.outlets import queries
from workflow.office.outlets.models import Display, DutyShift

NOW = moment("2026-11-19 09:00")


def test_the_head_writes_the_week_down(outlet: Outlet, staff_client: FlaskClient) -> None:
    office, clerk, head = outlet.office.id, outlet.clerk.public_id, outlet.head
    with time_machine.travel(NOW, tick=True):
        at_work = Counter(staff_client, head)
        assert outlet.office.name in words(at_work.get("/outlets/"))
        page = f"/outlets/{office}/roster"
        at_work.get(f"{page}?week=2026-11-09")
        empty = {f"on_2026-11-{day}_{chair}": "" for day in (19, 20) for chair in (0, 1)} | {"window": "2号窗口"}
        at_work.post(page, 422, **empty | {"on_2026-11-19_0": clerk, "on_2026-11-19_1": clerk})
        assert session.query(DutyShift).count() == 0
        at_work.post(f"{page}?week=2026-11-16", **empty | {"on_2026-11-19_0": clerk, "on_2026-11-20_0": clerk})
        assert "2号窗口" in [field.get("value") for field in at_work.get(page).iter("input")]
    assert sorted(shift.on.day for shift in session.query(DutyShift)) == [19, 20]


def test_boards_are_written_down_and_inspected(outlet: Outlet, staff_client: FlaskClient) -> None:
    office, head, auditor = outlet.office.id, outlet.head, outlet.auditor
    page = f"/outlets/{office}/displays"
    with time_machine.travel(NOW, tick=True):
        at_work = Counter(staff_client, head)
        at_work.get(page)
        at_work.post(page, 422, place="board//free_1", put_up_on="2026-11-18")
        at_work.post(page, 422, place="board//officers", put_up_on="2026-12-01")
        at_work.post(page, place="board//officers", put_up_on="2026-11-18")
        at_work = Counter(staff_client, auditor)
        found = {"shown": "board//officers", "inspected_on": "2026-11-19", "result": "good"}
        at_work.post(f"/outlets/{office}/inspections", 422, page=page, **found | {"inspected_on": "2026-11-01"})
        at_work.post(f"/outlets/{office}/inspections", page=page, **found)
        at_work.get(page)
    assert session.query(Display).one().result == "good"


def test_nobody_writes_for_another_outlet(outlet: Outlet, staff_client: FlaskClient) -> None:
    top = list(outlet.made.house.offices.values())[-1]
    at_work = Counter(staff_client, outlet.head)
    at_work.get(f"/outlets/{top.id}/roster", 404)
    at_work.get("/outlets/9999/displays", 404)
    assert queries.outlets_for(outlet.clerk, "outlet.see") == []
