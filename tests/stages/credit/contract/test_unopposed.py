"""Contracts beside a notice and a line: nothing is signed that an objection, a ruling or an end has overtaken."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from tests.support.factories_approval import tie
from tests.support.factories_cases import moment, person
from tests.support.factories_notices import Village, village
from workflow.base import audit
from workflow.doors.inbox import take
from workflow.kernel.errors import Conflict, Forbidden, Invalid
from workflow.staff.roles import Role
from workflow.stages.cases import moves
from workflow.stages.cases.models import Case
from workflow.stages.cases.replay import fold
from workflow.stages.cases.states import Step
from workflow.stages.credit import operations as credit
from workflow.stages.credit import queries as lines
from workflow.stages.credit.contract import operations, panels, queries
from workflow.stages.credit.contract.models import ContractPrint
from workflow.stages.credit.contract.queries import Terms
from workflow.stages.credit.loss import operations as loss
from workflow.stages.notices import operations as notices
from workflow.stages.notices.models import NoticeRow

MONDAY = moment("2026-11-16 09:00")
OVER = MONDAY + timedelta(days=14)
TERMS = Terms("at_maturity", "own_account", "")
sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@dataclass
class Posted:
    """A granted line on its public notice, that waits for its contracts behind it."""

    made: Village
    case: Case
    row: NoticeRow = field(init=False)

    def __post_init__(self) -> None:
        self.case.flow = "investigation review decision notice contract"
        self.row = self.made.posted(self.case, at=MONDAY).rows[0]

    def draw_up(self, at: datetime = MONDAY) -> list[str]:
        drawn = operations.draw_up(self.case, TERMS, by=self.made.house.officer, at=at)
        operations.print_set(self.case, reason="", by=self.made.house.officer, at=at)
        return [json.loads(each.facts)["amount"] for each in drawn]

    def sign(self, at: datetime = OVER, signed_at: datetime | None = None) -> None:
        witness = person(Role.DESK_CLERK, self.made.house.branch, "赵见证")
        means = {"borrower": "fingerprint", "spouse": "", "guarantor": ""}
        when = signed_at or at
        by = self.made.house.officer
        operations.sign(self.case, means=means, place="支行", signed_at=when, witness=witness, by=by, at=at)

    def object(self, at: datetime = OVER) -> None:
        """An objection that came on the first day and is written down at `at`."""
        self.made.objection(self.row, how="paper", received=MONDAY + timedelta(hours=1), at=at)


@pytest.fixture
def posted(database: Engine) -> Posted:
    made = village("rcb_p1")
    return Posted(made, made.approved(MONDAY))


def test_what_an_upheld_objection_lowered_is_drawn_up_anew(posted: Posted) -> None:
    case, by = posted.case, posted.made.house.officer
    operations.draw_up(case, TERMS, by=by, at=MONDAY)
    posted.object(at=MONDAY + timedelta(hours=2))
    at = MONDAY + timedelta(days=1)
    objection = posted.row.objections[0]
    notices.admit(objection, by=posted.made.risk, at=at)
    notices.rule(objection, verdict="upheld", ruling="查实", new_amount=2_000_000, by=posted.made.risk, at=at)
    with pytest.raises(Conflict, match="Void them"):
        operations.print_set(case, reason="", by=by, at=at)
    posted.row = posted.made.posted(case, at=at).rows[0]
    credit.close_due(OVER)
    for contract in queries.standing(case):
        contract.prints.append(ContractPrint(number=1, printed_by_id=by.id, printed_at=at, reason=""))
    with pytest.raises(Conflict, match="Void them"):
        posted.sign()
    operations.void(case, reason="金额已改", by=by, at=OVER)
    assert set(posted.draw_up(OVER)) == {2_000_000}
    posted.sign()
    line = lines.line_of(case)
    assert line is not None
    assert (case.state, line.amount) == ("effective", 2_000_000)


@sqlite
def test_nothing_is_signed_before_the_notice_is_over(posted: Posted) -> None:
    posted.draw_up()
    with pytest.raises(Conflict, match="to be signed now"):
        posted.sign(MONDAY + timedelta(days=1))
    credit.close_due(OVER)
    over = posted.row.notice.over_at
    assert over is not None
    for early in (MONDAY + timedelta(hours=1), over - timedelta(minutes=1)):
        with pytest.raises(Invalid, match="notice has ended") as caught:
            posted.sign(signed_at=early)
        assert caught.value.field == "signed_at"
    posted.sign(signed_at=over)
    assert posted.case.state == "effective"


def test_nothing_is_signed_while_an_objection_is_open(posted: Posted) -> None:
    posted.draw_up()
    credit.close_due(OVER)
    assert posted.case.state == "signable"
    posted.object()
    with pytest.raises(Conflict, match="objection to this case is open"):
        posted.sign()
    shown = panels.shown(posted.case)
    assert shown is not None
    assert (shown["opposed"], shown["signable"]) == (True, False)
    notices.dismiss(posted.row.objections[0], reason="与本户无关", by=posted.made.risk, at=OVER)
    posted.sign()
    assert posted.case.state == "effective"


@pytest.mark.parametrize("upheld", [True, False], ids=["upheld", "rejected"])
def test_an_objection_read_when_the_contracts_are_due_takes_the_case_back(posted: Posted, upheld: bool) -> None:
    """It came in time and was opened late: upheld, the line is posted anew at less, and signed at that."""
    case, risk = posted.case, posted.made.risk
    posted.draw_up()
    credit.close_due(OVER)
    posted.object()
    objection = posted.row.objections[0]
    notices.admit(objection, by=risk, at=OVER)
    assert (case.state, posted.row.state) == ("disputed", "disputed")
    verdict, amount = ("upheld", 2_000_000) if upheld else ("rejected", None)
    notices.rule(objection, verdict=verdict, ruling="查实", new_amount=amount, by=risk, at=OVER)
    if not upheld:
        credit.close_due(OVER)
        assert case.state == "signable", "nothing was changed: the contracts are due again"
        posted.sign()
        return
    assert (case.state, case.granted_amount, posted.row.state) == ("approved", 2_000_000, "withdrawn")
    with pytest.raises(Conflict):
        posted.sign()
    told = fold(audit.history(case.stream))
    assert (told["state"], told["granted_amount"]) == ("approved", 2_000_000)


@sqlite
def test_an_objection_to_a_case_before_its_contracts_can_refuse_it(posted: Posted) -> None:
    credit.close_due(OVER)
    posted.object()
    first, risk = posted.row.objections[0], posted.made.risk
    posted.object()
    notices.admit(first, by=risk, at=OVER)
    notices.rule(first, verdict="upheld", ruling="不是本村户", new_amount=None, by=risk, at=OVER)
    assert (posted.case.state, {each.state for each in posted.row.objections}) == ("refused", {"upheld"})


@sqlite
def test_nothing_is_agreed_on_a_line_that_has_ended(posted: Posted) -> None:
    case, by = posted.case, posted.made.house.officer
    posted.case.flow = None
    credit.close_due(OVER)
    posted.draw_up(OVER)
    line = lines.line_of(case)
    assert line is not None
    said = {"reason": "overdue", "evidence": "逾期台账", "guarantors": [], "none": True}
    loss.cancel(line, **said, by=posted.made.house.people[Role.BRANCH_HEAD], at=OVER)
    for act in (
        posted.sign,
        lambda: operations.print_set(case, reason="再印", by=by, at=OVER),
        lambda: operations.draw_up(case, TERMS, by=by, at=OVER),
    ):
        with pytest.raises(Conflict, match="not in effect"):
            act()
    shown = panels.shown(case)
    assert shown is not None
    assert (shown["missing"], shown["printable"], shown["signable"]) == ([], False, False)


@sqlite
def test_whoever_is_tied_prints_and_voids_nothing(posted: Posted) -> None:
    posted.draw_up()
    officer = person(Role.CREDIT_OFFICER, posted.made.house.branch, "钱亲戚")
    tie(officer, posted.case)
    for act in (operations.print_set, operations.void):
        with pytest.raises(Forbidden, match="tie"):
            act(posted.case, reason="再印", by=officer, at=MONDAY)


@sqlite
@pytest.mark.parametrize("step", [Step.WITHDRAW, Step.ADMIT_OBJECTION])
def test_what_is_not_granted_any_more_is_neither_printed_nor_voided(posted: Posted, step: Step) -> None:
    posted.draw_up()
    moves.advance(posted.case, step, at=MONDAY)
    for act in (operations.print_set, operations.void):
        with pytest.raises(Conflict):
            act(posted.case, reason="再印", by=posted.made.house.officer, at=MONDAY)


def test_the_holder_of_a_replaced_line_is_told(posted: Posted) -> None:
    earlier, made = posted.case, posted.made
    earlier.flow, earlier.receipt_key = None, "a" * 64
    credit.close_due(OVER)
    newer = made.approved(OVER)
    newer.household_id = earlier.household_id
    newer.state = "effective"
    line = credit.line_from_case(newer, on=OVER.date(), by=None, at=OVER)
    told = take.read_reply("a" * 64)
    assert told is not None
    assert told["line"] == {"amount": 3_000_000, "replaced_on": OVER.date().isoformat()}
    assert lines.standing(earlier.household_id) == [line]
