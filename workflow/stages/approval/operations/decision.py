"""The decision of the authorised decision-maker, at the level that has the authority."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from workflow.base import audit
from workflow.base.db import session
from workflow.carriers import outbox
from workflow.kernel import ids
from workflow.kernel.errors import Conflict
from workflow.staff.models import Officer
from workflow.stages.approval import grades, queries, rules
from workflow.stages.approval.models import Decision
from workflow.stages.approval.rules import Verdict
from workflow.stages.cases import clock, moves, ways
from workflow.stages.cases.models import Case
from workflow.stages.cases.rules import CAMPAIGN
from workflow.stages.cases.states import Step
from workflow.stages.people import queries as people
from workflow.stages.people.rules import EXCLUDED

DECIDED = audit.declare("case_decided", "set", "decision", "level", "verdict", "amount", "reason", "late")
ESCALATED = audit.declare("case_escalated", "set", "decision", "level", "to_level", "reason", "due_was")

#: What later stages do in the same commit after a case was approved (a line whose notice has closed takes effect).
#: Filled at start by who knows all stages; this stage need not know the later ones.
AFTER_APPROVAL: list[Callable[[Case, Officer, datetime], None]] = []

_STEPS = {
    Verdict.GRANT: Step.APPROVE,
    Verdict.LOWER: Step.APPROVE,
    Verdict.REFUSE: Step.REFUSE,
    Verdict.ESCALATE: Step.ESCALATE,
}


def decide(
    case: Case, *, verdict: Verdict, amount: int | None = None, reason: str = "", by: Officer, at: datetime
) -> Decision:
    """Decide a reviewed case at its present level: grant what passed, a lower amount (fen), refuse, or send it up.

    Never more than passed, never without a pass, never above the level's authority, never more than the rules lend such
    a household without security, nothing to one that a ground of the rules leaves out; the decider belongs to the
    office that decides at this level and has no other part in the case.
    """
    verdict = Verdict(verdict)
    queries.check_decider(case, by)
    granted = _check(case, verdict, amount, reason)
    moves.take_hand(case, by, moves.DECIDE, at=at)
    made = Decision(
        public_id=ids.public_id(), case=case, officer=by, level=case.level, verdict=verdict, amount=granted,
        reason=reason, decided_at=at,
    )  # fmt: skip
    session.add(made)
    session.flush()
    (_send_up if verdict is Verdict.ESCALATE else _settle)(made)
    return made


def _check(case: Case, verdict: Verdict, amount: int | None, reason: str) -> int | None:
    moves.check(case, Step.REFUSE if case.passed_amount is None else _STEPS[verdict])
    powers = queries.powers(case)
    rules.check_verdict(verdict, powers, case.passed_amount)
    rules.check_reason(verdict, reason, powers)
    granted = rules.amount_granted(verdict, amount, case.passed_amount)
    if granted is not None:
        _check_household(case)
        grades.check_rated(case, granted)
        grades.check_unsecured(case, granted)
    return granted


def _check_household(case: Case) -> None:
    if people.is_excluded(case.household):
        raise Conflict(EXCLUDED)


def _send_up(made: Decision) -> None:
    """To the next office up; the clock is counted anew from the same start with the higher level's limit (Q05).

    What the rules demand may differ by level: Invalid where the case's way leaves out what they demand up there.
    """
    case, at, above, due_was = made.case, made.decided_at, queries.office_above(made.case), made.case.due_on
    ways.check_demands_at(case, above.level)
    changed = moves.advance(case, Step.ESCALATE, at=at, level=above.level)
    if case.clock_state == clock.RUNNING and case.accepted_at is not None:
        changed |= moves.start_clock(case, accepted_at=case.accepted_at, level=above.level)
    session.flush()
    audit.record(
        ESCALATED, case.stream, at=at, by=made.officer_id, set=changed, decision=made.public_id, level=made.level,
        to_level=above.level, reason=made.reason, due_was=moves.plain(due_was),
    )  # fmt: skip
    moves.tell_holder(case, at=at)


def send_on(case: Case, *, level: str, by: Officer, at: datetime) -> Decision:
    """Record that whoever approved a form of many lines proposes this one to the level it waits at: at `level` nothing
    is decided about it, and the one who proposes it has a part in it."""
    moves.take_hand(case, by, moves.DECIDE, at=at)
    made = Decision(
        public_id=ids.public_id(), case=case, officer=by, level=level, verdict=Verdict.ESCALATE, amount=None,
        reason="", decided_at=at,
    )  # fmt: skip
    session.add(made)
    session.flush()
    audit.record(
        ESCALATED, case.stream, at=at, by=by.id, set={}, decision=made.public_id, level=level, to_level=case.level,
        reason="", due_was=moves.plain(case.due_on),
    )  # fmt: skip
    return made


def _settle(made: Decision) -> None:
    case, at = made.case, made.decided_at
    columns = {"granted_amount": made.amount, "decided_by_id": made.officer_id, "decided_at": at}
    changed = moves.advance(case, _STEPS[Verdict(made.verdict)], at=at, **columns)
    ended, late = moves.end_clock(case, "decided", at=at)
    changed |= ended | _still_owed(case)
    session.flush()
    audit.record(
        DECIDED, case.stream, at=at, by=made.officer_id, set=changed, decision=made.public_id, level=made.level,
        verdict=str(made.verdict), amount=made.amount, reason=made.reason, late=late,
    )  # fmt: skip
    moves.tell_holder(case, at=at, result=result_of(made))
    if case.channel != CAMPAIGN:  # nobody has applied: what the village reads is its list
        phone = case.borrower.phone or ""
        outbox.add("case-news", channel="sms", to=phone, language="zh_Hans", at=at, number=case.number)
    if made.amount is not None:
        for act in AFTER_APPROVAL:
            act(case, made.officer, at)


def _still_owed(case: Case) -> dict[str, Any]:
    """A case that ended stays open while its promise runs on until the applicant is answered."""
    if case.open or case.clock_state != clock.RUNNING:
        return {}
    return moves.change(case, open=True, next_on=case.due_on)


def result_of(made: Decision, told_at: datetime | None = None) -> dict[str, Any]:
    """What the holder of the receipt reads: the reason of a refusal is theirs, that of a lower amount stays inside."""
    reason = made.reason if made.verdict == Verdict.REFUSE else ""
    return {"verdict": str(made.verdict), "amount": made.amount, "reason": reason, "told_at": moves.plain(told_at)}
