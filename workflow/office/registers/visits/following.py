"""The step that visits and meetings share: what came of what was to follow."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from flask import g
from flask_babel import gettext as _

from workflow.base import clock, web
from workflow.office.registers import pages
from workflow.office.registers.book import Book
from workflow.office.registers.visits import operations
from workflow.office.registers.visits.books import is_late
from workflow.office.registers.visits.forms import OutcomeForm
from workflow.office.registers.visits.models import Meeting, Visit

PAGE = "workflow/registers/following.html"


def note_list(entries: Iterable[Visit]) -> None:
    """That the register showed what households said: one look, found by each of them."""
    homes = [f"household:{each.household.public_id}" for each in entries if each.household is not None]
    if homes:
        web.note_look("visits:register", "visits", of=list(dict.fromkeys(homes)))


def shown(entry: Visit | Meeting) -> dict[str, Any]:
    """What the page of an entry shows beside it; of a household that is a look."""
    if isinstance(entry, Visit) and entry.household is not None:
        web.note_look(f"household:{entry.household.public_id}", "visit")
    blank = OutcomeForm(formdata=None, data={"seen": entry.version})
    return {"template": PAGE, "outcome_form": blank, "late": is_late(entry, clock.local_date(g.now))}


def page(book: Book, entry: Visit | Meeting, status: int = 200, **more: Any) -> Any:
    """One entry with what is to follow."""
    return pages.entry_page(book, entry, status, **(shown(entry) | more))


def follow(book: Book, entry: Visit | Meeting) -> Any:
    """Write down what came of it; the page again where that is refused."""
    form = OutcomeForm()
    act, said = partial(operations.follow, outcome=form.outcome.data), _("What came of it is written down.")
    return pages.step(book, entry, form, act, said, lambda *refused: page(book, *refused, outcome_form=form))
