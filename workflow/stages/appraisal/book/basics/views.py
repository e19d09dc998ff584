"""Pages of a book's first part, and of what all books together say of people."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from workflow.base import web
from workflow.kernel.errors import HouseError
from workflow.staff.guard import requires
from workflow.stages.appraisal.book import queries as books
from workflow.stages.appraisal.book.basics import operations, queries
from workflow.stages.appraisal.book.basics.forms import PeopleForm
from workflow.stages.appraisal.book.basics.rules import LACKING
from workflow.stages.appraisal.book.forms import ROWS
from workflow.stages.appraisal.book.models import Book
from workflow.stages.appraisal.panel.queries import panel_for
from workflow.stages.people.rules import shown


def add_to(bp: Blueprint) -> None:
    """Give the blueprint these pages."""
    bp.add_url_rule("/books/<public_id>/people", "people", write, methods=["GET", "POST"])
    bp.add_url_rule("/panels/<public_id>/books/people", "said", said)
    bp.add_url_rule("/panels/<public_id>/books/people", "take_over", take_over, methods=["POST"])


@requires("book.write")
def write(public_id: str) -> Any:
    """A page of one's own book: who stands for each household, what its file lacks."""
    book, after = books.book_to_write(public_id, current_user), request.args.get("after", 0, type=int)
    form = PeopleForm(books.page_of(book, after=after, limit=ROWS), data={"seen": book.version})
    if form.validate():
        web.check_seen(form.seen.data, book)
        try:
            operations.write(book, form.told(), by=current_user, at=g.now)
            flash(_("Saved."))
            return redirect(_onward(book, form), 303)
        except HouseError as error:
            form.blame(error)
    web.note_look(f"book:{public_id}", "appraisal book")
    page = render_template("workflow/book/people.html", book=book, form=form, after=after, lacking=LACKING)
    return page, (422 if form.errors else 200)


def _onward(book: Book, form: PeopleForm) -> str:
    """The next page of households, or on to the amounts."""
    if len(form.stored) == ROWS and books.page_of(book, after=form.stored[-1].id, limit=1):
        return url_for("book.people", public_id=book.public_id, after=form.stored[-1].id)
    return url_for("book.write", public_id=book.public_id)


@requires("book.take_over")
def said(public_id: str) -> Any:
    """What the closed books say of people: what they agree on, and where somebody has to ask the household."""
    panel = panel_for(public_id, current_user, "book.take_over")
    web.note_look(f"panel:{public_id}", "what books say of people")
    closed = books.all_closed(panel, books.current_round(panel))
    page = {"panel": panel, "closed": closed, "outcomes": queries.outcomes(panel), "shown": shown, "lacking": LACKING}
    return render_template("workflow/book/said.html", **page)


@requires("book.take_over")
def take_over(public_id: str) -> Any:
    """Key what the books agree on into the households' files."""
    panel = panel_for(public_id, current_user, "book.take_over")
    keyed, left = operations.take_over(panel, by=current_user, at=g.now)
    flash(ngettext(
        "%(num)s entry was keyed. Another person compares it with its source.",
        "%(num)s entries were keyed. Another person compares them with their source.", keyed,
    ))  # fmt: skip
    if left:
        flash(ngettext("%(num)s entry stays to be asked.", "%(num)s entries stay to be asked.", left), "warn")
    return redirect(url_for("book.said", public_id=public_id), 303)
