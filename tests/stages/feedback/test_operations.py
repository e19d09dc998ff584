"""A complaint from hand-in to answer: its clock, its exclusions, what the database refuses besides."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError

from tests.support import factories_feedback as make
from tests.support.factories_feedback import MONDAY, House
from workflow.base import audit
from workflow.base.db import session
from workflow.doors.inbox import receive, take
from workflow.kernel.errors import Conflict, Invalid
from workflow.stages.cases.models import CaseHand
from workflow.stages.feedback import operations, queries
from workflow.stages.feedback.models import Complaint


@pytest.fixture
def house(database: Engine) -> House:
    return make.build()


def register(complaint: Complaint, house: House, *officers: str, at: datetime = MONDAY, **more: object) -> None:
    concerned = {"officers": [house[name] for name in officers], "office": None, "case_number": ""} | more
    operations.register(complaint, category="cold", **concerned, by=house["discipline"], at=at)  # type: ignore[arg-type]
    session.commit()


def excluded(complaint: Complaint, house: House) -> set[str]:
    return {name for name, officer in house.officers.items() if officer.id in complaint.excluded_ids}


def test_a_complaint_from_hand_in_to_answer(house: House):
    handed = make.hand_in_complaint("等了两个月没有回音", nonce="a" * 32)
    assert operations.take_waiting(at=MONDAY) == 1
    complaint = queries.complaint_by_receipt(handed.receipt_key)
    assert complaint is not None
    assert (complaint.state, complaint.channel, complaint.anonymous) == ("received", "online", True)
    register(complaint, house)
    operations.assign(complaint, house["discipline.two"], by=house["leader"], at=MONDAY)
    operations.answer(
        complaint, findings="属实", outcome="upheld", answer="已改正", by=house["discipline.two"], at=MONDAY
    )
    session.commit()
    told = take.read_reply(handed.receipt_key)
    assert told is not None
    assert {key: told["complaint"][key] for key in ("state", "outcome", "answer")} == {
        "state": "answered", "outcome": "upheld", "answer": "已改正",
    }  # fmt: skip
    kinds = [event.kind for event in audit.history(complaint.stream)]
    assert kinds == ["complaint_taken", "complaint_registered", "complaint_assigned", "complaint_answered"]
    assert operations.take_waiting(at=MONDAY) == 0


def test_one_press_takes_a_portion_and_the_next_ones_the_rest(house: House):
    handed = [make.hand_in_complaint(f"第{number}件", nonce=f"{number:032d}") for number in range(take.PORTION + 2)]
    assert [operations.take_waiting(at=MONDAY) for _press in range(3)] == [take.PORTION, 2, 0]
    taken = [queries.complaint_by_receipt(each.receipt_key) for each in handed]
    assert len({complaint.number for complaint in taken if complaint}) == len(handed)


def test_of_an_anonymous_complaint_no_contact_is_kept(house: House):
    handed = make.hand_in_complaint("x", nonce="b" * 32, name="某乙", contact="13900000000")
    complaint = operations.take_complaint(handed, at=MONDAY)
    assert (complaint.complainant, complaint.contact) == (None, None)


def test_a_slip_becomes_one_complaint_only(house: House):
    handed = make.hand_in_complaint("x", nonce="c" * 32)
    operations.take_complaint(handed, at=MONDAY)
    with pytest.raises(Conflict):
        operations.take_complaint(handed, at=MONDAY)


def test_an_unknown_category_is_something_else(house: House):
    handed = make.hand_in_complaint("x", nonce="d" * 32, category="' OR 1=1")
    assert operations.take_complaint(handed, at=MONDAY).category == "other"


@pytest.mark.parametrize(
    ("received", "due_on", "unit", "rule"),
    [
        # Fifteen days in both, in different units: Sunday 19 January 2020 worked, 24 January to 2 February did not.
        (datetime(2020, 1, 10, 4, tzinfo=UTC), date(2020, 2, 7), "workday", "complaints@2012-04-01"),
        (datetime(2020, 3, 1, 4, tzinfo=UTC), date(2020, 3, 16), "calendar", "complaints@2020-03-01"),
        (datetime(2020, 2, 29, 15, 59, tzinfo=UTC), date(2020, 3, 20), "workday", "complaints@2012-04-01"),
        (datetime(2020, 2, 29, 16, 0, tzinfo=UTC), date(2020, 3, 16), "calendar", "complaints@2020-03-01"),
    ],
)
def test_the_clock_is_that_of_the_day_it_came(house: House, received: datetime, due_on: date, unit: str, rule: str):
    complaint = make.complaint(house, at=MONDAY, received_at=received)
    assert complaint.clock is not None
    assert (complaint.due_on, complaint.clock["limit"]["unit"], complaint.rule) == (due_on, unit, rule)


@pytest.mark.parametrize(
    ("received", "answered", "late"),
    [
        (datetime(2026, 4, 13, 4, tzinfo=UTC), datetime(2026, 4, 28, 15, 59, tzinfo=UTC), 0),  # 23:59 of day 15
        (datetime(2026, 4, 13, 4, tzinfo=UTC), datetime(2026, 4, 28, 16, 0, tzinfo=UTC), 1),  # 00:00 of day 16
        (datetime(2019, 11, 4, 4, tzinfo=UTC), datetime(2019, 11, 25, 4, tzinfo=UTC), 0),  # working day 15
        (
            datetime(2019, 11, 4, 4, tzinfo=UTC),
            datetime(2019, 11, 30, 4, tzinfo=UTC),
            4,
        ),  # not the Saturday
    ],
)
def test_lateness_under_both_regimes(house: House, received: datetime, answered: datetime, late: int):
    complaint = make.complaint(house, at=MONDAY, received_at=received)
    assert operations.days_late(complaint, answered) == late


def test_before_any_rule_there_is_no_limit(house: House):
    complaint = make.complaint(house, received_at=datetime(2011, 5, 5, tzinfo=UTC))
    assert (complaint.clock, complaint.due_on, operations.days_late(complaint, MONDAY)) == (None, None, 0)
    assert queries.without_limit_for(house["leader"], limit=9) == [complaint]


def test_when_it_came_and_when_it_was_typed_are_both_kept(house: House):
    came = MONDAY - timedelta(days=3)
    complaint = make.complaint(house, received_at=came)
    assert (complaint.received_at, complaint.recorded_at) == (came, MONDAY)
    with pytest.raises(Invalid) as refusal:
        make.complaint(house, received_at=MONDAY + timedelta(minutes=1))
    assert refusal.value.field == "received_at"


def test_registering_late_is_recorded(house: House):
    complaint = make.complaint(house)
    register(complaint, house, at=MONDAY + timedelta(days=3))
    [registered] = [event for event in audit.history(complaint.stream) if event.kind == "complaint_registered"]
    assert registered.payload["late"] == 2  # due on Tuesday, done on Thursday


def test_whoever_is_named_in_it_is_kept_out_at_once(house: House):
    handed = make.hand_in_complaint("韩秋生和李春梅互相推诿", nonce="e" * 32)
    complaint = operations.take_complaint(handed, at=MONDAY)
    assert excluded(complaint, house) == {"discipline", "desk"}


def test_whoever_acted_on_the_case_and_heads_the_office_is_kept_out(house: House):
    case = make.case(house, "2026-000001", accepted=MONDAY, receipt_key="k" * 64)
    session.add(CaseHand(case_id=case.id, officer_id=house["audit"].id, duty="survey", since=MONDAY))
    session.commit()
    north = str(house.offices["south"].id)
    handed = make.hand_in_complaint("x", nonce="f" * 32, receipt_key="k" * 64, office=north)
    complaint = operations.take_complaint(handed, at=MONDAY)
    assert excluded(complaint, house) == {"officer", "desk", "audit", "head.south"}


def test_the_registrar_adds_whom_only_a_person_can_recognise(house: House):
    complaint = make.complaint(house, text="柜台上那位戴眼镜的")
    register(complaint, house, "desk", office=house.offices["north"])
    assert excluded(complaint, house) == {"desk", "head"}


def test_it_is_never_given_to_someone_it_concerns(house: House):
    complaint = make.complaint(house, text="权正平不管事")
    register(complaint, house, "discipline.two")
    for name in ("audit", "discipline.two", "desk"):
        with pytest.raises(Invalid) as refusal:
            operations.assign(complaint, house[name], by=house["leader"], at=MONDAY)
        assert refusal.value.field == "officer"
    candidates = {officer.username for officer in queries.candidates(complaint)}
    assert candidates == {"discipline", "leader", "auditor"}


def test_the_database_refuses_what_the_operation_would(house: House, database: Engine):
    complaint = make.complaint(house, text="权正平不管事")
    register(complaint, house)
    operations.assign(complaint, house["auditor"], by=house["leader"], at=MONDAY)
    session.commit()
    ids = {"complaint": complaint.id, "named": house["audit"].id, "handler": house["auditor"].id}
    session.remove()
    for statement in (
        "UPDATE complaint SET assigned_to_id = :named WHERE id = :complaint",
        "INSERT INTO exclusion (complaint_id, officer_id, because) VALUES (:complaint, :handler, 'named')",
        "DELETE FROM exclusion WHERE complaint_id = :complaint",
        "UPDATE exclusion SET officer_id = :handler WHERE complaint_id = :complaint",
    ):
        with pytest.raises(DatabaseError), database.begin() as connection:
            connection.execute(text(statement), ids)


def test_whoever_begins_to_act_on_the_case_gives_the_complaint_back(house: House):
    case = make.case(house, "2026-000002", accepted=MONDAY)
    complaint = make.complaint(house, case_number="2026-000002")
    register(complaint, house)
    operations.assign(complaint, house["auditor"], by=house["leader"], at=MONDAY)
    session.add(CaseHand(case_id=case.id, officer_id=house["auditor"].id, duty="rule", since=MONDAY))
    session.commit()
    assert operations.exclude_newly_concerned(at=MONDAY) == 1
    assert (complaint.state, complaint.assigned_to_id) == ("registered", None)
    assert operations.exclude_newly_concerned(at=MONDAY) == 0


def test_an_unknown_case_number_is_a_field_error(house: House):
    with pytest.raises(Invalid) as refusal:
        make.complaint(house, case_number="2026-999999")
    assert refusal.value.field == "case_number"


def test_the_receipt_of_a_told_complaint(house: House):
    complaint = make.complaint(house)
    given = operations.give_receipt(complaint, nonce="1" * 32, by=house["discipline"], at=MONDAY)
    session.commit()
    again = operations.give_receipt(complaint, nonce="1" * 32, by=house["discipline"], at=MONDAY)
    assert given.digits == again.digits
    with pytest.raises(Conflict):
        operations.give_receipt(complaint, nonce="2" * 32, by=house["discipline"], at=MONDAY)
    session.commit()
    told = receive.answer(given.digits, address="x")
    assert told is not None
    assert told["complaint"]["state"] == "received"


def test_taken_back_is_neither_answered_nor_open(house: House):
    complaint = make.complaint(house)
    operations.withdraw(complaint, reason="电话撤回", by=house["discipline"], at=MONDAY)
    session.commit()
    assert (complaint.state, complaint.open, complaint.answered_at) == ("withdrawn", False, None)
    with pytest.raises(Conflict):
        register(complaint, house)


def test_numbers_do_not_tell_how_many_there_are(house: House):
    numbers = [make.complaint(house).number for _ in range(5)]
    assert len(set(numbers)) == 5
    assert [int(number[-6:]) for number in numbers] != list(range(1, 6))
