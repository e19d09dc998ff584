"""Reading tasks: what was reached so far, and who stands where in a month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select

from workflow.base.clock import end_of, start_of
from workflow.base.db import session
from workflow.office.registers import queries as registers
from workflow.office.registers.publicity.models import Publicity
from workflow.office.registers.rules import month_of, span
from workflow.office.registers.tasks import rules
from workflow.office.registers.tasks.models import Task
from workflow.office.registers.visits.models import Visit
from workflow.office.registers.worklog.models import WorkEntry, WorkMonth
from workflow.staff.models import Officer
from workflow.stages.cases.models import Case


class Place(NamedTuple):
    """Where somebody stands in a month: tasks set and met, how far on average, the points of the work log."""

    officer: Officer
    tasks: int
    met: int
    share: Fraction
    points: int | None


def counted(task: Task) -> int | None:
    """What the registers say was reached of a task; None for what is counted by hand and not written down yet."""
    if task.reached is not None:
        return task.reached
    count = _COUNTS.get(task.measure)
    days = span(month_of(task.month))
    return count(task.officer_id, *days) if count and days else None


def _one(query: ColumnElement[int], *conditions: ColumnElement[bool]) -> int:
    return int(session.scalar(select(func.coalesce(query, 0)).where(*conditions)) or 0)


def _households(officer_id: int, first: date, last: date) -> int:
    """Of what the head has signed."""
    mine = (WorkEntry.officer_id == officer_id, WorkEntry.on.between(first, last), WorkEntry.struck_at.is_(None))
    return _one(func.sum(WorkEntry.households), *mine, WorkEntry.signed_at.is_not(None))


def _visits(officer_id: int, first: date, last: date) -> int:
    mine = (Visit.officer_id == officer_id, Visit.on.between(first, last), Visit.struck_at.is_(None))
    return _one(func.count(Visit.id), *mine)


def _publicity(officer_id: int, first: date, last: date) -> int:
    mine = (Publicity.by_id == officer_id, Publicity.on.between(first, last), Publicity.struck_at.is_(None))
    return _one(func.count(Publicity.id), *mine)


def _answered(officer_id: int, first: date, last: date) -> int:
    within = (Case.answered_at >= start_of(first), Case.answered_at < end_of(last))
    return _one(func.count(Case.id), Case.officer_id == officer_id, *within)


_COUNTS: dict[str, Callable[[int, date, date], int]] = {
    "households": _households,
    "visits": _visits,
    "publicity": _publicity,
    "answered": _answered,
}


def standing(person: Officer, month: date) -> list[Place]:
    """Everyone with tasks in a month whom the person may see, whoever came furthest first; for the house alone."""
    query = select(Task).where(registers.reached(Task, person, "task.see"), Task.month == month)
    found: dict[int, list[Task]] = defaultdict(list)
    for task in session.scalars(query.where(Task.struck_at.is_(None)).order_by(Task.officer_id, Task.id)).unique():
        found[task.officer_id].append(task)
    points = _points(month, list(found))
    places = [_place(tasks, points.get(officer_id)) for officer_id, tasks in found.items()]
    return sorted(places, key=lambda each: (-each.share, -(each.points or 0), each.officer.id))


def _place(tasks: list[Task], points: int | None) -> Place:
    done = [(task.wanted, counted(task) or 0) for task in tasks]
    return Place(tasks[0].officer, len(tasks), sum(rules.met(*each) for each in done), rules.share(done), points)


def _points(month: date, officers: list[int]) -> dict[int, int]:
    query = select(WorkMonth.officer_id, WorkMonth.score).where(WorkMonth.month == month)
    query = query.where(WorkMonth.officer_id.in_(officers), WorkMonth.struck_at.is_(None))
    return {row[0]: row[1] for row in session.execute(query)}


def unsettled(person: Officer, before: date) -> int:
    """How many tasks of months before one are not settled, of those that a person settles."""
    query = select(func.count()).select_from(Task).where(registers.reached(Task, person, "task.set"))
    open_ones = (Task.settled_at.is_(None), Task.struck_at.is_(None), Task.month < before, Task.officer_id != person.id)
    return session.scalar(query.where(*open_ones)) or 0


def is_set(officer_id: int, month: date, measure: str, title: str) -> bool:
    """Whether the same task stands already."""
    same = (Task.officer_id == officer_id, Task.month == month, Task.measure == measure, Task.title == title)
    return session.scalar(select(Task.id).where(*same, Task.struck_at.is_(None)).limit(1)) is not None
