"""Telling the applicant the result (结果告知), measured on its own against the promise's due date."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from workflow.base import audit
from workflow.base.clock import local_date
from workflow.base.db import session
from workflow.kernel.errors import Invalid, N_
from workflow.places import packs
from workflow.policy.terms import Deadline, lateness
from workflow.staff.models import Officer
from workflow.stages.approval import queries
from workflow.stages.approval.models import ResultNotice
from workflow.stages.approval.operations.decision import result_of
from workflow.stages.cases import moves
from workflow.stages.cases.models import Case

TOLD = audit.declare("result_told", "set", "verdict", "told_at", "how", "whom", "late")


def tell_result(case: Case, *, told_at: datetime, how: str, whom: str, by: Officer, at: datetime) -> ResultNotice:
    """Record when, how and whom the result was told; where the promise runs until the answer, its clock ends here.

    `told_at` is when it was said, `at` when it is recorded; both are kept. Raises Conflict without a result or when
    it was told before, Invalid for an instant before the decision or in the future.
    """
    made, told_at = queries.untold(case), told_at.astimezone(UTC)  # as every stored instant is told again
    decided = made.decided_at.replace(second=0, microsecond=0)  # whoever types an instant types whole minutes
    if not decided <= told_at <= at:
        raise Invalid(N_("The result is told after the decision, and not in the future."), field="told_at")
    late = _days_late(case, told_at)
    notice = ResultNotice(
        case=case, told_by=by, told_at=told_at, recorded_at=at, told_how=how, told_whom=whom, late=late > 0
    )
    session.add(notice)
    ended, _late = moves.end_clock(case, "answered", at=told_at)
    changed = ended | moves.change(case, answered_at=told_at) | _leave_the_desk(case)
    session.flush()
    audit.record(
        TOLD, case.stream, at=at, by=by.id, set=changed, verdict=str(made.verdict), told_at=moves.plain(told_at),
        how=how, whom=whom, late=late,
    )  # fmt: skip
    moves.tell_holder(case, at=at, result=result_of(made, told_at))
    return notice


def _days_late(case: Case, told_at: datetime) -> int:
    if case.clock is None:
        return 0
    return lateness(Deadline.from_dict(case.clock), local_date(told_at), packs.calendar())


def _leave_the_desk(case: Case) -> dict[str, Any]:
    return moves.change(case, open=False, next_on=None) if case.open and case.ended_at is not None else {}
