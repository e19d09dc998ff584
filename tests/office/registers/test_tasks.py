"""Tasks of a month: set by the head, counted by the registers, settled once, never public."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import event, select

from tests.office.registers.conftest import Place
from tests.support.counter import Counter
from tests.support.factories_cases import moment, person
from tests.support.page import words
from workflow.base.db import session
from workflow.doors.connection import READABLE
from workflow.doors.published.models import Record
from workflow.kernel.errors import Conflict, Forbidden, Invalid
from workflow.office.publication.operations import generating
from workflow.office.registers import operations as registers
from workflow.office.registers.tasks import operations, queries, rules
from workflow.office.registers.tasks.models import Task
from workflow.office.registers.visits import operations as visits
from workflow.staff.roles import Role

AT, MONTH, AFTER = moment("2026-11-19 18:00"), date(2026, 11, 1), moment("2026-12-01 09:00")
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def set_task(place: Place, **changed: Any) -> Task:
    usual: dict[str, Any] = {"month": date(2026, 11, 19), "measure": "visits", "title": "", "wanted": 4}
    return operations.set_task(place.officer, **usual | {"by": place.head, "at": AT} | changed)


def visit(place: Place, times: int) -> None:
    told: dict[str, Any] = {"on": AT.date(), "met": "村主任", "told": "看果园", "follow_up": "", "follow_up_on": None}
    for _number in range(times):
        visits.visit_village(place.village, "cadre", **told, by=place.officer, at=AT)


@pytest.mark.parametrize(
    ("tasks", "share"),
    [((), 0), (((4, 3),), Fraction(3, 4)), (((4, 9), (2, 0)), Fraction(1, 2)), (((1, 1), (3, 3)), 1)],
)
def test_more_than_was_wanted_counts_as_all(tasks: tuple[tuple[int, int], ...], share: Fraction) -> None:
    assert rules.share(tasks) == share


def test_the_registers_count_and_the_result_stands(place: Place) -> None:
    task, other = set_task(place), set_task(place, measure="by_hand", title="清收不良（户）", wanted=2)
    visit(place, 3)
    assert (queries.counted(task), queries.counted(other)) == (3, None)
    [stands] = queries.standing(place.head, MONTH)
    assert (stands.tasks, stands.met, stands.share, stands.points) == (2, 0, Fraction(3, 8), None)
    with pytest.raises(Conflict, match="not over"):
        operations.settle(task, reached=None, by=place.head, at=AT)
    with pytest.raises(Invalid, match="by hand"):
        operations.settle(task, reached=9, by=place.head, at=AFTER)
    with pytest.raises(Invalid, match="by hand"):
        operations.settle(other, reached=None, by=place.head, at=AFTER)
    assert queries.unsettled(place.head, date(2026, 12, 1)) == 2
    operations.settle(task, reached=None, by=place.head, at=AFTER)
    operations.settle(other, reached=2, by=place.head, at=AFTER)
    session.commit()
    visit(place, 1)
    assert queries.counted(task) == 3, "what is settled stands"
    assert queries.unsettled(place.head, date(2026, 12, 1)) == 0
    with pytest.raises(Conflict, match="cannot be undone"):
        registers.strike(task, why="x", by=place.head, at=AFTER)


def test_a_list_is_counted_in_one_query_a_measure(place: Place) -> None:
    others = [person(Role.CREDIT_OFFICER, place.office, f"另{number}") for number in range(3)]
    tasks = [set_task(place)] + [
        operations.set_task(other, month=MONTH, measure="visits", title="", wanted=1, by=place.head, at=AT)
        for other in others
    ]
    tasks.append(set_task(place, measure="answered"))
    visit(place, 3)
    said, engine = list[str](), session.get_bind()
    event.listen(engine, "before_cursor_execute", lambda *told: said.append(told[2]))
    found = queries.counts(tasks)
    assert list(found.values()) == [3, 0, 0, 0, 0]
    assert len(said) == 2


@on_sqlite
def test_whoever_came_furthest_stands_first(place: Place) -> None:
    other = person(Role.CREDIT_OFFICER, place.office, "另一人")
    set_task(place)
    operations.set_task(other, month=MONTH, measure="by_hand", title="x", wanted=1, by=place.head, at=AT)
    visit(place, 1)
    assert [each.officer for each in queries.standing(place.head, MONTH)] == [place.officer, other]
    assert [each.officer for each in queries.standing(other, MONTH)] == [other], "an officer sees their own"


@on_sqlite
def test_what_no_task_may_be(place: Place) -> None:
    with pytest.raises(Forbidden):
        operations.set_task(place.head, month=MONTH, measure="visits", title="", wanted=1, by=place.head, at=AT)
    for wrong, said in (
        ({"month": date(2026, 10, 1)}, "over"), ({"wanted": 0}, "something"), ({"title": "x"}, "in words"),
        ({"measure": "by_hand"}, "in words"), ({"measure": "x"}, "Choose"),
    ):  # fmt: skip
        with pytest.raises(Invalid, match=said):
            set_task(place, **wrong)
    set_task(place)
    with pytest.raises(Conflict, match="set already"):
        set_task(place)


@on_sqlite
def test_no_task_is_ever_public(place: Place) -> None:
    set_task(place, measure="by_hand", title="绝不公开的任务")
    session.commit()
    generating.bring_up_to_date(AT)
    session.commit()
    held = session.scalars(select(Record.payload)).all()
    assert held
    assert not [each for each in held if "绝不公开" in each]
    assert not {"task", "work_month", "work_quarter"} & set(READABLE)


@on_sqlite
def test_the_pages(place: Place, staff_client: FlaskClient) -> None:
    given = {"officer": place.officer.public_id, "month": "2026-11", "measure": "by_hand", "wanted": "2"}
    with time_machine.travel(AT, tick=True):
        head, page = Counter(staff_client, place.head), "/registers/tasks/new"
        head.post(page, 422, **given)
        task = head.post(page, **given, title="清收不良").location
        assert "清收不良" in words(Counter(staff_client, place.officer).get("/registers/tasks"))
        Counter(staff_client, place.clerk).get("/registers/tasks", 403)
    with time_machine.travel(AFTER, tick=True):
        head = Counter(staff_client, place.head)
        head.post(f"{task}/settle", 422, page=task, reached="")
        head.post(f"{task}/settle", page=task, reached="1")
        assert "50%" in words(head.get("/registers/tasks?month=2026-11"))
