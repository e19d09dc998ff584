"""A line becomes effective: when its notice has closed unopposed, or when it is approved after that."""

from __future__ import annotations

from datetime import date, datetime

from workflow.base import audit, clock
from workflow.base.db import session
from workflow.kernel import ids
from workflow.kernel.errors import Conflict, N_
from workflow.staff.models import Officer
from workflow.stages.approval.operations import AFTER_APPROVAL
from workflow.stages.cases import moves
from workflow.stages.cases.models import Case
from workflow.stages.cases.states import State
from workflow.stages.credit import queries, states
from workflow.stages.credit.models import CreditLine
from workflow.stages.notices import operations as notices
from workflow.stages.notices import queries as lists
from workflow.stages.notices.models import Notice, NoticeRow

REPLACED = audit.declare("credit_line_replaced", "line", "amount", "replaced_by", "effective_on")
MADE = audit.declare("credit_line_made", "line", "amount", "effective_on")


def close_notice(notice: Notice, *, by: Officer | None, at: datetime) -> list[NoticeRow]:
    """Close a notice whose last day is over and make the lines that take effect by it; returns the cleared entries."""
    cleared = notices.close(notice, by=by, at=at)
    for row in cleared:
        _take_effect(row, _effective_on(notice), by=by, at=at)
    return cleared


def settle(row: NoticeRow, *, by: Officer | None, at: datetime) -> None:
    """Clear an entry whose last objection was rejected only after its notice had closed."""
    notices.clear(row, by=by, at=at)
    _take_effect(row, clock.local_date(at), by=by, at=at)


def close_due(at: datetime) -> str:
    """Close every notice that has ended and settle what was held; run by the tick. Returns a few words."""
    notices.take_objections(by=None, at=at)
    ended, held = lists.ended_notices(clock.local_date(at)), lists.settled_rows()
    for notice in ended:
        close_notice(notice, by=None, at=at)
    for row in held:
        settle(row, by=None, at=at)
    return f"{len(ended)} notices closed, {len(held)} entries settled"


def _effective_on(notice: Notice) -> date:
    return date.fromisoformat((notice.period or {})["effective_on"])


def _take_effect(row: NoticeRow, on: date, *, by: Officer | None, at: datetime) -> None:
    if row.case.state == State.EFFECTIVE:
        line_from_case(row.case, on=on, by=by, at=at)


def after_approval(case: Case, by: Officer, at: datetime) -> None:
    """What approval calls when a case was approved: one whose notice has closed already takes effect at once."""
    if case.state == State.EFFECTIVE and queries.line_of(case) is None:
        line_from_case(case, on=clock.local_date(at), by=by, at=at)


def line_from_case(case: Case, *, on: date, by: Officer | None, at: datetime) -> CreditLine:
    """Make the credit line of an effective case from day `on`; one the household has already is replaced by it.

    Conflict for a case that is not effective, or has its line already.
    """
    if case.state != State.EFFECTIVE or case.granted_amount is None or queries.line_of(case):
        raise Conflict(N_("A line is made once, of a case that is approved and has passed its notice."))
    queries.hold(case.household_id)
    earlier = queries.standing(case.household_id)
    line = CreditLine(
        public_id=ids.public_id(), case_id=case.id, household_id=case.household_id, amount=case.granted_amount,
        effective_on=on, recorded_at=at,
    )  # fmt: skip
    for each in earlier:
        each.state = states.REPLACED
        _tell_replaced(each, line, by=by, at=at)
    session.flush()  # the database lets one line of a household stand: the earlier one ends first
    session.add(line)
    session.flush()
    audit.record(
        MADE, case.stream, at=at, by=by.id if by else None,
        line=line.public_id, amount=line.amount, effective_on=on.isoformat(),
    )  # fmt: skip
    moves.tell_holder(case, at=at, line={"amount": line.amount, "effective_on": on.isoformat()})
    return line


def _tell_replaced(earlier: CreditLine, line: CreditLine, *, by: Officer | None, at: datetime) -> None:
    """A household has one line: the one before ends in its own case's words as the new one takes effect."""
    audit.record(
        REPLACED, earlier.case.stream, at=at, by=by.id if by else None, line=earlier.public_id, amount=earlier.amount,
        replaced_by=line.public_id, effective_on=line.effective_on.isoformat(),
    )  # fmt: skip
    ended = {"amount": earlier.amount, "replaced_on": line.effective_on.isoformat()}
    moves.tell_holder(earlier.case, at=at, line=ended)


AFTER_APPROVAL.append(after_approval)  # approval is the earlier stage and cannot know credit; credit offers itself
