"""The books of large loans as a table, and the loans of one of them."""

from __future__ import annotations

from datetime import date, datetime

from flask_babel import gettext as _

from workflow.base import clock, languages
from workflow.carriers import sheets
from workflow.kernel.errors import N_
from workflow.office.registers.book import Book, Column, Table
from workflow.office.registers.largeloans.models import LargeLoanBook
from workflow.office.registers.rules import month_of
from workflow.places import packs
from workflow.stages.cases.forms import GUARANTEES


def _total(book: LargeLoanBook) -> sheets.Cell:
    return sheets.yuan(sum(each.amount for each in book.loans))


def is_late(book: LargeLoanBook, today: date) -> bool:
    """Whether the staff were shown the book after its day, or should have been by now."""
    return book.struck_at is None and (book.shown_on or today) > book.due_on


LARGE_LOANS = Book(
    slug="large-loans", endpoint="large_loans", model=LargeLoanBook, day="month", see="largeloan.see",
    write="largeloan.draw",
    title=N_("Books of large loans"),
    about=N_(
        "Each outlet's large loans of a month, for its own staff and the credit department; never public. They are "
        "those approved for payment in the month: when one was paid out is not recorded in this house."
    ),
    columns=(
        Column(N_("Outlet"), lambda each: each.office.name, share=1.2),
        Column(N_("Month"), lambda each: month_of(each.month)),
        Column(N_("Loans"), lambda each: len(each.loans), kind="num", share=0.6),
        Column(N_("Together (yuan)"), _total, kind="num", share=1.1),
        Column(N_("To be shown by"), lambda each: each.due_on, share=1.4),
        Column(N_("Signed by"), lambda each: each.signed_by.name if each.signed_by else None),
        Column(N_("Shown to the staff on"), lambda each: each.shown_on, share=1.4),
        Column(N_("Late"), lambda each: _("late") if is_late(each, clock.today()) else "", share=0.7),
        Column(N_("Credit department took note"), lambda each: each.received_at, share=1.7),
    ),
)  # fmt: skip
LOANS = (
    Column(N_("Case"), lambda each: each.number, share=1.3),
    Column(N_("Borrower"), lambda each: each.borrower),
    Column(N_("Amount (yuan)"), lambda each: sheets.yuan(each.amount), kind="num"),
    Column(N_("Purpose"), lambda each: each.purpose, share=1.8),
    Column(N_("Months"), lambda each: each.term_months, kind="num", share=0.6),
    Column(N_("Security"), lambda each: str(GUARANTEES.get(each.guarantee, each.guarantee))),
    Column(N_("Officer"), lambda each: each.officer_name, share=0.9),
    Column(N_("Approved by"), lambda each: each.decider_name, share=0.9),
    Column(N_("Granted on"), lambda each: each.granted_on, share=1.4),
)


def printed(book: LargeLoanBook, at: datetime) -> bytes:
    """One book, loan by loan, to hang up where only the staff read it (PDF)."""
    title = _("Large loans of %(office)s, %(month)s", office=book.office.name, month=month_of(book.month))
    rows = [[column.cell(each) for column in LOANS] for each in book.loans]
    heads, kinds = [_(column.label) for column in LOANS], [column.kind for column in LOANS]
    lead = _(
        "For the staff of this outlet and the credit department only. Loans approved for payment in this month; when "
        "one was paid out is not recorded in this house."
    )
    table = Table(title, heads, rows, kinds, [column.share for column in LOANS], lead)
    sign = (_("Drawn up by"), _("Head"), _("Date"))
    return table.file("pdf", aside=_("to be shown by %(day)s", day=languages.day(book.due_on)), sign=sign, at=at)


def readers(book: LargeLoanBook) -> str:
    """Who receives the summary, as the rules say it; '' where they do not."""
    rule = packs.value("large_loan.readers", book.month)
    if not rule.is_set:
        return ""
    return f"{rule.value.en if languages.current() == 'en' else rule.value.zh} {rule.cite}"
