"""What the pages of every register share: the list with its filters and files, a form, striking out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from workflow.base import web
from workflow.base.forms import HouseForm
from workflow.kernel.errors import HouseError
from workflow.office.registers import book as books
from workflow.office.registers import files, operations, queries
from workflow.office.registers.book import Book
from workflow.office.registers.forms import SignForm, StrikeForm
from workflow.office.registers.models import Entry
from workflow.office.registers.rules import Asked, span
from workflow.staff import queries as staff


def listing(
    book: Book, template: str = "workflow/registers/list.html",
    looked: Callable[[Sequence[Any]], None] = lambda _entries: None, /, **more: Any,
) -> Any:  # fmt: skip
    """The register narrowed as asked; as a file where one is asked for. `looked` is told what is shown of it."""
    narrow = asked()
    if files.asked():
        every = queries.listed(book.model, book.day, narrow, current_user, book.see, limit=None)
        looked(every)
        return files.answer(books.table(book, every), book.slug, aside=_narrowed(book, narrow), sign=books.signers())
    size, before = web.settings().limits.page_size, request.args.get("before", type=int)
    shown = queries.listed(book.model, book.day, narrow, current_user, book.see, limit=size, before=before)
    looked(shown)
    page = {"book": book, "entries": shown, "asked": narrow, "size": size, "whom": _whom(book, narrow)}
    return render_template(template, offices=queries.offices_for(current_user, book.see), **page, **more)


def asked() -> Asked:
    """What of a register the address asks for; a month that is none asks for all, and the page says so."""
    month = request.args.get("month", "")
    office, officer = request.args.get("office", "")[:12], request.args.get("officer", "")
    return Asked(office=office, month=month if span(month) else "", officer=officer)


def _whom(book: Book, asked: Asked) -> str:
    """The name of whom it is narrowed to; '' for everybody, and where entries are about nobody."""
    narrowed = asked.officer and queries.is_about_people(book.model)
    officer = staff.officer_by_public_id(asked.officer) if narrowed else None
    return officer.name if officer else ""


def _narrowed(book: Book, asked: Asked) -> str:
    named = {str(office.id): office.name for office in queries.offices_for(current_user, "registers.see")}
    told = {"office": named.get(asked.office) or _("All offices"), "month": asked.month or _("every month")}
    return _(", ").join(part for part in (_("%(office)s, %(month)s", **told), _whom(book, asked)) if part)


def form_page(book: Book, form: HouseForm, lead: str = "") -> Any:
    """The form for a new entry."""
    page = {"book": book, "form": form, "lead": lead}
    return render_template("workflow/registers/new.html", **page), (422 if form.errors else 200)


def write(book: Book, form: HouseForm, act: Callable[[], Entry], lead: str = "") -> Any:
    """The form for a new entry; sent well, the entry by `act`; the form again where that is refused."""
    if form.validate():
        try:
            return written(book, act())
        except HouseError as error:
            form.blame(error)
    return form_page(book, form, lead)


def step(
    book: Book, entry: Any, form: HouseForm, act: Callable[..., object], said: str, refused: Callable[..., Any]
) -> Any:
    """One step of an entry by `act(entry, by, at)`, then its page, saying `said`; `refused(entry, 422)` otherwise."""
    if form.validate():
        web.check_seen(form.seen.data, entry)
        try:
            act(entry, by=current_user, at=g.now)
            flash(said)
            return redirect(url_for(f"{book.endpoint}.show", public_id=entry.public_id), 303)
        except HouseError as error:
            form.blame(error)
    return refused(entry, 422)


def signing(entry: Entry) -> SignForm:
    """A button under an entry, knowing which version of it was seen."""
    return SignForm(formdata=None, data={"seen": entry.version})


def written(book: Book, entry: Entry) -> Any:
    """To the new entry, saying that it stands."""
    flash(_("Entry no. %(number)s is written down.", number=entry.id))
    return redirect(url_for(f"{book.endpoint}.show", public_id=entry.public_id), 303)


def entry_page(
    book: Book, entry: Entry, status: int = 200, *, template: str = "workflow/registers/entry.html", **more: Any
) -> Any:
    """One entry with everything it says, and what can still be done with it."""
    seen = {"seen": entry.version}
    page = {"book": book, "entry": entry, "strike_form": StrikeForm(formdata=None, data=seen), "struck": books.struck}
    return render_template(template, **(page | more)), status


def strike(book: Book, entry: Any, act: Callable[..., None] = operations.strike, **more: Any) -> Any:
    """Strike an entry out by `act`; the page again where that is refused."""
    form = StrikeForm()
    if form.validate():
        web.check_seen(form.seen.data, entry)
        try:
            act(entry, why=form.why.data, by=current_user, at=g.now)
            flash(_("Struck out. Write it down anew if something else is right."))
            return redirect(url_for(f"{book.endpoint}.index"), 303)
        except HouseError as error:
            form.blame(error)
    return entry_page(book, entry, 422, strike_form=form, **more)
