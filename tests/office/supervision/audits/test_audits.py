"""A special audit from its questions to its end; nobody audits themselves; findings rest on events."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.office.supervision.draws.conftest import AT, Place, place
from tests.support.counter import Counter
from tests.support.page import words
from workflow.base.db import session
from workflow.kernel import ids
from workflow.kernel.errors import Conflict, Forbidden, Invalid
from workflow.office.registers import operations as registers
from workflow.office.supervision import todo
from workflow.office.supervision.audits import operations, queries, rules
from workflow.office.supervision.audits.models import QUESTION, SpecialAudit
from workflow.office.supervision.audits.rules import Reference
from workflow.staff.models import Officer
from workflow.stages.appraisal.book.models import PreCredit
from workflow.stages.appraisal.panel.models import Panel
from workflow.stages.people.models import Household

assert place  # the fixture
DAY = date(2016, 11, 19)
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@settings(deadline=None)  # how long one takes on a busy machine says nothing
@given(st.lists(st.tuples(st.integers(1, 999_999), st.integers(1, 999)), max_size=4))
def test_events_are_named_as_they_are_shown(named: list[tuple[int, int]]) -> None:
    references = [Reference(f"2026-{number:06d}", sequence) for number, sequence in named]
    assert rules.referred(", ".join(map(str, references))) == references


@pytest.mark.parametrize("typed", ["x", "#3", "2016-000001#", "2016-000001#x"])
def test_what_names_no_event(typed: str) -> None:
    with pytest.raises(Invalid):
        rules.referred(typed)


def test_a_question_that_no_column_would_hold() -> None:
    longest = "问" * QUESTION
    assert rules.questions(f"一？\n\n{longest}", QUESTION) == ["一？", longest]
    with pytest.raises(Invalid, match="400 characters") as refused:
        rules.questions(f"一？\n{longest}问", QUESTION)
    assert refused.value.field == "questions"


@on_sqlite
def test_what_verification_could_not_explain_asks_for_an_audit(place: Place) -> None:
    panel = Panel(public_id=ids.public_id(), name="评议组", office_id=place.office.id, kind="village",
                  village_id=place.made.village.id, formed_at=AT, formed_by_id=place.head.id, rules_on=DAY)  # fmt: skip
    household = next(iter(session.query(Household)))
    session.add(panel)
    session.flush()
    session.add(PreCredit(public_id=ids.public_id(), panel_id=panel.id, household_id=household.id, amount=5_000_000,
                          counted=5, state="audited", made_at=AT, settled_at=AT, note=""))  # fmt: skip
    session.commit()
    [sent] = queries.sent(place.audit)
    assert (sent.office, sent.number) == (place.office, 1)
    assert [each.endpoint for each in todo.rows(place.audit, now=AT, limit=9)] == ["draws.index", "audits.new"]
    opened(place)
    assert queries.sent(place.audit) == []


def opened(place: Place, **changed: Any) -> SpecialAudit:
    told = {
        "officer": place.officer, "since_on": date(2016, 5, 1), "until_on": DAY, "cause": "贷款高于预授信，原因不明",
        "questions": ["贷款超过预授信的原因？", "调查是否到户？"],
    }  # fmt: skip
    return operations.open_audit(place.office, **(told | changed), by=place.audit, at=AT)


def test_from_the_questions_to_the_end(place: Place) -> None:
    found = opened(place, officer=None)
    [newest, *_others] = queries.acts(found, 9)
    finding = operations.find(
        found.questions[0], found="登记日与受理日相差过大", references=[newest.reference], by=place.auditor, at=AT
    )
    assert queries.acts_behind([finding])[finding.id][0].reference == newest.reference
    another = operations.find(
        found.questions[1], found="未到户", references=[newest.reference], by=place.auditor, at=AT
    )
    second = opened(place, officer=None)
    operations.find(second.questions[0], found="同上", references=[newest.reference], by=place.auditor, at=AT)
    assert queries.unanswered(place.head, 2) == [found, second], "each audit once, however much was found"
    operations.answer(another, text="已到户", by=place.head, at=AT)
    with pytest.raises(Conflict, match="not answered"):
        operations.close(found, conclusion="整改", by=place.audit, at=AT)
    operations.answer(finding, text="当日停电，次日补录", by=place.head, at=AT)
    assert queries.unanswered(place.head, 9) == [second]
    with pytest.raises(Conflict, match="answered already"):
        operations.answer(finding, text="再答", by=place.head, at=AT)
    operations.close(found, conclusion="责成网点停电时手工登记", by=place.audit, at=AT)
    session.commit()
    with pytest.raises(Conflict, match="closed"):
        operations.find(found.questions[1], found="x", references=[newest.reference], by=place.auditor, at=AT)
    with pytest.raises(Conflict, match="cannot be undone"):
        registers.strike(found, why="改", by=place.audit, at=AT)
    for statement in (
        "UPDATE audit_question SET text = 'x'", "UPDATE audit_finding SET found = 'x'", "DELETE FROM audit_finding",
        "UPDATE audit_finding SET answer = 'x'", "DELETE FROM audit_evidence",
    ):  # fmt: skip
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(text(statement))


@on_sqlite
def test_nobody_audits_themselves(place: Place) -> None:
    with pytest.raises(Forbidden):
        operations.open_audit(
            place.office, officer=None, since_on=DAY, until_on=DAY, cause="x", questions=["y"], by=place.head, at=AT
        )
    with pytest.raises(Forbidden):
        opened(place, officer=place.audit)
    found = opened(place)
    reference = Reference("2016-000001", 1)
    for person in (place.officer, place.head):
        with pytest.raises(Forbidden):
            operations.find(found.questions[0], found="x", references=[reference], by=person, at=AT)
    finding = operations.find(found.questions[0], found="x", references=[reference], by=place.auditor, at=AT)
    with pytest.raises(Forbidden):
        operations.answer(finding, text="y", by=place.auditor, at=AT)
    operations.answer(finding, text="y", by=place.officer, at=AT)
    with pytest.raises(Forbidden):
        operations.close(found, conclusion="z", by=place.officer, at=AT)


@on_sqlite
def test_what_is_no_audit_and_no_finding(place: Place) -> None:
    for wrong, said in (
        ({"until_on": DAY + timedelta(days=1)}, "up to today"), ({"since_on": DAY + timedelta(days=1)}, "up to today"),
        ({"officer": place.county}, "does not work"),
    ):  # fmt: skip
        with pytest.raises(Invalid, match=said):
            opened(place, **wrong)
    found = opened(place)
    for references, said in (
        ([], "at least one"), ([Reference("2016-999999", 1)], "no event"),
        ([Reference("2016-000001", 10**30)], "no event"),
    ):  # fmt: skip
        with pytest.raises(Invalid, match=said):
            operations.find(found.questions[0], found="x", references=references, by=place.auditor, at=AT)
    known = [Reference("2016-000001", 1)]
    finding = operations.find(found.questions[0], found="x", references=known, by=place.auditor, at=AT)
    with pytest.raises(Invalid, match="what the office says") as refused:
        operations.answer(finding, text="", by=place.officer, at=AT)
    assert (refused.value.field, finding.answered_at) == ("answer", None)
    operations.answer(finding, text="已改", by=place.officer, at=AT)
    with pytest.raises(Invalid, match="what follows") as refused:
        operations.close(found, conclusion="", by=place.audit, at=AT)
    assert (refused.value.field, found.closed_at) == ("conclusion", None)
    found = opened(place)
    for theirs in (place.officer, place.head):
        with pytest.raises(Forbidden, match="not yours"):
            registers.strike(found, why="误开", by=theirs, at=AT)
    registers.strike(found, why="误开", by=place.audit, at=AT)
    with pytest.raises(Conflict):
        operations.close(found, conclusion="z", by=place.audit, at=AT)


@on_sqlite
def test_the_pages(place: Place, staff_client: FlaskClient) -> None:
    told = {"office": str(place.office.id), "officer": "", "since_on": "2016-05-01", "until_on": "2016-11-19",
            "cause": "原因不明", "questions": "一、原因？\n二、到户？"}  # fmt: skip
    with time_machine.travel(AT, tick=False):
        at_work = Counter(staff_client, place.audit)
        at_work.post("/supervision/audits/new", 422, **(told | {"questions": " "}))
        page = at_work.post("/supervision/audits/new", **told).headers["Location"].removeprefix("/staff")
        shown = at_work.get(page)
        box = next(each for each in shown.iter("input") if each.get("name") == "events")
        at_work.post(f"{page}/questions/1", 422, page=page, found="登记晚了")
        at_work.post(f"{page}/questions/1", page=page, found="登记晚了", events=box.get("value"),
                     others="2016-000002#1")  # fmt: skip
        answering = session.get_one(Officer, place.head.id)
        assert [each.endpoint for each in todo.rows(answering, now=AT, limit=9)] == ["audits.show"]
        head = Counter(staff_client, answering)
        shown = head.get(page)
        act = next(form.get("action") for form in shown.iter("form") if "/findings/" in (form.get("action") or ""))
        head.post(str(act).removeprefix("/staff"), page=page, answer="停电")
        assert "停电" in words(head.get(page))
        head.post(f"{page}/close", 403, page=page, conclusion="无")
        at_work = Counter(staff_client, place.audit)
        at_work.post(f"{page}/close", page=page, conclusion="手工登记")
        assert staff_client.get(f"{page}/paper").data.startswith(b"%PDF-")
        assert "手工登记" in staff_client.get("/supervision/audits?format=csv").get_data(as_text=True)
        Counter(staff_client, place.officer).get(page, 404)
