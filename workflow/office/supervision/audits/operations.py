"""Opening a special audit, writing down what was found, answering it, closing it; nobody audits themselves."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm.attributes import flag_modified

from workflow.base import audit
from workflow.base.clock import local_date
from workflow.base.db import session
from workflow.kernel.errors import Conflict, Forbidden, Invalid, N_
from workflow.office.supervision.audits import queries
from workflow.office.supervision.audits.models import AuditFinding, AuditQuestion, SpecialAudit
from workflow.office.supervision.audits.rules import Reference
from workflow.places.models import Office
from workflow.staff.models import Officer

OPENED = audit.declare("special_audit_opened", "audit", "officer", "since", "until", "cause", "questions")
FOUND = audit.declare("special_audit_finding_recorded", "audit", "question", "finding", "events")
ANSWERED = audit.declare("special_audit_finding_answered", "audit", "finding")
CLOSED = audit.declare("special_audit_closed", "audit", "conclusion")

OWN = N_("Nobody audits themselves or their own office.")


def open_audit(
    office: Office, *, officer: Officer | None, since_on: date, until_on: date, cause: str, questions: list[str],
    by: Officer, at: datetime,
) -> SpecialAudit:  # fmt: skip
    """Open an audit of an office, or of one officer there, over some days, with its list of questions.

    Forbidden for whoever works there or is the one; Invalid for days to come or turned round and for a stranger.
    """
    if by.office_id == office.id or (officer is not None and by.id == officer.id):
        raise Forbidden(OWN)
    if until_on > local_date(at) or since_on > until_on:
        raise Invalid(N_("Choose days up to today, the first one first."), field="until_on")
    if officer is not None and officer.office_id != office.id:
        raise Invalid(N_("This person does not work at that office."), field="officer")
    made = SpecialAudit(
        office_id=office.id, officer_id=officer.id if officer else None, since_on=since_on, until_on=until_on,
        cause=cause, recorded_by_id=by.id, recorded_at=at,
    )  # fmt: skip
    made.questions = [AuditQuestion(number=number, text=each) for number, each in enumerate(questions, 1)]
    session.add(made)
    session.flush()
    audit.record(
        OPENED, made.stream, at=at, by=by.id, audit=made.public_id, officer=made.officer_id,
        since=since_on.isoformat(), until=until_on.isoformat(), cause=cause, questions=questions,
    )  # fmt: skip
    return made


def _refuse_own(found: SpecialAudit, by: Officer) -> None:
    if found.bars(by):
        raise Forbidden(OWN)


def _refuse_ended(found: SpecialAudit) -> None:
    if found.closed_at is not None or found.struck_at is not None:
        raise Conflict(N_("This audit is closed or struck out."))


def find(
    question: AuditQuestion, *, found: str, references: list[Reference], by: Officer, at: datetime
) -> AuditFinding:
    """Write down what was found on a question, with the events that it rests on; it waits for the office's word.

    Invalid without an event, Forbidden for whoever works there or is the one, Conflict for an audit that has ended.
    """
    whole = question.audit
    _refuse_ended(whole)
    _refuse_own(whole, by)
    if not references:
        raise Invalid(N_("Name at least one event that this rests on."), field="others")
    evidence = queries.evidence_for(whole, references)
    made = AuditFinding(question_id=question.id, found=found, found_by_id=by.id, found_at=at, evidence=evidence)
    session.add(made)
    flag_modified(whole, "cause")  # the findings are the audit's: it is another version of it
    session.flush()
    audit.record(
        FOUND, whole.stream, at=at, by=by.id, audit=whole.public_id, question=question.number, finding=made.id,
        events=[[each.stream, each.sequence, each.hash] for each in made.evidence],
    )  # fmt: skip
    return made


def answer(finding: AuditFinding, *, text: str, by: Officer, at: datetime) -> None:
    """The office's word, given once; Forbidden for whoever found it, Conflict where it is answered or all is over."""
    whole = finding.question.audit
    _refuse_ended(whole)
    if finding.answered_at is not None:
        raise Conflict(N_("This is answered already."))
    if by.id == finding.found_by_id:
        raise Forbidden(N_("Nobody answers what they found themselves."))
    if not text:
        raise Invalid(N_("Write what the office says to it."), field="answer")
    finding.answer, finding.answered_by_id, finding.answered_at = text, by.id, at
    flag_modified(whole, "cause")
    session.flush()
    audit.record(ANSWERED, whole.stream, at=at, by=by.id, audit=whole.public_id, finding=finding.id)


def close(found: SpecialAudit, *, conclusion: str, by: Officer, at: datetime) -> None:
    """End an audit all of whose findings are answered, with what follows from it."""
    _refuse_ended(found)
    _refuse_own(found, by)
    if any(finding.answered_at is None for question in found.questions for finding in question.findings):
        raise Conflict(N_("The office has not answered every finding yet."))
    if not conclusion:
        raise Invalid(N_("Write what follows from it."), field="conclusion")
    found.closed_at, found.closed_by_id, found.conclusion = at, by.id, conclusion
    session.flush()
    audit.record(CLOSED, found.stream, at=at, by=by.id, audit=found.public_id, conclusion=conclusion)
