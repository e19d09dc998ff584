"""What waits in the registers for a person: words to give, signatures, follow-ups, books that are due."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from workflow.base.clock import local_date
from workflow.kernel.errors import N_
from workflow.office.registers.areas import queries as areas
from workflow.office.registers.boxes import queries as boxes
from workflow.office.registers.duty import queries as duty
from workflow.office.registers.largeloans import queries as loans
from workflow.office.registers.models import Entry
from workflow.office.registers.rules import month_of
from workflow.office.registers.supervisors import queries as supervisors
from workflow.office.registers.tasks import queries as tasks
from workflow.office.registers.visits import queries as visits
from workflow.office.registers.visits.models import Meeting, Visit
from workflow.office.registers.worklog import queries as worklog
from workflow.staff.models import Officer
from workflow.staff.rights import may
from workflow.stages.cases.todo import Todo

_OPEN, _SIGN = N_("Open"), N_("Sign")


def rows(person: Officer, *, now: datetime, limit: int) -> list[Todo]:
    """One line for each thing that waits, of the work log one line for all."""
    today = local_date(now)
    return [row for verb, found in _SORTS if may(person, verb) for row in found(person, today, limit)]


def _swaps_asked(person: Officer, today: date, limit: int) -> Iterable[Todo]:
    title = N_("%(name)s asks you to take a day on duty.")
    for swap in duty.asked_of(person, today)[:limit]:
        yield _row(title, _OPEN, "swaps.show", swap, swap.on, name=swap.asker.name)


def _swaps_agreed(person: Officer, today: date, limit: int) -> Iterable[Todo]:
    title = N_("A swap of duty waits for your approval: %(name)s.")
    for swap in duty.to_approve(person, today)[:limit]:
        yield _row(title, _OPEN, "swaps.show", swap, swap.on, name=swap.asker.name)


def _unsigned(person: Officer, _today: date, limit: int) -> Iterable[Todo]:
    waiting = worklog.to_be_signed(person, limit)
    if waiting:
        title = N_("Entries of the work log wait for your signature.")
        yield Todo(title, _SIGN, "worklog.index", on=waiting[0].on)


def _unscored(person: Officer, today: date, _limit: int) -> Iterable[Todo]:
    if worklog.scale(today) and (found := worklog.unscored(person, today)):
        title = N_("Work logs of last month without a score: %(count)s.")
        yield Todo(title, _OPEN, "months.index", params={"count": len(found)}, on=today.replace(day=1))


def _unsettled_quarters(_person: Officer, today: date, _limit: int) -> Iterable[Todo]:
    if found := worklog.unsettled(today):
        title = N_("Scored months of the work log to be settled: %(count)s officers.")
        yield Todo(title, _OPEN, "quarters.index", params={"count": len(found)}, on=today.replace(day=1))


def _unsettled_tasks(person: Officer, today: date, _limit: int) -> Iterable[Todo]:
    if count := tasks.unsettled(person, today.replace(day=1)):
        title = N_("Tasks of months that are over without a result: %(count)s.")
        yield Todo(title, _OPEN, "tasks.index", params={"count": count}, on=today.replace(day=1))


def _openings(person: Officer, _today: date, limit: int) -> Iterable[Todo]:
    title = N_("The opening of a box waits for your signature.")
    for opening in boxes.waiting_for(person)[:limit]:
        yield _row(title, _SIGN, "openings.show", opening, opening.opened_on)


def _packets(_person: Officer, _today: date, limit: int) -> Iterable[Todo]:
    title = N_("A packet from an opinion box is on its way to you.")
    for opening in boxes.on_its_way()[:limit]:
        yield _row(title, _OPEN, "openings.show", opening, opening.opened_on)


def _handovers(person: Officer, _today: date, limit: int) -> Iterable[Todo]:
    title = N_("A handover of villages waits for your signature.")
    for handover in areas.to_sign(person)[:limit]:
        yield _row(title, _SIGN, "handovers.show", handover, handover.drawn_up_on)


def _observations(person: Officer, _today: date, limit: int) -> Iterable[Todo]:
    title = N_("What a social supervisor observed waits for a reply.")
    for seen in supervisors.unanswered(person, limit):
        yield _row(title, N_("Answer"), "observations.show", seen, seen.on)


def _large_loans(person: Officer, today: date, _limit: int) -> Iterable[Todo]:
    title = N_("The book of the large loans of %(month)s is not drawn up: %(office)s.")
    for due in loans.due(person, "largeloan.draw", today):
        args, late = {"office_id": due.office.id}, due.due_on < today
        told = {"office": due.office.name, "month": month_of(due.month)}
        yield Todo(title, _OPEN, "large_loans.new", args, told, due.due_on, late)


def _large_loan_steps(person: Officer, today: date, _limit: int) -> Iterable[Todo]:
    waiting = (
        ("largeloan.sign", N_("A book of large loans waits for your signature: %(office)s."), _SIGN, loans.to_sign),
        ("largeloan.show", N_("A book of large loans is to be shown to the staff: %(office)s."), _OPEN, loans.to_show),
        ("largeloan.receive", N_("A book of large loans is to be taken note of: %(office)s."), _OPEN, loans.to_receive),
    )
    for verb, title, label, found in waiting:
        for book in found(person) if may(person, verb) else ():
            late = book.due_on < today and verb != "largeloan.receive"
            yield _row(title, label, "large_loans.show", book, book.due_on, late=late, office=book.office.name)


def _visits(person: Officer, today: date, limit: int) -> Iterable[Todo]:
    title = N_("To follow up after a visit to %(village)s.")
    for visit in visits.open_follow_ups(Visit, person, limit):
        on = visit.follow_up_on
        yield _row(title, _OPEN, "visits.show", visit, on, late=_over(on, today), village=visit.village.name)


def _meetings(person: Officer, today: date, limit: int) -> Iterable[Todo]:
    title = N_("To follow up after a meeting: %(topics)s.")
    for meeting in visits.open_follow_ups(Meeting, person, limit):
        on = meeting.follow_up_on
        yield _row(title, _OPEN, "meetings.show", meeting, on, late=_over(on, today), topics=meeting.topics)


def _over(on: date | None, today: date) -> bool:
    return on is not None and on < today


def _row(
    title: str, label: str, endpoint: str, entry: Entry, on: date | None, *, late: bool = False, **params: Any
) -> Todo:
    return Todo(title, label, endpoint, {"public_id": entry.public_id}, params, on, late)


#: Each sort of waiting, and the right without which it waits for nobody.
_SORTS: tuple[tuple[str, Callable[[Officer, date, int], Iterable[Todo]]], ...] = (
    ("swap.ask", _swaps_asked),
    ("swap.approve", _swaps_agreed),
    ("worklog.sign", _unsigned),
    ("worklog.score", _unscored),
    ("worklog.settle", _unsettled_quarters),
    ("task.set", _unsettled_tasks),
    ("box.sign", _openings),
    ("box.receive", _packets),
    ("handover.sign", _handovers),
    ("observation.reply", _observations),
    ("largeloan.draw", _large_loans),
    ("largeloan.see", _large_loan_steps),
    ("visit.write", _visits),
    ("minutes.see", _meetings),
)
