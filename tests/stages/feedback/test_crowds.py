"""Seven hundred filings of robots in an hour: everybody gets in, and what people wrote is found and answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import Engine, event, select

from tests.stages.feedback.test_talking import told
from tests.stages.feedback.test_views import client, post
from tests.support import factories_feedback as make
from tests.support.factories_feedback import MONDAY, House
from workflow.base.db import session
from workflow.base.settings import Limits
from workflow.carriers.models import Heartbeat
from workflow.doors.inbox import receive, take
from workflow.office import tick
from workflow.stages.feedback import operations, queries, todo
from workflow.stages.feedback.models import Complaint

ROBOTS, WORDINGS = 700, 3
SHARED = "10.0.0.1"
PEOPLE = ("等了一个月没有答复。", "要我先请吃饭才肯办。", "多收了二十元工本费。", "说好三天，七天了还没消息。")
ANSWER = {"findings": "已核对", "outcome": "upheld", "answer": "已经办妥，并道歉"}


@pytest.fixture
def house(database: Engine) -> Iterator[House]:
    receive.use_limits(Limits())
    yield make.build()
    session.rollback()


def files(text: str, number: int, *, address: str, at: datetime) -> str:
    """The receipt of an anonymous complaint; whoever is asked to wait waits as long as they were told."""
    given = {"category": "cold", "anonymous": True, "text": text}
    form = {"nonce": f"{number:032x}", "address": address, "opened_at": at}
    with time_machine.travel(at, tick=False) as now:
        try:
            return receive.hand_in("complaint", given, **form).digits
        except receive.TooSoon as error:
            now.shift(error.params["seconds"])
            return receive.hand_in("complaint", given, **form).digits


def flood(house: House, robots: int) -> dict[str, str]:
    """Robots behind the address that a village shares, and people of the village between them: words by receipt."""
    people = dict(zip(range(robots // 3, robots, robots // 3), PEOPLE, strict=False))
    found = {}
    for number in range(robots):
        at = MONDAY + timedelta(seconds=number * 3000 // robots)
        said = f"No.{number} 信用社第{number % WORDINGS}号谣言{'甲乙丙'[number % WORDINGS]}！"
        files(said, number, address=SHARED, at=at)
        if number in people:
            found[files(people[number], 10_000 + number, address=SHARED, at=at)] = people[number]
    operations.take_waiting(at=MONDAY + timedelta(hours=1))
    while operations.take_waiting(at=MONDAY + timedelta(hours=1)):
        pass
    session.commit()
    return found


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_seven_hundred_robots_bury_nobody(house: House) -> None:
    early = make.complaint(house, text="早先的一件", at=MONDAY)
    people = flood(house, ROBOTS)
    desk = house["discipline"]
    shown = queries.heaps(desk, limit=Limits().page_size)
    assert {heap.first.text for heap in shown if heap.size == 1} == set(people.values())
    assert len(shown) == len(people) + WORDINGS
    assert len(todo.rows(desk, now=MONDAY, limit=50)) <= Limits().filings_per_hour_address + 2
    assert early in queries.to_register_or_assign(desk, limit=1)
    for digits, words in people.items():
        answered(house, next(heap.first for heap in shown if heap.first.text == words))
        known = receive.answer(digits, address="x") or {}
        assert known["complaint"]["answer"] == ANSWER["answer"]


def answered(house: House, complaint: Complaint) -> None:
    at = MONDAY + timedelta(days=1)
    known = {"category": "cold", "officers": [], "office": None, "case_number": ""}
    operations.register(complaint, **known, by=house["discipline"], at=at)
    operations.assign(complaint, house["auditor"], by=house["discipline"], at=at)
    operations.answer(complaint, **ANSWER, by=house["auditor"], at=at)
    session.commit()


def test_a_heap_is_registered_as_one_and_every_receipt_is_answered(house: House) -> None:
    receive.use_limits(Limits(filings_per_hour_address=2))
    flood(house, 20)
    desk, at = house["discipline"], MONDAY + timedelta(days=1)
    largest = queries.heaps(desk, limit=50)[-1]
    assert largest.size == 6
    lead = operations.register_heap(largest.first, most=4, by=desk, at=at)
    assert len(queries.heap_of(lead, desk, limit=50)) == 2
    session.commit()
    rest = queries.heap_of(lead, desk, limit=1)[0]
    assert operations.register_heap(rest, most=4, by=desk, at=at) == lead
    operations.assign(lead, house["auditor"], by=desk, at=at)
    operations.answer(lead, **ANSWER, by=house["auditor"], at=at)
    every = session.scalars(select(Complaint).where(Complaint.alike == lead.alike)).all()
    assert {(each.state, told(each)["answer"]) for each in every} == {("answered", ANSWER["answer"])}
    assert len(every) == largest.size


def test_whoever_holds_the_receipt_of_an_application_is_no_crowd(house: House) -> None:
    receive.use_limits(Limits(filings_per_hour_address=0, slow_seconds=0))
    case = make.case(house, "2026-000001", accepted=MONDAY)
    case.receipt_key = "a" * 64
    known = operations.take_complaint(make.hand_in_complaint("很慢", nonce="1" * 32, receipt_key="a" * 64), at=MONDAY)
    other = operations.take_complaint(make.hand_in_complaint("很慢", nonce="2" * 32), at=MONDAY)
    assert (known.alike, other.alike is None) == (None, False)
    assert queries.heaped(house["discipline"]).complaints == 1


def test_nobody_finds_a_heap_that_concerns_them(house: House) -> None:
    receive.use_limits(Limits(filings_per_hour_address=0, slow_seconds=0))
    for number in "12":
        operations.take_complaint(make.hand_in_complaint("很慢", nonce=number * 32), at=MONDAY)
    one, two = session.scalars(select(Complaint).order_by(Complaint.id)).all()
    operations.register(
        one, category="cold", officers=[house["leader"]], office=None, case_number="", by=house["discipline"], at=MONDAY
    )
    session.commit()
    assert queries.heaped(house["leader"]).complaints == 1
    operations.register_heap(two, most=9, by=house["discipline"], at=MONDAY)
    assert house["leader"].id in two.excluded_ids


def test_the_pages(apps: tuple[Flask, Flask], house: House) -> None:
    receive.use_limits(Limits(filings_per_hour_address=2))
    flood(house, 12)
    desk = client(apps, house, "discipline")
    assert 'href="/complaints/crowd"' in desk.get("/complaints").get_data(as_text=True)
    page = desk.get("/complaints/crowd").get_data(as_text=True)
    assert page.index(PEOPLE[0]) < page.index("谣言")
    heap = queries.heaps(house["discipline"], limit=50)[-1].first
    registered = post(desk, "/complaints/crowd", f"/complaints/{heap.public_id}/heap")
    assert registered.headers["Location"].endswith(f"/complaints/{heap.public_id}")
    unsent = desk.post(f"/complaints/{heap.public_id}/heap", data={})
    assert unsent.status_code in (400, 422)
    leader = client(apps, house, "leader")
    assert post(leader, "/complaints", f"/complaints/{heap.public_id}/heap").status_code == 403
    for after in ("x,y", "0", ",", "1,", "9" * 30, f"1,{'9' * 30}"):
        assert desk.get(f"/complaints/crowd?after={after}").status_code == 200, after


def test_a_crowd_is_taken_in_a_few_at_a_time(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever files while the worker is at it waits for one portion, not for all that lies before the door."""
    waited: list[float] = []
    monkeypatch.setattr(tick, "sleep", waited.append)
    session.commit()
    for number in range(2 * take.PORTION + 3):
        files("等了很久", number, address=f"10.0.1.{number}", at=MONDAY + timedelta(seconds=number))
    told: list[object] = []
    inbox = next(part for part in tick.DUTIES if part.name == "inbox")

    def act(at: datetime) -> object:
        told.append(inbox.act(at))
        return told[-1]

    assert tick.do([replace(inbox, act=act)], at=MONDAY + timedelta(hours=1)) == []
    nothing_else = {"withdrawals": 0, "papers": 0, "objections": 0, "cards": 0}
    assert told == [nothing_else | {"complaints": number} for number in (take.PORTION, take.PORTION, 3)]
    assert len(waited) == 2, "others write meanwhile"
    assert "23 complaints" in session.scalars(select(Heartbeat.note)).one()


def test_the_alarm_asks_once_who_could_handle_what_nobody_handles(house: House, database: Engine) -> None:
    def asked() -> int:
        counted: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            counted.append(statement)

        event.listen(database, "before_cursor_execute", note)
        assert queries.without_handler() == []
        event.remove(database, "before_cursor_execute", note)
        return len(counted)

    make.complaint(house, text="第一件", at=MONDAY)
    few = asked()
    for number in range(5):
        make.complaint(house, text=f"另一件{number}", at=MONDAY)
    assert asked() == few
