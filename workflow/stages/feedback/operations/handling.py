"""What is done with a complaint: registered, given to someone it does not concern, answered, or taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from workflow.base import audit
from workflow.base import clock as time
from workflow.carriers import outbox
from workflow.doors.inbox import take
from workflow.doors.inbox.take import DeskReceipt
from workflow.kernel.errors import Conflict, Invalid, N_
from workflow.places import packs
from workflow.places.models import Office
from workflow.policy.terms import Deadline, lateness
from workflow.staff.models import Officer
from workflow.stages.feedback import queries, rules
from workflow.stages.feedback.models import Complaint
from workflow.stages.feedback.operations.concern import concerned, exclude, spread
from workflow.stages.feedback.operations.merging import hand_on, led_by, refuse_giving_away
from workflow.stages.feedback.operations.standing import (
    change,
    days_late,
    deadline,
    find_case,
    send_news,
    tell_holder,
)
from workflow.stages.feedback.states import Step, after

RECEIPT_GIVEN = audit.declare("complaint_receipt_given")
REGISTERED = audit.declare("complaint_registered", "set", "excluded", "late")
ASSIGNED = audit.declare("complaint_assigned", "set", "excluded", "officer")
ANSWERED = audit.declare("complaint_answered", "set", "late")
WITHDRAWN = audit.declare("complaint_withdrawn", "set", "reason")


def give_receipt(complaint: Complaint, *, nonce: str, by: Officer, at: datetime) -> DeskReceipt:
    """The receipt of a complaint that was written down here: shown once; the same form again shows the same digits."""
    receipt = take.desk_receipt(nonce, "complaint", complaint.received_at, kept=complaint.receipt_key)
    if complaint.receipt_key == receipt.key:
        return receipt
    if complaint.receipt_key is not None:
        raise Conflict(N_("A receipt has been given for this complaint already."))
    complaint.receipt_key = receipt.key
    tell_holder(complaint, at=at)
    audit.record(RECEIPT_GIVEN, complaint.stream, at=at, by=by.id)
    return receipt


def register(
    complaint: Complaint, *, category: str, officers: list[Officer], office: Office | None, case_number: str,
    by: Officer, at: datetime,
) -> None:  # fmt: skip
    """Enter a complaint in the register and say whom it concerns: from now on they know nothing of it."""
    state, case = after(complaint.state, Step.REGISTER), find_case(case_number) or complaint.case
    changed = change(
        complaint, state=str(state), registered_at=at, category=category,
        office_id=office.id if office else complaint.office_id, case_id=case.id if case else None,
    )  # fmt: skip
    named = rules.because(rules.NAMED, (officer.id for officer in officers))
    _returned, excluded = exclude(complaint, rules.merged(named, concerned(complaint)))
    limit = register_by(complaint)
    late = lateness(limit, time.local_date(at), packs.calendar()) if limit else 0
    audit.record(REGISTERED, complaint.stream, at=at, by=by.id, set=changed, excluded=excluded, late=late)
    tell_holder(complaint, at=at)


def assign(complaint: Complaint, officer: Officer, *, by: Officer, at: datetime) -> None:
    """Give a complaint, with those handled as one with it, to someone whom none of them concerns.

    Whoever acted on a case since is excluded first. Conflict for one that goes where its lead goes.
    """
    if complaint.merge:
        raise Conflict(N_("This complaint is handled as one with another: assign that one, or separate them."))
    after(complaint.state, Step.ASSIGN)
    every = [each for each in queries.together(complaint) if each.open]
    told = [_prepared(each) for each in every]
    spread(complaint, at=at)
    if officer.id not in {each.id for each in queries.candidates(complaint)}:
        message = N_("This person may not handle the complaint: it concerns them, or they have no role for it.")
        raise Invalid(message, field="officer")
    for each, facts in zip(every, told, strict=True):
        facts["set"] |= change(each, state=str(after(each.state, Step.ASSIGN)), assigned_to_id=officer.id)
        audit.record(ASSIGNED, each.stream, at=at, by=by.id, officer=officer.username, **facts)
        tell_holder(each, at=at)
    due = min((each.due_on.isoformat() for each in every if each.due_on), default="")
    outbox.add("complaint-yours", channel="email", to=officer.email, language=officer.language, at=at, due=due)


def _prepared(complaint: Complaint) -> dict[str, Any]:
    returned, excluded = exclude(complaint, concerned(complaint))
    return {"set": returned, "excluded": excluded}


def answer(complaint: Complaint, *, findings: str, outcome: str, answer: str, by: Officer, at: datetime) -> None:
    """Answer a complaint: what was found, how it ends, and the words the complainant reads.

    Those handled as one with it and not answered yet get the same answer, each under its own clock and receipt; one
    that follows another can be answered before, on its own.
    """
    after(complaint.state, Step.ANSWER)
    addressed = [complaint, *(each for each in led_by(complaint) if each.open)]
    refuse_giving_away(addressed, answer, field="answer")
    for each in addressed:
        each.findings, each.answer = findings, answer
        state = str(after(each.state, Step.ANSWER))
        changed = change(each, state=state, outcome=outcome, answered_at=at, open=False)
        audit.record(ANSWERED, each.stream, at=at, by=by.id, set=changed, late=days_late(each, at))
        tell_holder(each, at=at)
        send_news(each, at=at)


def withdraw(complaint: Complaint, *, reason: str, by: Officer, at: datetime) -> None:
    """End a complaint because its complainant took it back; those handled as one with it go on."""
    changed = change(complaint, state=str(after(complaint.state, Step.WITHDRAW)), open=False)
    audit.record(WITHDRAWN, complaint.stream, at=at, by=by.id, set=changed, reason=reason)
    tell_holder(complaint, at=at)
    hand_on(complaint, by=by, at=at)


def register_by(complaint: Complaint) -> Deadline | None:
    """Until when the complaint has to be registered; None where no rule says so."""
    return deadline("complaint.register_limit", complaint.received_at)
