"""Reading the books of large loans: which loans belong into one, which book is due, what waits for whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from workflow.base.clock import end_of, start_of
from workflow.base.db import session
from workflow.office.outlets.queries import outlets_for
from workflow.office.registers import queries as registers
from workflow.office.registers.largeloans.models import LargeLoanBook
from workflow.office.registers.rules import month_of, span
from workflow.places import packs
from workflow.places.models import Office
from workflow.policy import fixed, money
from workflow.policy.terms import add_months
from workflow.staff.models import Officer
from workflow.stages.cases.models import Case
from workflow.stages.cases.states import State


class Rule(NamedTuple):
    """From how much on (fen) a loan is large, and by which day a month's book is shown."""

    threshold: int
    due_on: date


class Due(NamedTuple):
    """A book that nobody has drawn up yet."""

    office: Office
    month: date
    due_on: date


def rule(month: date) -> Rule | None:
    """What the rules say of a month's book; None where they name no amount or no day."""
    last = last_day(month)
    threshold, due = packs.value("large_loan.threshold", last), packs.value("large_loan.disclosure_by", last)
    if not threshold.is_set or not due.is_set:
        return None
    return Rule(money.fen(threshold.value), fixed.due_by(due.value, last))


def last_day(month: date) -> date:
    """The last day of a month."""
    days = span(month_of(month))
    return days[1] if days else month


def loans_of(office: Office, month: date, threshold: int) -> list[Case]:
    """An outlet's loans of at least that much (fen) that became payable in a month, in that order."""
    within = (Case.ended_at >= start_of(month.replace(day=1)), Case.ended_at < end_of(last_day(month)))
    large = (Case.office_id == office.id, Case.state == State.PAYABLE, Case.granted_amount >= threshold)
    query = select(Case).where(*large, *within).options(joinedload(Case.borrower), joinedload(Case.officer))
    return list(session.scalars(query.order_by(Case.ended_at, Case.id)))


def book_of(office: Office, month: date) -> LargeLoanBook | None:
    """The book of a month that stands."""
    query = select(LargeLoanBook).where(LargeLoanBook.office_id == office.id, LargeLoanBook.month == month)
    return session.scalar(query.where(LargeLoanBook.struck_at.is_(None)))


def due(person: Officer, verb: str, today: date) -> list[Due]:
    """The books that nobody has drawn up, of the outlets at which a person may do something, the oldest month first.

    Of last month, and back to the first month of which any book stands.
    """
    query = select(LargeLoanBook.office_id, LargeLoanBook.month).where(LargeLoanBook.struck_at.is_(None))
    drawn = {(row.office_id, row.month) for row in session.execute(query)}
    outlets, last = outlets_for(person, verb), add_months(today.replace(day=1), -1)
    months = _months(min((month for _office, month in drawn), default=last), last)
    ruled = ((month, found) for month in months if (found := rule(month)))
    return [
        Due(each, month, found.due_on) for month, found in ruled for each in outlets if (each.id, month) not in drawn
    ]


def _months(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first = add_months(first, 1)


def to_sign(person: Officer) -> list[LargeLoanBook]:
    """Books that wait for the head's signature."""
    waiting = LargeLoanBook.signed_at.is_(None)
    return _waiting(person, "largeloan.sign", waiting, LargeLoanBook.recorded_by_id != person.id)


def to_show(person: Officer) -> list[LargeLoanBook]:
    """Signed books that the staff of the outlet have not been shown."""
    return _waiting(person, "largeloan.show", LargeLoanBook.signed_at.is_not(None), LargeLoanBook.shown_on.is_(None))


def to_receive(person: Officer) -> list[LargeLoanBook]:
    """Signed books that the credit department has not taken note of."""
    signed = LargeLoanBook.signed_at.is_not(None)
    return _waiting(person, "largeloan.receive", signed, LargeLoanBook.received_at.is_(None))


def _waiting(person: Officer, verb: str, *conditions: ColumnElement[bool]) -> list[LargeLoanBook]:
    query = select(LargeLoanBook).where(registers.reached(LargeLoanBook, person, verb), *conditions)
    query = query.where(LargeLoanBook.struck_at.is_(None)).order_by(LargeLoanBook.due_on, LargeLoanBook.id)
    return list(session.scalars(query).unique())
