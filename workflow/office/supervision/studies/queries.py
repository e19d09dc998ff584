"""The figures of a period for the leaders' study, which studies there are, tasks that are due."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import joinedload

from workflow.base.clock import end_of, start_of
from workflow.base.db import session
from workflow.kernel.errors import NotFound
from workflow.office.registers import queries as registers
from workflow.office.supervision.audits.models import SpecialAudit
from workflow.office.supervision.draws.models import DrawFinding
from workflow.office.supervision.inspections.models import NoticeInspection
from workflow.office.supervision.measures.models import Remedied
from workflow.office.supervision.models import Breach
from workflow.office.supervision.rules import MISSED_CLOCK
from workflow.office.supervision.studies.models import Study, StudyTask
from workflow.places import packs
from workflow.policy.pack import Value
from workflow.policy.turns import Turn, before, turn_of
from workflow.staff.models import Officer
from workflow.stages.feedback.models import Complaint

#: Whatever finds faults.
_FOUND: tuple[type[Remedied], ...] = (DrawFinding, NoticeInspection)


def rule(on: date) -> Value:
    """After how many months the leaders study the work."""
    return packs.value("supervision.study_every", on)


def period(on: date) -> Turn | None:
    """The period in which a study is due by the rules of a day; None where they ask for none."""
    months = rule(on).value
    return turn_of(on, months) if months else None


def figures(period: Turn, today: date) -> dict[str, int]:
    """What happened in a period, and what still waits on a day."""
    since, until = start_of(period.first), end_of(period.last)
    breaches = and_(Breach.found_at >= since, Breach.found_at < until)
    received = and_(Complaint.received_at >= since, Complaint.received_at < until)
    return {
        "breaches": _count(Breach, breaches),
        "unexplained": _count(Breach, breaches, Breach.explanation == ""),
        "missed": _count(Breach, breaches, Breach.kind == MISSED_CLOCK),
        "complaints": _count(Complaint, received),
        "faults": sum(_faults(each, each.checked_on.between(period.first, period.last)) for each in _FOUND),
        "open_measures": sum(_faults(each, each.done_at.is_(None)) for each in _FOUND),
        "late_measures": sum(_faults(each, each.done_at.is_(None), each.due_on < today) for each in _FOUND),
        "audits": _count(SpecialAudit, SpecialAudit.closed_at.is_(None), SpecialAudit.struck_at.is_(None)),
    }


def _faults(model: type[Remedied], *conditions: ColumnElement[bool]) -> int:
    return _count(model, model.fault.is_(True), model.struck_at.is_(None), *conditions)


def _count(model: type, *conditions: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0


def standing(office_id: int, first: date) -> Study | None:
    """The study of the period that begins on a day, unless it was struck out."""
    mine = (Study.office_id == office_id, Study.period_on == first, Study.struck_at.is_(None))
    return session.scalar(select(Study).where(*mine))


def owed(office_id: int, today: date) -> list[Turn]:
    """The running period and the one before it, as far as nobody has studied them; the older first."""
    running = period(today)
    if running is None:
        return []
    both = (before(running, rule(today).value), running)
    return [each for each in both if standing(office_id, each.first) is None]


def task_for(study: Study, number: int) -> StudyTask:
    """One task of a study; NotFound."""
    found = next((task for task in study.tasks if task.number == number), None)
    if found is None:
        raise NotFound
    return found


def tasks_of(study: Study) -> list[StudyTask]:
    """The tasks with who confirmed them."""
    query = select(StudyTask).where(StudyTask.study_id == study.id).order_by(StudyTask.number)
    return list(session.scalars(query.options(joinedload(StudyTask.done_by))).unique())


def tasks_due(person: Officer, today: date, limit: int) -> list[StudyTask]:
    """What this person answers for, or all tasks for whoever confirms them, that is not done and due; oldest first."""
    query = select(StudyTask).join(Study).where(StudyTask.done_at.is_(None), Study.struck_at.is_(None))
    query = query.where(registers.reached(Study, person, "study.confirm") | (StudyTask.officer_id == person.id))
    query = query.where(StudyTask.due_on <= today).order_by(StudyTask.due_on, StudyTask.id)
    return list(session.scalars(query.limit(limit)).unique())
