"""Quarterly studies: figures counted, tasks that name department, person and day, what is owed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient

from tests.support.counter import Counter
from tests.support.factories_cases import House, house, moment, person
from tests.support.page import words
from workflow.base.db import session
from workflow.kernel import ids
from workflow.kernel.errors import Conflict, Forbidden, Invalid, NotSet
from workflow.office.registers import operations as registers
from workflow.office.supervision import todo
from workflow.office.supervision.models import Breach
from workflow.office.supervision.studies import operations, queries
from workflow.office.supervision.studies.models import Study
from workflow.office.supervision.studies.operations import Task
from workflow.places.models import Institution
from workflow.policy.turns import turn_of
from workflow.staff.models import Officer
from workflow.staff.roles import Role

AT, DAY = moment("2016-11-19 09:00"), date(2016, 11, 19)
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def made(database: Any) -> House:
    made = house("naxi2011")
    for number, on in enumerate(("2016-09-30", "2016-10-01", "2016-11-01")):
        session.add(Breach(public_id=ids.public_id(), kind="missed_clock", subject=f"case:{number}",
                           found_at=moment(on), facts={}))  # fmt: skip
    made.people[Role.LEADER] = person(Role.LEADER, made.branch.parent or made.branch, "分管领导")
    session.commit()
    return made


def leader(made: House) -> Officer:
    return made.people[Role.LEADER]


def held(made: House, **changed: Any) -> Study:
    task = Task("清理逾期未答复业务", "信贷管理部", made.people[Role.BRANCH_HEAD], date(2016, 12, 10))
    told = {"held_on": DAY, "present": "分管领导、稽核", "matters": "三季度时限情况", "tasks": [task]} | changed
    return operations.hold(**told, by=leader(made), at=AT)


def test_held_with_its_figures_and_a_task_that_somebody_else_confirms(made: House) -> None:
    assert [each.first for each in queries.owed(leader(made).office_id, DAY)] == [date(2016, 7, 1), date(2016, 10, 1)]
    study = held(made)
    assert (study.told["breaches"], study.told["missed"], study.told["unexplained"]) == (2, 2, 2)
    assert [each.first for each in queries.owed(leader(made).office_id, DAY)] == [date(2016, 7, 1)]
    earlier = queries.figures(turn_of(date(2016, 8, 1), 3), DAY)
    assert earlier["breaches"] == 1, "midnight belongs to the next quarter alone"
    with pytest.raises(Conflict):
        held(made)
    head = made.people[Role.BRANCH_HEAD]
    assert queries.tasks_due(head, date(2016, 12, 9), 9) == []
    assert queries.tasks_due(head, date(2016, 12, 10), 9) == study.tasks
    with pytest.raises(Forbidden):
        operations.confirm(study.tasks[0], how="已清理", by=head, at=AT)
    operations.confirm(study.tasks[0], how="系统里已无逾期", by=leader(made), at=AT)
    assert queries.tasks_due(leader(made), date(2016, 12, 10), 9) == []
    with pytest.raises(Conflict):
        operations.confirm(study.tasks[0], how="再次", by=leader(made), at=AT)
    with pytest.raises(Conflict, match="cannot be undone"):
        registers.strike(study, why="改", by=leader(made), at=AT)
    session.commit()


@on_sqlite
def test_what_is_no_study(made: House) -> None:
    early = Task("事", "部", made.people[Role.BRANCH_HEAD], date(2016, 11, 18))
    for wrong, said in (
        ({"held_on": date(2016, 11, 20)}, "not come"), ({"tasks": []}, "at least one task"),
        ({"tasks": [early]}, "before the study"),
    ):  # fmt: skip
        with pytest.raises(Invalid, match=said):
            held(made, **wrong)
    session.query(Institution).one().pack = "rcb_p1"
    with pytest.raises(NotSet):
        held(made)
    assert queries.owed(leader(made).office_id, DAY) == []


@on_sqlite
def test_the_pages(made: House, staff_client: FlaskClient) -> None:
    head = made.people[Role.BRANCH_HEAD]
    told = {"held_on": "2016-11-19", "present": "分管领导", "matters": "时限情况", "tasks-0-what": "清理逾期"}
    whole = {"tasks-0-department": "信贷部", "tasks-0-officer": head.public_id, "tasks-0-due_on": "2016-11-19"}
    with time_machine.travel(AT, tick=False):
        at_work = Counter(staff_client, leader(made))
        assert [each.late for each in todo.rows(leader(made), now=AT, limit=9)] == [True, False]
        at_work.get("/supervision/studies")
        at_work.post("/supervision/studies/new", 422, **told)
        page = at_work.post("/supervision/studies/new", **told, **whole).headers["Location"].removeprefix("/staff")
        assert "清理逾期" in words(at_work.get(page))
        answering = session.get_one(Officer, head.id)
        assert [each.endpoint for each in todo.rows(answering, now=AT, limit=9)] == ["studies.show"]
        at_work.post(f"{page}/tasks/1", 422, page=page, how="")
        at_work.post(f"{page}/tasks/1", page=page, how="已清理，附清单")
        assert "附清单" in words(at_work.get(page))
        assert staff_client.get("/supervision/studies?format=pdf").data.startswith(b"%PDF-")
        assert "清理逾期" in staff_client.get("/supervision/studies?format=csv").get_data(as_text=True)
        reader = Counter(staff_client, answering)
        reader.get(page)
        reader.get("/supervision/studies/new", 403)
