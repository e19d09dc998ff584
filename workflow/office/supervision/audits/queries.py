"""What an audit may look at: the events of its office's cases in its days; its questions, findings and evidence."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, exists, literal, select
from sqlalchemy.orm import joinedload, selectinload

from workflow.base import audit
from workflow.base.audit import Event, Happened
from workflow.base.clock import end_of, start_of
from workflow.base.db import session
from workflow.kernel.errors import Invalid, N_, NotFound
from workflow.office.registers import queries as registers
from workflow.office.supervision.audits.models import AuditEvidence, AuditFinding, AuditQuestion, SpecialAudit
from workflow.office.supervision.audits.rules import Reference
from workflow.places.models import Office
from workflow.staff.models import Officer
from workflow.stages.appraisal.book.models import PreCredit
from workflow.stages.appraisal.book.rules import State
from workflow.stages.appraisal.panel.models import Panel
from workflow.stages.cases.models import Case

#: What the database can compare an event's number with.
_LARGEST = 2**31 - 1
_STREAM = literal("case:").concat(Case.public_id)


class Act(NamedTuple):
    """An event of a case, as it can be referred to."""

    case: Case
    reference: Reference
    event: Happened


def acts(found: SpecialAudit, limit: int) -> list[Act]:
    """What was done in the office's cases in the audit's days, newest first; of one officer what they did."""
    within = (Event.at >= start_of(found.since_on), Event.at < end_of(found.until_on))
    query = _events().where(Case.office_id == found.office_id, *within)
    query = query if found.officer_id is None else query.where(Event.by == found.officer_id)
    return [_act(event, case) for event, case in session.execute(query.order_by(Event.id.desc()).limit(limit))]


def _events() -> Select[Event, Case]:
    return select(Event, Case).join(Case, Event.stream == _STREAM)


def _act(event: Event, case: Case) -> Act:
    return Act(case, Reference(case.number, event.sequence), audit.opened(event))


def evidence_for(found: SpecialAudit, references: list[Reference]) -> list[AuditEvidence]:
    """The events that are referred to; Invalid for one that is none of the office's cases."""
    made = []
    for reference in dict.fromkeys(references):
        query = _events().where(Case.office_id == found.office_id, Case.number == reference.stream)
        row = session.execute(query.where(Event.sequence == min(reference.sequence, _LARGEST))).first()
        if row is None:
            message = N_("%(reference)s is no event of a case of this office.")
            raise Invalid(message, field="others", reference=str(reference))
        made.append(AuditEvidence(stream=row[0].stream, sequence=row[0].sequence, hash=row[0].hash))
    return made


def acts_behind(findings: list[AuditFinding]) -> dict[int, list[Act]]:
    """What each finding rests on, by the finding's row id."""
    query = select(AuditEvidence.finding_id, Event, Case).join(
        Event, (Event.stream == AuditEvidence.stream) & (Event.sequence == AuditEvidence.sequence)
    )
    wanted = AuditEvidence.finding_id.in_([each.id for each in findings])
    query = query.join(Case, Event.stream == _STREAM).where(wanted)
    found: dict[int, list[Act]] = {each.id: [] for each in findings}
    for finding_id, event, case in session.execute(query.order_by(Event.id)):
        found[finding_id].append(_act(event, case))
    return found


def questions_of(found: SpecialAudit) -> list[AuditQuestion]:
    """The questions with what was found and answered."""
    findings = selectinload(AuditQuestion.findings)
    query = select(AuditQuestion).where(AuditQuestion.audit_id == found.id).order_by(AuditQuestion.number)
    query = query.options(
        findings.joinedload(AuditFinding.found_by), findings.joinedload(AuditFinding.answered_by)
    )  # fmt: skip
    return list(session.scalars(query).unique())


def question_for(found: SpecialAudit, number: int) -> AuditQuestion:
    """One question of an audit; NotFound."""
    question = next((each for each in questions_of(found) if each.number == number), None)
    if question is None:
        raise NotFound
    return question


def finding_for(found: SpecialAudit, finding_id: int) -> AuditFinding:
    """One finding of an audit; NotFound."""
    finding = session.get(AuditFinding, finding_id, options=[joinedload(AuditFinding.question)])
    if finding is None or finding.question.audit_id != found.id:
        raise NotFound
    return finding


class Sent(NamedTuple):
    """An office and how many of its pre-credits verification sent to special audit, since when."""

    office: Office
    number: int
    since: datetime


def sent(person: Officer) -> list[Sent]:
    """Pre-credits whose loans nobody could explain, by the office that has not been audited since (A17)."""
    query = select(PreCredit, Panel.office_id).join(Panel, Panel.id == PreCredit.panel_id)
    query = query.where(PreCredit.state == State.AUDITED, ~_audited_since()).order_by(PreCredit.settled_at)
    found: dict[int, list[datetime]] = {}
    for row, office_id in session.execute(query):
        found.setdefault(office_id, []).append(row.settled_at or row.made_at)
    offices = registers.offices_for(person, "special.open")
    return [Sent(office, len(found[office.id]), found[office.id][0]) for office in offices if office.id in found]


def _audited_since() -> ColumnElement[bool]:
    mine = (SpecialAudit.office_id == Panel.office_id, SpecialAudit.struck_at.is_(None))
    return exists().where(*mine, SpecialAudit.recorded_at >= PreCredit.settled_at)


def unanswered(person: Officer, limit: int) -> list[SpecialAudit]:
    """Audits whose findings wait for a word of this person or their office, oldest first."""
    findings = select(AuditFinding.id).join(AuditQuestion).where(AuditQuestion.audit_id == SpecialAudit.id)
    waits = findings.where(AuditFinding.answered_at.is_(None)).exists()
    query = select(SpecialAudit).where(waits, SpecialAudit.closed_at.is_(None))
    query = query.where(registers.reached(SpecialAudit, person, "special.answer"))
    return list(session.scalars(query.order_by(SpecialAudit.id).limit(limit)).unique())
