"""Setting somebody's task of a month, and writing down what was reached."""

from __future__ import annotations

from datetime import date, datetime

from workflow.base import audit
from workflow.base.clock import local_date
from workflow.base.db import session
from workflow.kernel.errors import Conflict, Forbidden, Invalid, N_
from workflow.office.registers.rules import month_of, span
from workflow.office.registers.tasks import queries, rules
from workflow.office.registers.tasks.models import Task
from workflow.staff.models import Officer

SET = audit.declare("task_set", "task", "officer", "month", "measure", "title", "wanted")
SETTLED = audit.declare("task_settled", "task", "reached")


def set_task(
    officer: Officer, *, month: date, measure: str, title: str, wanted: int, by: Officer, at: datetime
) -> Task:
    """Say how much of a measure somebody is to reach in a month that is not over.

    Forbidden for oneself; Invalid for a month that is over, for what is counted by hand without words, for nought.
    """
    month = month.replace(day=1)
    if officer.id == by.id:
        raise Forbidden(N_("Nobody sets their own task."))
    if measure not in rules.MEASURES:
        raise Invalid(N_("Choose what is counted."), field="measure")
    if (measure == rules.BY_HAND) != bool(title):
        raise Invalid(N_("Say in words what is counted by hand, and only that."), field="title")
    if wanted <= 0:
        raise Invalid(N_("A task wants something."), field="wanted")
    if _over(month, local_date(at)):
        raise Invalid(N_("That month is over."), field="month")
    if queries.is_set(officer.id, month, measure, title):
        raise Conflict(N_("This task is set already; strike that out first."))
    made = Task(
        office_id=officer.office_id, officer_id=officer.id, month=month, measure=measure, title=title, wanted=wanted,
        recorded_by_id=by.id, recorded_at=at,
    )  # fmt: skip
    session.add(made)
    session.flush()
    told = {"officer": officer.username, "month": month_of(month), "measure": measure, "title": title}
    audit.record(SET, made.stream, at=at, by=by.id, task=made.public_id, wanted=wanted, **told)
    return made


def settle(task: Task, *, reached: int | None, by: Officer, at: datetime) -> None:
    """Write down what was reached once the month is over: what the registers count, or what was counted by hand.

    Forbidden for one's own task; Invalid for a number where the registers count, and for none where they do not.
    """
    if task.struck_at is not None or task.settled:
        raise Conflict(N_("This task is settled or struck out already."))
    if task.officer_id == by.id:
        raise Forbidden(N_("Nobody settles their own task."))
    if not _over(task.month, local_date(at)):
        raise Conflict(N_("That month is not over yet."))
    if (task.measure == rules.BY_HAND) != (reached is not None):
        raise Invalid(N_("Write a number for what is counted by hand, and only there."), field="reached")
    task.reached, task.settled_by_id, task.settled_at = _result(task, reached), by.id, at
    session.flush()
    audit.record(SETTLED, task.stream, at=at, by=by.id, task=task.public_id, reached=task.reached)


def _result(task: Task, reached: int | None) -> int:
    found = reached if task.measure == rules.BY_HAND else queries.counted(task)
    return found or 0


def _over(month: date, today: date) -> bool:
    days = span(month_of(month))
    return days is not None and days[1] < today
