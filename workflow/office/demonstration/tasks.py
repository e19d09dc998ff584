"""The months of the story in figures for the house: tasks of the officers, books of large loans, settled scores.

No chance is drawn here, so that the rest of the story stays as it was told.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from workflow.base.clock import local_date, start_of
from workflow.office.demonstration.world import Acts, World
from workflow.office.outlets import queries as outlets
from workflow.office.registers.largeloans import operations as books
from workflow.office.registers.tasks import operations as tasks
from workflow.office.registers.tasks.rules import BY_HAND
from workflow.policy.terms import add_months
from workflow.staff.models import Officer
from workflow.staff.roles import Role

_NINE, _LATER = timedelta(hours=9), timedelta(hours=3)
_OFFICERS = ("fengyuan.officer", "chengguan.officer", "fengyuan.officer.two", "chengguan.officer.two")
#: What is counted, in words where it is counted by hand, how much is wanted, and how much by hand was reached.
_TASKS = (
    ("households", "", 20, None), ("visits", "", 2, None), ("answered", "", 3, None), (BY_HAND, "清收不良（户）", 2, 1),
)  # fmt: skip
#: How many months of books and tasks there are, the running one of the tasks not counted.
_MONTHS = 2


def acts(world: World) -> Iterator[Acts]:
    """Tasks set at the beginning of each month and settled after it; the books of the months, the newest unsigned."""
    this = world.hours.today.replace(day=1)
    for back in range(_MONTHS, -1, -1):
        yield _set_tasks(world, add_months(this, -back))
    for back in range(_MONTHS, 0, -1):
        yield _books(world, add_months(this, -back), newest=back == 1)


def _first_day(world: World, month: date) -> datetime:
    """Nine o'clock of the first working day of a month."""
    return start_of(world.hours.calendar.next_working(month)) + _NINE


def _set_tasks(world: World, month: date) -> Acts:
    at = _first_day(world, month)
    yield at
    made = []
    for officer in (world.cast.named[name] for name in _OFFICERS):
        head = world.cast.of(Role.BRANCH_HEAD, officer.office)
        for measure, title, wanted, by_hand in _TASKS:
            told: dict[str, Any] = {"month": month, "measure": measure, "title": title, "wanted": wanted}
            made.append((tasks.set_task(officer, **told, by=head, at=at), by_hand, head))
    at = _first_day(world, add_months(month, 1)) + _LATER
    yield at
    for task, by_hand, head in made:
        tasks.settle(task, reached=by_hand, by=head, at=at)


def _books(world: World, month: date, *, newest: bool) -> Acts:
    """Drawn up at every outlet; signed, shown and taken note of, but for the newest book of the second outlet."""
    at = _first_day(world, add_months(month, 1))
    yield at
    for number, office in enumerate(outlets.outlets()):
        book = books.draw_up(office, month, by=world.cast.of(Role.BACK_OFFICE, office), at=at)
        if not newest or number != 1:
            head: Officer = world.cast.of(Role.BRANCH_HEAD, office)
            books.sign(book, by=head, at=at + _LATER)
            books.show(book, local_date(at), by=head, at=at + _LATER)
            books.receive(book, by=world.cast.named["county.credit"], at=at + _LATER)
