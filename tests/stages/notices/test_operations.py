"""What lists and objections refuse, on both engines; the rest is told in scenarios.toml."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from tests.support.factories_cases import moment
from tests.support.factories_notices import REASON, Village, hand_in_objection, village
from workflow.base import clock
from workflow.base.db import session
from workflow.doors.inbox import receive, take
from workflow.kernel.errors import Conflict, Forbidden, Invalid
from workflow.stages.cases import moves
from workflow.stages.cases.states import Step
from workflow.stages.credit import operations as credit
from workflow.stages.credit import queries as lines
from workflow.stages.notices import operations, queries
from workflow.stages.notices.models import Objection

MONDAY = moment("2012-11-05 09:00")
AFTER = moment("2012-11-09 09:00")


@pytest.fixture
def made(database: Engine) -> Village:
    return village()


@pytest.mark.parametrize("days", [2, 6, 0, -1])
def test_the_length_stays_within_the_rules(made: Village, days: int):
    with pytest.raises(Invalid, match="3 to 5 days") as caught:
        made.drafted(made.approved(MONDAY), at=MONDAY, days=days)
    assert caught.value.field == "days"


def test_the_preset_is_offered(made: Village):
    assert made.drafted(made.approved(MONDAY), at=MONDAY).days == 5


def test_what_is_not_approved_is_not_posted(made: Village):
    with pytest.raises(Conflict, match="Only what has been approved"):
        made.drafted(made.passed(MONDAY, amount=100), at=MONDAY)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_its_way_never_posts_is_no_candidate(database: Engine):
    made = village("rcb_p1")
    case = made.passed(moment("2012-11-05 09:00"), amount=8_000_000, level="head_office")
    assert queries.candidates([made.house.branch.id]) == [case]
    case.flow = "investigation review decision"
    session.flush()
    assert not queries.candidates([made.house.branch.id])
    with pytest.raises(Conflict, match="cannot take the step"):
        made.drafted(case, at=MONDAY)


def test_one_person_never_drafts_and_posts(made: Village):
    notice = made.drafted(made.approved(MONDAY), at=MONDAY)
    with pytest.raises(Forbidden, match="a second person"):
        operations.post(notice, by=made.drafter, at=MONDAY)
    session.flush()
    posted = "state = 'posted', posted_at = drafted_at, last_on = '2012-11-09', posted_by_id = drafted_by_id"
    same = text(f"UPDATE notice SET {posted}")
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(same)


def test_a_case_that_changed_since_the_draft_is_not_posted(made: Village):
    case = made.approved(MONDAY)
    notice = made.drafted(case, at=MONDAY)
    moves.change(case, granted_amount=1_000_000)
    with pytest.raises(Conflict, match="has changed since"):
        operations.post(notice, by=made.poster, at=MONDAY)


def test_the_period_begins_with_the_servers_day_and_nowhere_else(made: Village):
    notice = made.drafted(made.approved(MONDAY), at=MONDAY, days=3)
    later = MONDAY + timedelta(days=2)
    operations.post(notice, by=made.poster, at=later)
    assert notice.posted_at == later
    assert notice.period["posted_on"] == clock.local_date(later).isoformat()
    with pytest.raises(Conflict):
        operations.post(notice, by=made.poster, at=MONDAY)


def test_without_consent_the_period_runs_all_the_same(made: Village):
    shown, hidden = made.approved(MONDAY), made.approved(MONDAY, consent=False)
    notice = made.posted(shown, hidden, at=MONDAY, days=3)
    assert [row.online for row in notice.rows] == [True, False]
    credit.close_notice(notice, by=None, at=AFTER)
    assert {shown.state, hidden.state} == {"payable"}


def test_a_draft_is_thrown_away_a_posted_list_never(made: Village):
    case = made.approved(MONDAY)
    operations.discard(made.drafted(case, at=MONDAY), by=made.drafter, at=MONDAY)
    notice = made.posted(case, at=MONDAY)
    with pytest.raises(Conflict):
        operations.discard(notice, by=made.drafter, at=MONDAY)


def test_closing_twice_has_one_effect(made: Village):
    notice = made.posted(made.approved(MONDAY), at=MONDAY, days=3)
    credit.close_notice(notice, by=made.poster, at=AFTER)
    with pytest.raises(Conflict):
        credit.close_notice(notice, by=made.poster, at=AFTER)


def test_a_withdrawn_case_leaves_the_list_and_takes_no_effect(made: Village):
    case = made.approved(MONDAY)
    notice = made.posted(case, at=MONDAY, days=3)
    moves.advance(case, Step.WITHDRAW, at=MONDAY)
    assert credit.close_notice(notice, by=None, at=AFTER) == []
    assert (notice.rows[0].state, case.state) == ("withdrawn", "withdrawn")


def _admitted(made: Village, **more: int) -> Objection:
    notice = made.posted(made.approved(MONDAY, **more), at=MONDAY, days=3)
    hand_in_objection(notice.rows[0], at=MONDAY + timedelta(days=1))
    (objection,) = operations.take_objections(by=made.risk, at=MONDAY + timedelta(days=1))
    operations.admit(objection, by=made.risk, at=MONDAY + timedelta(days=1))
    return objection


def _rule(made: Village, objection: Objection, verdict: str, amount: int | None = None, days: int = 2) -> None:
    at = MONDAY + timedelta(days=days)
    operations.rule(objection, verdict=verdict, ruling="查实", new_amount=amount, by=made.risk, at=at)


def test_an_admitted_objection_blocks_the_payment(made: Village):
    objection = _admitted(made)
    assert objection.row.case.state == "disputed"
    assert credit.close_notice(objection.row.notice, by=None, at=AFTER) == []
    assert objection.row.case.state == "disputed"


def test_rejected_within_the_period_the_entry_goes_on(made: Village):
    objection = _admitted(made)
    _rule(made, objection, "rejected")
    assert objection.row.case.state == "posted"
    credit.close_notice(objection.row.notice, by=None, at=AFTER)
    assert objection.row.case.state == "payable"


def test_rejected_after_the_end_the_next_tick_clears_it(made: Village):
    objection = _admitted(made)
    credit.close_due(AFTER)
    _rule(made, objection, "rejected", days=5)
    assert objection.row.case.state == "posted"
    credit.close_due(AFTER + timedelta(days=2))
    assert objection.row.case.state == "payable"


def test_upheld_with_an_amount_it_must_be_posted_anew(made: Village):
    objection = _admitted(made)
    case = objection.row.case
    _rule(made, objection, "upheld", 2_000_000)
    assert (case.state, case.granted_amount, objection.row.state) == ("approved", 2_000_000, "withdrawn")
    again = made.posted(case, at=MONDAY + timedelta(days=2), days=3)
    assert again.rows[0].amount == 2_000_000


def test_upheld_without_an_amount_it_is_refused(made: Village):
    objection = _admitted(made)
    _rule(made, objection, "upheld")
    assert objection.row.case.state == "refused"


@pytest.mark.parametrize("amount", [0, -5, 3_000_000, 3_000_001])
def test_a_new_amount_lies_below_what_was_granted_and_posted(made: Village, amount: int):
    objection = _admitted(made)
    objection.row.case.passed_amount = 4_000_000  # the committee passed more than the decider granted
    with pytest.raises(Invalid, match="less than the posted amount") as caught:
        _rule(made, objection, "upheld", amount)
    assert caught.value.field == "new_amount"


def test_who_had_a_part_in_the_case_does_not_rule(made: Village):
    notice = made.posted(made.approved(MONDAY), at=MONDAY, days=3)
    case = notice.rows[0].case
    moves.take_hand(case, made.risk, moves.VOTE, at=MONDAY)
    objection = made.objection(notice.rows[0], how="paper", received=MONDAY)
    with pytest.raises(Forbidden, match="another part"):
        operations.admit(objection, by=made.risk, at=MONDAY)


def test_two_objections_both_must_fall(made: Village):
    objection = _admitted(made)
    other = made.objection(objection.row, how="paper", received=MONDAY + timedelta(days=1))
    operations.admit(other, by=made.risk, at=MONDAY + timedelta(days=1))
    _rule(made, objection, "rejected")
    assert objection.row.case.state == "disputed"
    _rule(made, other, "rejected")
    assert objection.row.case.state == "posted"


def test_a_ruling_is_given_once(made: Village):
    objection = _admitted(made)
    _rule(made, objection, "rejected")
    with pytest.raises(Conflict):
        _rule(made, objection, "upheld")


def test_above_authority_an_objection_holds_the_line_and_lowers_what_is_decided(database: Engine):
    made = village("rcb_p1")
    case = made.passed(MONDAY, amount=50_000_000, level="head_office")
    notice = made.posted(case, at=MONDAY)
    objection = made.objection(notice.rows[0], how="paper", received=MONDAY)
    operations.admit(objection, by=made.risk, at=MONDAY)
    assert credit.close_notice(notice, by=None, at=AFTER) == []
    assert case.state == "foreposted"
    _rule(made, objection, "upheld", 40_000_000, days=5)
    assert (case.state, case.passed_amount) == ("passed", 40_000_000)


def test_a_cleared_line_takes_effect_with_its_approval(database: Engine):
    made = village("rcb_p1")
    case = made.passed(MONDAY, amount=50_000_000, level="head_office")
    credit.close_notice(made.posted(case, at=MONDAY), by=None, at=AFTER)
    assert (case.state, lines.line_of(case)) == ("cleared", None)
    decided = {"granted_amount": 45_000_000, "decided_by_id": made.decider.id, "decided_at": AFTER}
    moves.advance(case, Step.APPROVE, at=AFTER, **decided)
    credit.after_approval(case, made.decider, AFTER)
    line = lines.line_of(case)
    assert (line.amount, line.effective_on) == (45_000_000, clock.local_date(AFTER))
    with pytest.raises(Conflict, match="made once"):
        credit.line_from_case(case, on=line.effective_on, by=None, at=AFTER)


@pytest.mark.parametrize("received", [MONDAY - timedelta(minutes=1), MONDAY + timedelta(days=1, seconds=1)])
def test_no_objection_before_the_list_or_in_the_future(made: Village, received: object):
    notice = made.posted(made.approved(MONDAY), at=MONDAY, days=3)
    with pytest.raises(Invalid) as caught:
        made.objection(notice.rows[0], how="paper", received=received, at=MONDAY + timedelta(days=1))
    assert caught.value.field == "received_at"


def test_the_objector_reads_the_answer_and_no_one_else_the_name(made: Village):
    notice = made.posted(made.approved(MONDAY), at=MONDAY, days=3)
    digits = hand_in_objection(notice.rows[0], at=MONDAY)
    (objection,) = operations.take_objections(by=None, at=MONDAY)
    operations.admit(objection, by=made.risk, at=MONDAY)
    _rule(made, objection, "rejected")
    told = take.read_reply(receive.key_of(digits))["objection"]
    assert (told["state"], told["ruling"]) == ("rejected", "查实")
    stored = session.execute(text("SELECT objector_sealed, reason_sealed FROM objection")).one()
    assert all("杨树林".encode() not in bytes(cell) and REASON.encode() not in bytes(cell) for cell in stored)


def test_a_late_slip_says_so(made: Village):
    notice = made.posted(made.approved(MONDAY), at=MONDAY, days=3)
    digits = hand_in_objection(notice.rows[0], at=clock.end_of(notice.last_on))
    operations.take_objections(by=None, at=AFTER)
    assert take.read_reply(receive.key_of(digits))["objection"]["state"] == "late"
