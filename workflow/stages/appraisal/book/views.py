"""Pages of the books: a panel's books, one book as a grid, its paper, the pre-credits."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from workflow.base import web
from workflow.carriers import sheets
from workflow.kernel.errors import HouseError
from workflow.policy.money import FEN_PER_YUAN
from workflow.staff.guard import requires
from workflow.stages.appraisal.book import operations, queries, rules
from workflow.stages.appraisal.book.basics import views as basics
from workflow.stages.appraisal.book.basics.queries import written
from workflow.stages.appraisal.book.basics.rules import LACKING
from workflow.stages.appraisal.book.forms import ROWS, BookForm, FindingForm
from workflow.stages.appraisal.book.models import Book, PreCredit
from workflow.stages.appraisal.panel.models import Panel
from workflow.stages.appraisal.panel.queries import panel_for
from workflow.stages.people.rules import EXCLUDED, shown

bp = Blueprint("book", __name__)
basics.add_to(bp)


@bp.get("/panels/<public_id>/books")
@requires("panel.see")
def index(public_id: str) -> Any:
    """The books of a panel and how far each is; no value."""
    panel = panel_for(public_id, current_user, "panel.see")
    books = queries.books_of(panel)
    number = queries.current_round(panel)
    page = {
        "panel": panel, "books": books, "counts": queries.counts(books), "may_write": queries.may_write,
        "may_read": queries.may_read,
        "all_closed": queries.all_closed(panel, number), "unverified": operations.unverified,
        "combined": bool(queries.pre_credits(panel, limit=1)),
    }  # fmt: skip
    return render_template("workflow/book/index.html", **page)


@bp.post("/panels/<public_id>/books")
@requires("book.open")
def open_books(public_id: str) -> Any:
    """Open a book for each member."""
    panel = panel_for(public_id, current_user, "book.open")
    operations.open_books(panel, by=current_user, at=g.now)
    return redirect(url_for("book.index", public_id=public_id), 303)


@bp.route("/books/<public_id>", methods=["GET", "POST"])
@requires("book.write")
def write(public_id: str) -> Any:
    """A page of one's own book: every field of it by keyboard."""
    book, after = queries.book_to_write(public_id, current_user), request.args.get("after", 0, type=int)
    form = BookForm(queries.page_of(book, after=after, limit=ROWS), data={"seen": book.version})
    if form.validate():
        web.check_seen(form.seen.data, book)
        try:
            outside = operations.write(book, form.filled(), by=current_user, at=g.now)
            return redirect(_onward(book, form, len(outside)), 303)
        except HouseError as error:
            form.blame(error)
    return _grid(book, form, after)


def _onward(book: Book, form: BookForm, outside: int) -> str:
    """Where saving leads: the next page, or back to the first when the book is through."""
    flash(_("Saved."))
    if outside:
        flash(_("%(number)s lines of that page lie outside the income band: give a reason.", number=outside), "warn")
    if len(form.stored) == ROWS and queries.page_of(book, after=form.stored[-1].id, limit=1):
        return url_for("book.write", public_id=book.public_id, after=form.stored[-1].id)
    return url_for("book.write", public_id=book.public_id)


def _grid(book: Book, form: BookForm, after: int) -> Any:
    web.note_look(f"book:{book.public_id}", "appraisal book")
    band = queries.band(book.seat.panel)
    page = {"book": book, "form": form, "after": after, "band": band, "size": ROWS}
    page["count"] = queries.counts([book]).get(book.id, (0, 0))
    return render_template("workflow/book/write.html", **page), (422 if form.errors else 200)


@bp.post("/books/<public_id>/close")
@requires("book.write")
def close(public_id: str) -> Any:
    """Close one's own book for good."""
    book = queries.book_to_write(public_id, current_user)
    operations.close(book, by=current_user, at=g.now)
    flash(_("The book is closed."))
    return redirect(url_for("book.index", public_id=book.seat.panel.public_id), 303)


@bp.get("/books/<public_id>/paper")
@requires("panel.see")
def paper(public_id: str) -> Any:
    """A blank book to print: households and empty boxes, no value."""
    book = queries.book_on_paper(public_id, current_user)
    web.note_look(f"book:{public_id}", "blank book printed")
    return render_template("print/book.html", book=book, lines=queries.page_of(book, after=0, limit=None))


@bp.get("/books/<public_id>/read")
@requires("panel.see")
def read(public_id: str) -> Any:
    """A closed book, once every book of the round is closed."""
    book = queries.book_to_read(public_id, current_user)
    web.note_look(f"book:{public_id}", "closed book read")
    lines = queries.page_of(book, after=0, limit=None)
    page = {"book": book, "lines": lines, "people": written(lines), "lacking": LACKING, "shown": shown}
    return render_template("workflow/book/read.html", unverified=operations.unverified, **page)


@bp.post("/books/<public_id>/verify")
@requires("book.verify")
def verify(public_id: str) -> Any:
    """Say that a keyed book is what stands on paper."""
    book = queries.book_to_read(public_id, current_user, "book.verify")
    operations.verify(book, by=current_user, at=g.now)
    return redirect(url_for("book.index", public_id=book.seat.panel.public_id), 303)


@bp.post("/panels/<public_id>/combine")
@requires("book.combine")
def combine(public_id: str) -> Any:
    """Make one amount of all books."""
    panel = panel_for(public_id, current_user, "book.combine")
    operations.combine(panel, by=current_user, at=g.now)
    return redirect(url_for("book.pre_credits", public_id=public_id), 303)


@bp.get("/panels/<public_id>/pre-credits")
@requires("precredit.see")
def pre_credits(public_id: str) -> Any:
    """What the books gave each household: internal, also as a file for the bank's own systems."""
    panel = panel_for(public_id, current_user, "precredit.see")
    web.note_look(f"panel:{public_id}", "pre-credits")
    if kind := web.file_asked(sheets.MIMES):
        return _file(kind, queries.pre_credits(panel))
    return _list(panel)


def _list(panel: Panel, status: int = 200, **forms: Any) -> Any:
    size = web.settings().limits.page_size
    after = request.args.get("after", 0, type=int)
    page = {
        "panel": panel, "rows": queries.pre_credits(panel, after=after, limit=size), "size": size, "rules": rules,
        "finding_form": FindingForm(queries.bad_records(panel), formdata=None),
        "full": len(panel.seats),
    }  # fmt: skip
    return render_template("workflow/book/pre_credits.html", **(page | forms)), status


def _file(kind: str, rows: list[PreCredit]) -> Response:
    head = [_("Household code"), _("Household"), _("Pre-credit"), _("Books counted"), _("State")]
    cells = [_cells(row) for row in rows]
    response = Response(sheets.write(kind, _("Pre-credits"), head, cells), mimetype=sheets.MIMES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="pre-credits.{kind}"'
    return response


def _cells(row: PreCredit) -> list[sheets.Cell]:
    head = row.household.named_by
    amount = None if row.amount is None else row.amount // FEN_PER_YUAN
    return [row.household.code or "", head.name, amount, row.counted, _(rules.LABELS[rules.State(row.state)])]


@bp.post("/pre-credits/<public_id>/settle")
@requires("precredit.settle")
def settle(public_id: str) -> Any:
    """Record what verification found."""
    found = queries.pre_credit_for(public_id, current_user, "precredit.settle")
    form = FindingForm(queries.bad_records(found.panel))
    if form.validate():
        try:
            operations.settle(found, finding=form.finding.data, note=form.note.data, by=current_user, at=g.now)
            if found.state == rules.State.REMOVED and not form.finding.data:
                flash(_(EXCLUDED), "warn")
            return redirect(url_for("book.pre_credits", public_id=found.panel.public_id), 303)
        except HouseError as error:
            form.blame(error)
    return _list(found.panel, 422, finding_form=form, blamed=found)
