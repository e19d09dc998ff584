"""Promise beside actual from stored rows, and once more from events alone: equal, however the days went."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from tests.support import factories_feedback as make
from tests.support.factories_feedback import MONDAY, House
from workflow.base import audit
from workflow.base.clock import local_date
from workflow.base.db import session
from workflow.office.supervision import operations as operations  # writes what figures are read from
from workflow.office.supervision import performance
from workflow.office.supervision.items import FORWARD
from workflow.office.supervision.recompute import recompute
from workflow.stages.cases import moves
from workflow.stages.cases.models import Case
from workflow.stages.cases.states import Step
from workflow.stages.feedback import operations as feedback

SMALL, LARGE = "reply_limit.small_loan", "reply_limit.large_loan"
NOW = MONDAY + timedelta(days=40)


@pytest.fixture
def house(database: Engine) -> House:
    return make.build()


def withdraw(case: Case, house: House, *, days: int) -> None:
    at = (case.accepted_at or MONDAY) + timedelta(days=days)
    changed = moves.advance(case, Step.WITHDRAW, at=at)
    session.flush()
    audit.record(make.SET, case.stream, at=at, by=house["desk"].id, set=changed)
    session.commit()


def same(at=NOW) -> None:
    told = {key: asdict(found) for key, found in performance.by_key(local_date(at)).items()}
    for found in told.values():
        found.pop("suppressed")
    assert told == recompute(at)


def test_a_case_answered_in_time_one_late_one_open(house: House):
    days = (0, 3, 9, None)
    for number, took in enumerate(days):
        case = make.case(house, f"2026-00000{number}", accepted=MONDAY)
        if took is not None:
            make.answer_case(case, house, at=MONDAY + timedelta(days=took))
    found = performance.by_key(local_date(NOW))[SMALL]
    assert (found.n, found.open, found.open_overdue) == (3, 1, 1)
    same()


def test_the_large_loan_has_its_own_promise(house: House):
    make.case(house, "2026-000010", accepted=MONDAY, amount=90_000_00)
    assert set(performance.by_key(local_date(NOW))) == {LARGE, FORWARD}


def test_withdrawn_in_time_is_no_figure_withdrawn_late_is(house: House):
    withdraw(make.case(house, "2026-000011", accepted=MONDAY), house, days=1)
    assert SMALL not in performance.by_key(local_date(NOW))
    withdraw(make.case(house, "2026-000012", accepted=MONDAY), house, days=30)
    found = performance.by_key(local_date(NOW))[SMALL]
    assert (found.n, found.on_time) == (1, 0)
    same()


def test_few_are_not_told_to_the_public(house: House):
    for number in range(5):
        assert performance.payloads(NOW)[SMALL]["suppressed"] is (number > 0)
        case = make.case(house, f"2026-00002{number}", accepted=MONDAY)
        make.answer_case(case, house, at=MONDAY + timedelta(days=2))
    told = performance.payloads(NOW)[SMALL]
    assert (told["suppressed"], told["n"], told["on_time"]) == (False, 5, 1000)
    assert (told["from"], told["unit"]) == ("2026-06-01", "workday")


def test_one_complaint_more_changes_nothing_in_public(house: House):
    key = "complaint.decide_limit"
    before = None
    for number in range(1, 12):
        complaint = make.complaint(house, at=MONDAY)
        nobody = {"officers": [], "office": None, "case_number": ""}
        feedback.register(complaint, category="cold", **nobody, by=house["discipline"], at=MONDAY)
        feedback.assign(complaint, house["auditor"], by=house["leader"], at=MONDAY)
        feedback.answer(complaint, findings="-", outcome="upheld", answer="-", by=house["auditor"], at=MONDAY)
        session.commit()
        told = performance.payloads(NOW)[key]
        assert told["open"] is None
        assert told["open_overdue"] is None
        if number % 5:
            assert told == before or before is None
        before = told
    assert before is not None
    assert before["n"] == 10
    same()


def test_a_default_of_ours_has_no_first_day(house: House):
    """The day that our pack notes for it is in no document; nobody is told that cases were counted since then."""
    told = performance.payloads(NOW)
    first = {value.key: (value.default, value.from_.isoformat()) for value in performance.promises(local_date(NOW))}
    assert {default for default, _day in first.values()} == {True, False}
    assert all(told[key]["from"] == (None if default else day) for key, (default, day) in first.items())
    make.case(house, "2026-000041", accepted=MONDAY)
    assert performance.payloads(NOW)[SMALL]["from"] == "2026-06-01", "the first case that is counted"


def test_every_payload_is_exact_json(house: House):
    from workflow.kernel.canonical import canonical

    make.case(house, "2026-000031", accepted=MONDAY)
    for payload in performance.payloads(NOW).values():
        canonical(payload)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30) | st.none(), st.booleans()), max_size=3),
    st.lists(st.tuples(st.integers(0, 30), st.sampled_from(["open", "answered", "withdrawn"])), max_size=2),
)
def test_the_events_alone_give_the_same(house: House, cases: list, complaints: list):
    for began, took, withdrawn in cases:
        begin = MONDAY + timedelta(days=began)
        case = make.case(house, audit_number(), accepted=begin)
        if took is not None and withdrawn:
            withdraw(case, house, days=took)
        elif took is not None:
            make.answer_case(case, house, at=begin + timedelta(days=took))
    for began, how in complaints:
        begin = MONDAY + timedelta(days=began)
        complaint = make.complaint(house, at=begin)
        if how == "withdrawn":
            feedback.withdraw(complaint, reason="-", by=house["discipline"], at=begin)
        if how == "answered":
            nobody = {"officers": [], "office": None, "case_number": ""}
            feedback.register(complaint, category="cold", **nobody, by=house["discipline"], at=begin)
            feedback.assign(complaint, house["auditor"], by=house["leader"], at=begin)
            words = {"findings": "-", "outcome": "upheld", "answer": "-"}
            feedback.answer(complaint, **words, by=house["auditor"], at=begin + timedelta(days=20))
        session.commit()
    same(MONDAY + timedelta(days=80))


def audit_number() -> str:
    from workflow.kernel.ids import public_id

    return public_id()
