"""Pages of the books of large loans: drawn up, signed, shown, taken note of."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from flask import Blueprint, Response, g
from flask_babel import gettext as _
from flask_login import current_user

from workflow.base import clock
from workflow.base.forms import HouseForm
from workflow.office.outlets.queries import outlet_for, outlets_for
from workflow.office.registers import pages
from workflow.office.registers.forms import SignForm
from workflow.office.registers.largeloans import operations, queries
from workflow.office.registers.largeloans.books import LARGE_LOANS, LOANS, is_late, printed, readers
from workflow.office.registers.largeloans.forms import DrawForm, ShowForm
from workflow.office.registers.largeloans.models import LargeLoanBook
from workflow.office.registers.queries import entry_for
from workflow.policy.calendar import ONE_DAY
from workflow.staff.guard import requires

bp = Blueprint("large_loans", __name__, url_prefix="/registers/large-loans")
_PAGE = "workflow/registers/large_loan_book.html"


@bp.get("")
@requires("largeloan.see")
def index() -> Any:
    """The books, and those that nobody has drawn up."""
    today = clock.local_date(g.now)
    known: dict[str, Any] = {"due": queries.due(current_user, "largeloan.see", today), "today_is": today}
    known |= {"outlets": outlets_for(current_user, "largeloan.draw"), "rule": queries.rule(today)}
    return pages.listing(LARGE_LOANS, "workflow/registers/large_loans.html", **known)


@bp.route("/new/<int:office_id>", methods=["GET", "POST"])
@requires("largeloan.draw")
def new(office_id: int) -> Any:
    """Draw a month's book up from the cases."""
    office = outlet_for(office_id, current_user, "largeloan.draw")
    form = DrawForm(data={"month": _owed(office_id, clock.local_date(g.now))})
    told = {"by": current_user, "at": g.now}
    return pages.write(LARGE_LOANS, form, lambda: operations.draw_up(office, form.month.data, **told), lead=office.name)


def _owed(office_id: int, today: date) -> date:
    """The oldest month that an outlet owes a book of, or last month."""
    owed = (each.month for each in queries.due(current_user, "largeloan.draw", today) if each.office.id == office_id)
    return next(owed, today.replace(day=1) - ONE_DAY)


@bp.get("/<public_id>")
@requires("largeloan.see")
def show(public_id: str) -> Any:
    """One book, loan by loan."""
    return _page(entry_for(LargeLoanBook, public_id, current_user, "largeloan.see"))


def _page(book: LargeLoanBook, status: int = 200, **more: Any) -> Any:
    return pages.entry_page(LARGE_LOANS, book, status, **(_shown(book) | more))


def _shown(book: LargeLoanBook) -> dict[str, Any]:
    today = clock.local_date(g.now)
    known = {"late": is_late(book, today), "loans": LOANS, "readers": readers(book)}
    show_form = ShowForm(formdata=None, data={"seen": book.version, "on": today})
    return {"template": _PAGE, "sign_form": pages.signing(book), "show_form": show_form} | known


@bp.get("/<public_id>/paper")
@requires("largeloan.see")
def paper(public_id: str) -> Response:
    """One book to print."""
    book = entry_for(LargeLoanBook, public_id, current_user, "largeloan.see")
    return Response(printed(book, g.now), mimetype="application/pdf")


@bp.post("/<public_id>/sign")
@requires("largeloan.sign")
def sign(public_id: str) -> Any:
    """Sign as the head."""
    return _step(public_id, "largeloan.sign", "sign_form", SignForm(), operations.sign, _("Signed."))


@bp.post("/<public_id>/shown")
@requires("largeloan.show")
def shown(public_id: str) -> Any:
    """Write down when the staff were shown it."""
    form = ShowForm()
    act, said = partial(_show, form), _("Written down when the staff were shown it.")
    return _step(public_id, "largeloan.show", "show_form", form, act, said)


def _show(form: ShowForm, book: LargeLoanBook, **told: Any) -> None:
    operations.show(book, form.on.data, **told)


@bp.post("/<public_id>/received")
@requires("largeloan.receive")
def receive(public_id: str) -> Any:
    """Take note for the credit department."""
    said = _("The credit department has taken note.")
    return _step(public_id, "largeloan.receive", "sign_form", SignForm(), operations.receive, said)


def _step(public_id: str, verb: str, name: str, form: HouseForm, act: Callable[..., None], said: str) -> Any:
    book = entry_for(LargeLoanBook, public_id, current_user, verb)
    return pages.step(LARGE_LOANS, book, form, act, said, lambda *refused: _page(*refused, **{name: form}))


@bp.post("/<public_id>/strike")
@requires("largeloan.draw")
def strike(public_id: str) -> Any:
    """Strike out a book that nobody has signed."""
    book = entry_for(LargeLoanBook, public_id, current_user, "largeloan.draw")
    return pages.strike(LARGE_LOANS, book, **_shown(book))
