"""Each broken promise is found once; what lasts is over when it is, and found anew when it comes back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, select

from tests.stages.feedback.test_reviewing import answered, disagree
from tests.stages.feedback.test_talking import assigned
from tests.support import factories_feedback as make
from tests.support.factories_feedback import MONDAY, House
from workflow.base.db import session
from workflow.base.settings import Limits
from workflow.carriers.models import Heartbeat
from workflow.office.supervision import behind, operations, performance, queries, rules, sweep, tables
from workflow.office.supervision.models import Breach
from workflow.office.supervision.rollup import Question
from workflow.staff.models import AreaAssignment
from workflow.stages.cases import moves
from workflow.stages.cases.models import OneTimeNotice
from workflow.stages.feedback import operations as feedback
from workflow.stages.people import operations as people

LATER = MONDAY + timedelta(days=40)


@pytest.fixture
def house(database: Engine) -> House:
    return make.build()


def kinds() -> list[str]:
    session.commit()
    return sorted(session.scalars(select(Breach.kind)))


def test_nothing_broken_nothing_found(house: House):
    make.case(house, "2026-000001", accepted=MONDAY)
    sweep.run(MONDAY)
    assert kinds() == []


def test_a_missed_clock_is_found_once(house: House):
    case = make.case(house, "2026-000001", accepted=MONDAY)
    sweep.run(LATER)
    sweep.run(LATER + timedelta(days=1))
    make.answer_case(case, house, at=LATER + timedelta(days=2))
    sweep.run(LATER + timedelta(days=3))
    assert kinds() == [rules.LATE_RESULT, rules.MISSED_CLOCK]
    [breach] = queries.breaches(house["audit"], limit=9, kind=rules.MISSED_CLOCK)
    assert breach.facts["promise"] == "reply_limit.small_loan"
    assert breach.officer_id == house["officer"].id


def test_a_result_told_late_and_one_written_down_late(house: House):
    for number, told, recorded in ((1, LATER, LATER), (2, MONDAY, LATER), (3, MONDAY, MONDAY)):
        case = make.case(house, f"2026-00000{number}", accepted=MONDAY)
        make.answer_case(case, house, at=told, recorded_at=recorded)
    sweep.run(LATER)
    sweep.run(LATER)
    assert kinds() == [rules.LATE_RECORD, rules.LATE_RESULT, rules.MISSED_CLOCK]


def test_a_second_notice_is_found(house: House):
    case = make.case(house, "2026-000001")
    items = {"items": ["x"], "told_by_id": house["desk"].id, "told_how": "phone"}
    session.add(OneTimeNotice(case_id=case.id, told_at=MONDAY, breach=False, **items))
    session.add(OneTimeNotice(case_id=case.id, told_at=LATER, breach=True, **items))
    session.commit()
    sweep.run(LATER)
    sweep.run(LATER)
    assert kinds() == [rules.SECOND_NOTICE]


def test_late_complaints_are_found_but_not_shown_to_whom_they_concern(house: House):
    make.complaint(house, text="权正平不管事", at=MONDAY)
    sweep.run(LATER)
    assert kinds() == [rules.LATE_COMPLAINT, rules.LATE_REGISTER]
    assert queries.breaches(house["audit"], limit=9) == []
    assert len(queries.breaches(house["auditor"], limit=9)) == 2


def test_an_extended_complaint_counts_under_the_longer_promise(house: House):
    complaint = assigned(house)
    feedback.extend(complaint, why="要等县上的鉴定", by=house["auditor"], at=MONDAY)
    session.commit()
    measured = {value.key for value in performance.promises(LATER.date())}
    assert {"complaint.decide_limit", complaint.clock["limit"]["key"], "complaint.longest_limit"} <= measured
    counted = performance.by_key(LATER.date())
    assert counted["complaint.complex_limit"].open == 1
    assert "complaint.decide_limit" not in counted
    sweep.run(LATER)
    [row] = behind.rows(Question("complaint.complex_limit", LATER.date()))
    assert tables.explanations(house["leader"], "complaint.complex_limit", [row])


def test_a_second_look_that_is_late_is_found_once_also_when_it_was_given_late(house: House):
    reviews = [disagree(answered(house, nonce=str(number))) for number in (1, 2, 3)]
    early, given, _open = [review for review in reviews if review]
    for review, days in ((early, 1), (given, 31)):
        outcome = {"findings": "y", "outcome": "upheld", "answer": "确有其事"}
        feedback.decide_review(review, by=review.reviewer, at=MONDAY + timedelta(days=days), **outcome)
    sweep.run(MONDAY + timedelta(days=30))
    assert rules.LATE_REVIEW not in kinds()
    sweep.run(LATER)
    sweep.run(LATER)
    assert kinds().count(rules.LATE_REVIEW) == 2


def test_a_complaint_that_concerns_everyone_raises_the_alarm(house: House):
    everyone = "韩秋生、石雅琴、张维民、权正平、白立新"
    complaint = make.complaint(house, text=everyone, at=MONDAY)
    sweep.run(MONDAY)
    sweep.run(MONDAY)
    assert kinds() == [rules.NO_HANDLER]
    assert queries.standing(house["audit"], rules.LASTING) == []
    feedback.withdraw(complaint, reason="-", by=house["discipline"], at=MONDAY)
    sweep.run(MONDAY)
    assert [breach.over_at for breach in session.scalars(select(Breach))] == [MONDAY]


def test_a_village_without_officer_comes_and_goes_and_comes(house: House):
    [area] = session.scalars(select(AreaAssignment))
    area.until_on = date(2026, 5, 1)
    session.commit()
    sweep.run(MONDAY)
    sweep.run(MONDAY + timedelta(days=1))
    assert kinds() == [rules.NO_OFFICER]
    area.until_on = None
    sweep.run(MONDAY + timedelta(days=2))
    assert queries.still_standing(rules.NO_OFFICER) == []
    area.until_on = date(2026, 5, 1)
    sweep.run(MONDAY + timedelta(days=3))
    assert kinds() == [rules.NO_OFFICER] * 2


def test_a_calendar_that_ends_soon_is_found(house: House):
    sweep.run(MONDAY + timedelta(days=180))
    assert rules.STALE_CALENDAR in kinds()


def test_a_tie_declared_after_the_part_was_taken_is_found_once(house: House):
    case = make.case(house, "2026-000001", accepted=MONDAY)
    moves.take_hand(case, house["officer"], moves.SURVEY, at=MONDAY)
    people.declare_tie(
        case.household, officer=house["officer.south"], nature="relative", by=house["desk"], at=MONDAY
    )
    sweep.run(MONDAY)
    assert rules.LATE_TIE not in kinds()
    late = MONDAY + timedelta(hours=1)
    people.declare_tie(case.household, officer=house["officer"], nature="relative", by=house["desk"], at=late)
    sweep.run(late)
    sweep.run(late)
    assert kinds().count(rules.LATE_TIE) == 1


def test_who_marries_into_the_household_of_an_old_case_has_broken_nothing(house: House):
    case = make.case(house, "2026-000001", accepted=MONDAY)
    moves.take_hand(case, house["officer"], moves.SURVEY, at=MONDAY)
    case.ended_at = MONDAY + timedelta(days=1)
    session.flush()
    people.declare_tie(case.household, officer=house["officer"], nature="relative", by=house["desk"], at=LATER)
    sweep.run(LATER)
    assert rules.LATE_TIE not in kinds()


DAILY = {"backup", "verification"}


def test_what_is_done_once_a_day_has_a_day(house: House):
    for name in rules.UNSEEN_WORK:
        session.add(Heartbeat(name=name, at=MONDAY))
    session.commit()
    hours = Limits().backup_hours
    assert not DAILY & sweep.silent_work(MONDAY + timedelta(hours=hours), Limits()).keys()
    assert sweep.silent_work(MONDAY + timedelta(hours=hours, minutes=1), Limits()).keys() >= DAILY


@pytest.mark.parametrize(("minutes", "silent"), [(0, False), (60, False), (61, True)])
def test_work_that_stopped_is_heard(house: House, minutes: int, silent: bool):
    for name in rules.UNSEEN_WORK:
        session.add(Heartbeat(name=name, at=MONDAY))
    session.commit()
    at = MONDAY + timedelta(minutes=minutes)
    assert set(sweep.silent_work(at, Limits())) == (set(rules.UNSEEN_WORK) - DAILY if silent else set())
    sweep.run(at)
    assert set(kinds()) == ({rules.SILENCE} if silent else set())


def test_work_that_never_ran_is_silent_on_the_page(house: House):
    assert sweep.silent_work(MONDAY, Limits()) == dict.fromkeys(rules.UNSEEN_WORK)


def test_an_explanation_stands_beside_the_breach(house: House):
    make.case(house, "2026-000001", accepted=MONDAY)
    sweep.run(LATER)
    [breach] = queries.breaches(house["audit"], limit=9)
    operations.explain(breach, explanation="系统停电两天", by=house["audit"], at=LATER)
    operations.explain(breach, explanation="停电三天", by=house["audit"], at=LATER)
    session.commit()
    said = [event.payload.get("explanation") for event in queries.history(f"breach:{breach.public_id}")]
    assert said == [None, "系统停电两天", "停电三天"]
    assert breach.explanation == "停电三天"
