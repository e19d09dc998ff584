"""Writing the minutes of a study with its tasks, and confirming a task."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm.attributes import flag_modified

from workflow.base import audit
from workflow.base.clock import local_date
from workflow.base.db import session
from workflow.kernel.canonical import canonical
from workflow.kernel.errors import Conflict, Forbidden, Invalid, N_
from workflow.office.supervision.studies import queries
from workflow.office.supervision.studies.models import Study, StudyTask
from workflow.places import packs
from workflow.policy.turns import turn_of
from workflow.staff.models import Officer

HELD = audit.declare("study_held", "study", "period", "held_on", "figures", "tasks")
CONFIRMED = audit.declare("study_task_confirmed", "study", "number", "how")


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be done, by which department, who answers for it, until when."""

    what: str
    department: str
    officer: Officer
    due_on: date


def hold(
    *, held_on: date, present: str, matters: str, tasks: Sequence[Task], by: Officer, at: datetime
) -> Study:
    """Write down a study of the period in which it was held; the period's figures are kept as they are now.

    NotSet where the rules ask for none, Invalid for a day to come, without a task, and for a task that is due before;
    Conflict for a second study of the period.
    """
    months = packs.required("supervision.study_every", held_on).value
    if held_on > local_date(at):
        raise Invalid(N_("That day has not come yet."), field="held_on")
    if not tasks:
        raise Invalid(N_("Name at least one task, with department, person and day."), field="what_1")
    if any(task.due_on < held_on for task in tasks):
        raise Invalid(N_("A task cannot be due before the study."), field="held_on")
    period = turn_of(held_on, months)
    if queries.standing(by.office_id, period.first) is not None:
        raise Conflict(N_("The study of this period is written down already."))
    figures = queries.figures(period, local_date(at))
    made = Study(
        office_id=by.office_id, period_on=period.first, until_on=period.last, held_on=held_on, present=present,
        figures=canonical(figures).decode(), matters=matters, recorded_by_id=by.id, recorded_at=at,
    )  # fmt: skip
    made.tasks = [
        StudyTask(number=number, what=each.what, department=each.department, officer=each.officer, due_on=each.due_on)
        for number, each in enumerate(tasks, 1)
    ]
    session.add(made)
    session.flush()
    told = [[each.what, each.department, each.officer_id, each.due_on.isoformat()] for each in made.tasks]
    audit.record(
        HELD, made.stream, at=at, by=by.id, study=made.public_id, period=period.first.isoformat(),
        held_on=held_on.isoformat(), figures=figures, tasks=told,
    )  # fmt: skip
    return made


def confirm(task: StudyTask, *, how: str, by: Officer, at: datetime) -> None:
    """Confirm that a task was carried out, and how one can see it; Forbidden for who answers for it."""
    if task.done_at is not None or task.study.struck_at is not None:
        raise Conflict(N_("Nothing waits here."))
    if by.id == task.officer_id:
        raise Forbidden(N_("Whoever answers for a task does not confirm it."))
    if not how:
        raise Invalid(N_("Say how one can see that it was done."), field="how")
    task.done_at, task.done_by_id, task.done_how = at, by.id, how
    flag_modified(task.study, "matters")  # the tasks are the study's: it is another version of it
    session.flush()
    study = task.study
    audit.record(CONFIRMED, study.stream, at=at, by=by.id, study=study.public_id, number=task.number, how=how)
