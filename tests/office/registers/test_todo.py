"""What of the registers waits on whose desk."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from tests.office.registers.conftest import Place
from tests.support.factories_cases import moment
from workflow.base.db import session
from workflow.office.desk import rooms
from workflow.office.outlets import operations as outlets
from workflow.office.outlets.operations import Shift
from workflow.office.registers import todo
from workflow.office.registers.duty import operations as duty
from workflow.office.registers.supervisors import operations as supervisors
from workflow.office.registers.visits import operations as visits
from workflow.office.registers.worklog import operations as worklog
from workflow.places.models import Institution
from workflow.staff.models import Officer

AT, DAY, NEXT = moment("2026-11-19 18:00"), date(2026, 11, 19), date(2026, 11, 20)


def waiting(person: Officer, now: datetime = AT) -> list[tuple[str, bool]]:
    return [(row.endpoint, row.late) for row in todo.rows(person, now=now, limit=9)]


def test_each_thing_waits_for_whoever_acts_next(place: Place) -> None:
    session.query(Institution).one().pack = "plan_annual"
    outlets.roster(place.office, NEXT, [Shift(place.officer, "")], by=place.head, at=AT)
    swap = duty.ask(place.clerk, on=NEXT, back_on=None, why="开会", by=place.officer, at=AT)
    told: dict[str, Any] = {"met": "村主任", "told": "三户展期", "follow_up": "送表", "follow_up_on": NEXT}
    visits.visit_village(place.village, "cadre", on=DAY, **told, by=place.officer, at=AT)
    worklog.write(place.officer, on=DAY, category="survey", plan="看苹果", result="看了四户", village=None,
                  households=4, late_why="", at=AT)  # fmt: skip
    watcher = supervisors.appoint(
        place.discipline.office, name="姚老师", standing="退休教师", appointed_by="理事会", appointed_on=DAY,
        until_on=None, stages=["answer"], account=place.supervisor, by=place.discipline, at=AT,
    )  # fmt: skip
    supervisors.observe(watcher, place.office, on=DAY, stage="answer", text="等了一小时", by=place.supervisor, at=AT)
    session.commit()
    assert waiting(place.clerk) == [("swaps.show", False)]
    assert waiting(place.officer) == [("visits.show", False)]
    assert waiting(place.officer, moment("2026-11-21 09:00")) == [("visits.show", True)]
    ours = [("worklog.index", False), ("months.index", False), ("observations.show", False)]
    assert waiting(place.head) == ours
    duty.agree(swap, by=place.clerk, at=AT)
    assert waiting(place.clerk) == []
    assert waiting(place.head) == [("swaps.show", False), *ours]
    assert waiting(place.head, moment("2026-11-21 09:00"))[0] == ours[0], "a day that is over waits for nobody"
    assert [row.endpoint for row in rooms.todos(place.clerk, now=AT, limit=9)] == []

