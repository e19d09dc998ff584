"""What waits in supervision: draws, measures, ten-day reports, studies and their tasks, findings to be answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from itertools import chain

from workflow.base.clock import local_date
from workflow.kernel.errors import N_
from workflow.office.supervision.audits import queries as audits
from workflow.office.supervision.draws import queries as draws
from workflow.office.supervision.inspections import queries as inspections
from workflow.office.supervision.inspections.models import NoticeInspection
from workflow.office.supervision.progress import queries as progress
from workflow.office.supervision.sanctions import queries as sanctions
from workflow.office.supervision.studies import queries as studies
from workflow.staff.models import Officer
from workflow.staff.rights import may
from workflow.stages.cases.todo import Todo


def rows(person: Officer, *, now: datetime, limit: int) -> list[Todo]:
    """One line for each."""
    today = local_date(now)
    found = (
        _draws(person, now), _measures(person, now, limit), _inspections(person, today, limit),
        _reports(person, today, limit),
    )  # fmt: skip
    return [*chain(*found, _studies(person, today, limit), _audits(person, limit), _sanctions(person, limit))]


def _draws(person: Officer, now: datetime) -> Iterator[Todo]:
    today = local_date(now)
    period = draws.period(today)
    if period is None or not may(person, "draw.announce"):
        return
    offices = draws.due(person, today)
    if offices:
        title = N_("The draw for inspection is not announced yet at %(count)s offices.")
        params = {"count": len(offices)}
        yield Todo(title, N_("Announce a draw"), "draws.index", params=params, on=period.last)


def _measures(person: Officer, now: datetime, limit: int) -> Iterator[Todo]:
    if not may(person, "finding.write"):
        return
    title = N_("A measure after an inspection of %(name)s is due.")
    today = local_date(now)
    for each in draws.overdue_measures(person, today, limit):
        late = each.due_on is not None and each.due_on < today
        where = {"public_id": each.public_id}
        yield Todo(title, N_("See whether it was carried out"), "findings.show", where, {"name": each.item.name},
                   on=each.due_on, late=late)  # fmt: skip


def _inspections(person: Officer, today: date, limit: int) -> Iterator[Todo]:
    """Faults of posted lists: what one answers for, and what one is to confirm."""
    title, label = N_("The posted list of %(village)s is to be put right: %(measure)s"), N_("See what was found")
    for each in inspections.owed(person, limit):
        yield _of_list(each, title, label, today)
    if may(person, "inspection.write"):
        title, label = N_("A measure for the posted list of %(village)s is due."), N_("See whether it was carried out")
        for each in inspections.due(person, today, limit):
            yield _of_list(each, title, label, today)


def _of_list(found: NoticeInspection, title: str, label: str, today: date) -> Todo:
    late = found.due_on is not None and found.due_on < today
    told = {"village": found.notice.village.name, "measure": found.measure}
    return Todo(title, label, "inspections.show", {"public_id": found.public_id}, told, on=found.due_on, late=late)


def _reports(person: Officer, today: date, limit: int) -> Iterator[Todo]:
    if not may(person, "progress.sign"):
        return
    title = N_("The ten-day report of %(office)s is due.")
    for each in progress.owed(person, "progress.sign", today, limit):
        where = {"office_id": each.office.id, "last": each.period.last.isoformat()}
        yield Todo(title, N_("Look and sign"), "progress.new", where, {"office": each.office.name},
                   on=each.period.due_on, late=each.period.due_on < today)  # fmt: skip


def _studies(person: Officer, today: date, limit: int) -> Iterator[Todo]:
    if may(person, "study.write"):
        for period in studies.owed(person.office_id, today):
            title = N_("The leaders' study of the quarter is due.")
            yield Todo(title, N_("Write minutes"), "studies.new", on=period.last, late=period.last < today)
    if may(person, "study.see"):
        for task in studies.tasks_due(person, today, limit):
            title, where = N_("A task of the quarterly study is due: %(what)s"), {"public_id": task.study.public_id}
            late = task.due_on < today
            yield Todo(title, N_("See the task"), "studies.show", where, {"what": task.what}, on=task.due_on, late=late)


def _sanctions(person: Officer, limit: int) -> Iterator[Todo]:
    for each in sanctions.to_decide(person, limit):
        title, where = N_("A sanction waits for your decision."), {"public_id": each.public_id}
        yield Todo(title, N_("Decide"), "sanctions.show", where, on=each.proposed_on)
    for each in sanctions.to_carry_out(person, limit):
        title, where = N_("A sanction is to be carried out."), {"public_id": each.public_id}
        yield Todo(title, N_("Carry out"), "sanctions.show", where, on=each.proposed_on)


def _audits(person: Officer, limit: int) -> Iterator[Todo]:
    if may(person, "special.answer"):
        for each in audits.unanswered(person, limit):
            where = {"public_id": each.public_id}
            yield Todo(N_("A special audit asks for the office's word."), N_("Answer"), "audits.show", where)
    if may(person, "special.open"):
        for sent in audits.sent(person):
            title = N_("Verification sent pre-credits of %(office)s to special audit.")
            told, on = {"office": sent.office.name}, local_date(sent.since)
            yield Todo(title, N_("Open an audit"), "audits.new", params=told, on=on)
