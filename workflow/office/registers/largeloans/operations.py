"""The book of large loans: drawn up from the cases, signed by the head, shown to the staff, taken note of."""

from __future__ import annotations

from datetime import date, datetime

from workflow.base import audit
from workflow.base.clock import local_date
from workflow.base.db import session
from workflow.kernel.errors import Conflict, Forbidden, Invalid, N_, NotSet
from workflow.office.registers.largeloans import queries
from workflow.office.registers.largeloans.models import LargeLoan, LargeLoanBook
from workflow.office.registers.rules import month_of
from workflow.places.models import Office
from workflow.staff.models import Officer
from workflow.stages.cases.models import Case

DRAWN = audit.declare("large_loans_drawn_up", "book", "month", "threshold", "cases")
SIGNED = audit.declare("large_loans_signed", "book")
SHOWN = audit.declare("large_loans_shown", "book", "on")
RECEIVED = audit.declare("large_loans_received", "book")


def draw_up(office: Office, month: date, *, by: Officer, at: datetime) -> LargeLoanBook:
    """Write down which large loans of an outlet became payable in a month that is over; none is a book as well.

    Payment itself leaves no trace in this house (the rules count from it), so the book and its pages say what it lists.

    Invalid before the month is over; Conflict where its book stands; NotSet where the rules name no amount or day.
    """
    month = month.replace(day=1)
    if local_date(at) <= queries.last_day(month):
        raise Invalid(N_("That month is not over yet."), field="month")
    if queries.book_of(office, month) is not None:
        raise Conflict(N_("The book of this month stands already."))
    rule = queries.rule(month)
    if rule is None:
        raise NotSet(N_("The rules do not say from how much on a loan is large, or by when it is disclosed."))
    made = LargeLoanBook(
        office_id=office.id, month=month, threshold=rule.threshold, due_on=rule.due_on, recorded_by_id=by.id,
        recorded_at=at,
    )  # fmt: skip
    made.loans = [_loan(case) for case in queries.loans_of(office, month, rule.threshold)]
    session.add(made)
    session.flush()
    cases = [each.number for each in made.loans]
    told = {"month": month_of(month), "threshold": rule.threshold, "cases": cases}
    audit.record(DRAWN, made.stream, at=at, by=by.id, book=made.public_id, **told)
    return made


def _loan(case: Case) -> LargeLoan:
    """A loan as it is now; the officer and the decider by name, as people read it."""
    decider = session.get(Officer, case.decided_by_id)
    made = LargeLoan(
        case_id=case.id, number=case.number, amount=case.granted_amount, term_months=case.term_months,
        guarantee=case.guarantee, officer_name=case.officer.name if case.officer else "",
        decider_name=decider.name if decider else "", granted_on=local_date(case.decided_at or case.received_at),
    )  # fmt: skip
    made.borrower, made.purpose = case.borrower.name, case.purpose
    return made


def sign(book: LargeLoanBook, *, by: Officer, at: datetime) -> None:
    """The head's signature; Forbidden for whoever drew it up."""
    _check_standing(book)
    if book.signed_at is not None:
        raise Conflict(N_("This is signed or struck out already."))
    if book.recorded_by_id == by.id:
        raise Forbidden(N_("Whoever drew the book up does not sign it; the head does."))
    book.signed_by_id, book.signed_at = by.id, at
    session.flush()
    audit.record(SIGNED, book.stream, at=at, by=by.id, book=book.public_id)


def show(book: LargeLoanBook, on: date, *, by: Officer, at: datetime) -> None:
    """Write down on which day the staff of the outlet were shown the book; once, after the signature."""
    _check_signed(book)
    if book.shown_on is not None:
        raise Conflict(N_("It was shown already."))
    if on > local_date(at):
        raise Invalid(N_("That day has not come yet."), field="on")
    if book.signed_at is not None and on < local_date(book.signed_at):
        raise Invalid(N_("It was not signed yet on that day."), field="on")
    book.shown_on = on
    session.flush()
    audit.record(SHOWN, book.stream, at=at, by=by.id, book=book.public_id, on=on.isoformat())


def receive(book: LargeLoanBook, *, by: Officer, at: datetime) -> None:
    """The credit department takes note of a signed book, once."""
    _check_signed(book)
    if book.received_at is not None:
        raise Conflict(N_("The credit department has taken note of it already."))
    book.received_by_id, book.received_at = by.id, at
    session.flush()
    audit.record(RECEIVED, book.stream, at=at, by=by.id, book=book.public_id)


def _check_standing(book: LargeLoanBook) -> None:
    if book.struck_at is not None:
        raise Conflict(N_("This entry is struck out already."))


def _check_signed(book: LargeLoanBook) -> None:
    _check_standing(book)
    if book.signed_at is None:
        raise Conflict(N_("The head has not signed it yet."))
