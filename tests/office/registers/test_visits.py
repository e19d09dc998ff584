"""Visits and meetings: what was said, what follows by which day, and who says what came of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select, text

from tests.office.registers.conftest import Place
from tests.support.counter import Counter
from tests.support.factories_cases import id_number, moment, person
from tests.support.page import words
from workflow.base import audit
from workflow.base.db import session
from workflow.kernel.errors import Conflict, Forbidden, Invalid
from workflow.office.looks import queries as looks_at
from workflow.office.registers import operations as registers
from workflow.office.registers.visits import operations, queries
from workflow.office.registers.visits.models import Meeting, Visit
from workflow.office.supervision.verify.trail import trail
from workflow.places.models import Institution
from workflow.staff.rights import may
from workflow.staff.roles import Role
from workflow.stages.people import operations as people
from workflow.stages.people.models import Household
from workflow.stages.people.operations import Person

AT, DAY = moment("2026-11-19 18:00"), date(2026, 11, 19)
ONE_DAY = timedelta(days=1)
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
TOLD: dict[str, Any] = {
    "on": DAY, "met": "何主任", "told": "苹果滞销，三户要展期",
    "follow_up": "送展期申请表", "follow_up_on": DAY + ONE_DAY,
}  # fmt: skip


def visited(place: Place, **changed: Any) -> Visit:
    return operations.visit_village(place.village, "cadre", **TOLD | {"by": place.officer, "at": AT} | changed)


def test_what_follows_is_followed_up_once_and_stays(place: Place) -> None:
    visit = visited(place)
    session.commit()
    assert b"\xe8" not in visit.told_sealed[:4]
    assert queries.open_follow_ups(Visit, place.officer, 9) == [visit]
    assert queries.late(Visit, place.head, "visit.see", DAY + ONE_DAY, 9) == []
    assert queries.late(Visit, place.head, "visit.see", DAY + 2 * ONE_DAY, 9) == [visit]
    assert [may(each, "visit.follow", visit) for each in (place.officer, place.head, place.auditor, place.county)] == [
        True, True, False, False,
    ]  # fmt: skip
    operations.follow(visit, outcome="已送三份", by=place.head, at=AT)
    session.commit()
    assert (visit.outcome, visit.followed_by) == ("已送三份", place.head)
    assert queries.late(Visit, place.head, "visit.see", DAY + 2 * ONE_DAY, 9) == []
    with pytest.raises(Conflict, match="Nothing waits"):
        operations.follow(visit, outcome="x", by=place.officer, at=AT)
    with pytest.raises(Conflict, match="cannot be undone"):
        registers.strike(visit, why="x", by=place.officer, at=AT)


@on_sqlite
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"on": DAY + ONE_DAY}, "not come"),
        ({"follow_up_on": None}, "has a day"),
        ({"follow_up": ""}, "has a day"),
        ({"follow_up_on": DAY - ONE_DAY}, "after it"),
    ],
)
def test_what_no_visit_may_say(place: Place, wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(Invalid, match=said):
        visited(place, **wrong)


def household(place: Place, number: int = 7) -> Household:
    borrower = Person("何来福", id_number(number), "13800000000", "head")
    made = people.record_household(
        village=place.village, group="", address="", borrower=borrower, spouse=None, by=place.clerk, at=AT
    )
    return made.household


@on_sqlite
def test_who_is_tied_to_a_household_does_not_visit_it(place: Place) -> None:
    home = household(place)
    visit = operations.visit_household(home, **TOLD, by=place.officer, at=AT)
    assert (visit.household, visit.village) == (home, place.village)
    people.declare_tie(home, officer=place.officer, nature="relative", by=place.head, at=AT)
    with pytest.raises(Forbidden, match="somebody else visits"):
        operations.visit_household(home, **TOLD, by=place.officer, at=AT)


@on_sqlite
def test_villages_and_meetings_that_wait(place: Place) -> None:
    assert queries.unvisited(place.head, DAY) == [], "where no rule wants visits"
    session.query(Institution).one().pack = "ex_branch49"
    assert queries.unvisited(place.head, DAY) == [place.village]
    visited(place)
    assert queries.unvisited(place.head, DAY) == []
    assert queries.unvisited(place.head, date(2027, 6, 20)) == [place.village]
    assert queries.meeting_due(place.office, DAY) is None
    met(place)
    assert queries.meeting_due(place.office, DAY) == date(2026, 12, 19)


def met(place: Place, **changed: Any) -> Meeting:
    usual: dict[str, Any] = {
        "on": DAY, "topics": "十一月例会", "reports": {place.officer: "收息七户", place.clerk: ""},
        "decided": "逾期户逐户上门",
        "follow_up": "列逾期清单", "follow_up_on": DAY + ONE_DAY, "by": place.back, "at": AT,
    }  # fmt: skip
    return operations.meet(place.office, place.head, **(usual | changed))


def test_a_meeting_keeps_who_came_and_what_each_reported(place: Place) -> None:
    met(place)
    session.commit()
    meeting = session.scalars(select(Meeting)).one()
    assert {each.officer: each.text for each in meeting.reports} == {place.officer: "收息七户", place.clerk: None}
    assert queries.open_follow_ups(Meeting, place.head, 9) == [meeting]
    with pytest.raises(Invalid, match="who came"):
        met(place, reports={})
    with pytest.raises(Invalid, match="does not work"):
        met(place, reports={place.hr: ""})


@on_sqlite
def test_what_a_household_said_is_not_read_without_a_look(place: Place, staff_client: FlaskClient) -> None:
    home = household(place)
    visit = operations.visit_household(home, **TOLD, by=place.officer, at=AT)
    visited(place)
    session.commit()
    name, one, reader = f"household:{home.public_id}", f"/registers/visits/{visit.public_id}", place.head.id
    with time_machine.travel(AT + 2 * ONE_DAY, tick=True):
        head, seen = Counter(staff_client, place.head), 0
        head.get("/registers/visits?month=2026-11")
        head.get("/registers/visits?month=2026-10")  # what is late stands above every month
        staff_client.get("/registers/visits?format=csv")
        head.get(one)
        for step in ("outcome", "strike"):
            head.post(f"{one}/{step}", 422 if step == "outcome" else 403, page=one)
            seen += 1
    looks = [event.payload for event in audit.history(f"looks:{reader}")]
    listed = {"what": "visits:register", "purpose": "visits", "of": [name]}
    assert looks[:3] == [listed] * 3
    assert [each["what"] for each in looks[3:]] == [name] * (seen + 2), looks  # the form is read before it is sent


@on_sqlite
def test_a_list_is_one_look_however_many_households_said_something(place: Place, staff_client: FlaskClient) -> None:
    homes = [household(place, number) for number in range(7, 10)]
    for home in (*homes, homes[0]):
        operations.visit_household(home, **TOLD, by=place.officer, at=AT)
    session.commit()
    with time_machine.travel(AT, tick=True):
        Counter(staff_client, place.head).get("/registers/visits")
    [look] = [event.payload for event in audit.history(f"looks:{place.head.id}")]
    assert sorted(look["of"]) == sorted(f"household:{home.public_id}" for home in homes)
    found = looks_at.looks(place.auditor, looks_at.Asked(thing=f"household:{homes[1].public_id}"), limit=9)
    assert [(each.sort, each.purpose) for each in found] == [("visits", "visits")]
    assert list(trail()) == []
    session.execute(text("DROP TRIGGER look_within_kept"))
    session.execute(text("DELETE FROM look_within WHERE thing = :thing"), {"thing": look["of"][0]})
    assert len(list(trail())) == 1


@on_sqlite
def test_the_pages(place: Place, staff_client: FlaskClient) -> None:
    home = household(place)
    other = person(Role.CREDIT_OFFICER, place.office, "别的人")
    session.commit()
    given = {"on": "2026-11-19", "met": "户主", "follow_up": "下周复查", "follow_up_on": "2026-11-19"}
    with time_machine.travel(AT, tick=True):
        at_work, page = Counter(staff_client, place.officer), f"/registers/visits/households/{home.public_id}"
        at_work.post(page, 422, **given)
        shown = at_work.post(page, **given, told="圈舍已建好").location
        assert "圈舍已建好" in words(at_work.get("/registers/visits"))
        village = {"village": place.village.code, "sort": "cadre"}
        at_work.post("/registers/visits/new", **given, **village, told="村里有三户要建棚")
        Counter(staff_client, other).get(shown, 404)
    with time_machine.travel(AT + ONE_DAY, tick=True):
        Counter(staff_client, place.auditor).post(f"{shown}/outcome", 403, page=shown, outcome="x")
        head = Counter(staff_client, place.head)
        assert "下周复查" in words(head.get("/registers/visits"))
        head.post(f"{shown}/outcome", 422, page=shown)
        head.post(f"{shown}/outcome", page=shown, outcome="已复查")
        page = f"/registers/meetings/new/{place.office.id}"
        told = {"on": "2026-11-19", "topics": "例会", "leader": place.head.public_id, "decided": "先收息"}
        head.post(page, 422, **told)
        meeting = head.post(page, **told, **{f"report_{place.officer.public_id}": "收息七户"}).location
        assert "收息七户" in words(head.get(meeting))
        head.get("/registers/meetings")
        staff_client.get("/registers/meetings?format=pdf")
        head.post(f"{meeting}/strike", page=meeting, why="记错")
