"""Reading tasks: what was reached so far, and who stands where in a month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

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
    return counts([task])[task.id]


def counts(tasks: Iterable[Task]) -> dict[int, int | None]:
    """The same of many tasks, by row id: one query for each measure of each month, however many there are."""
    found, open_ones = dict[int, int | None](), defaultdict[tuple[str, date], list[Task]](list)
    for task in tasks:
        found[task.id] = task.reached
        if task.reached is None and task.measure in _COUNTS:
            open_ones[task.measure, task.month].append(task)
    for (measure, month), group in open_ones.items():
        so_far = _so_far(measure, month, {task.officer_id for task in group})
        found |= {task.id: so_far.get(task.officer_id, 0) for task in group}
    return found


def _so_far(measure: str, month: date, officers: set[int]) -> dict[int, int]:
    days = span(month_of(month))
    if days is None:
        return {}
    whose, number, conditions = _COUNTS[measure](*days)
    query = select(whose, number).where(whose.in_(officers), *conditions).group_by(whose)
    return {row[0]: int(row[1] or 0) for row in session.execute(query)}


#: Whose something is, how much of it there is, and what of it counts from one day to another.
_Counted = tuple[ColumnElement[Any], ColumnElement[int], tuple[ColumnElement[bool], ...]]


def _households(first: date, last: date) -> _Counted:
    """Of what the head has signed."""
    standing = (WorkEntry.on.between(first, last), WorkEntry.struck_at.is_(None), WorkEntry.signed_at.is_not(None))
    return WorkEntry.officer_id.expression, func.sum(WorkEntry.households), standing


def _visits(first: date, last: date) -> _Counted:
    standing = (Visit.on.between(first, last), Visit.struck_at.is_(None))
    return Visit.officer_id.expression, func.count(Visit.id), standing


def _publicity(first: date, last: date) -> _Counted:
    standing = (Publicity.on.between(first, last), Publicity.struck_at.is_(None))
    return Publicity.by_id.expression, func.count(Publicity.id), standing


def _answered(first: date, last: date) -> _Counted:
    within = (Case.answered_at >= start_of(first), Case.answered_at < end_of(last))
    return Case.officer_id.expression, func.count(Case.id), within


_COUNTS: dict[str, Callable[[date, date], _Counted]] = {
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
    points, reached = _points(month, list(found)), counts(task for tasks in found.values() for task in tasks)
    places = [_place(tasks, reached, points.get(officer_id)) for officer_id, tasks in found.items()]
    return sorted(places, key=lambda each: (-each.share, -(each.points or 0), each.officer.id))


def _place(tasks: list[Task], reached: dict[int, int | None], points: int | None) -> Place:
    done = [(task.wanted, reached[task.id] or 0) for task in tasks]
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
