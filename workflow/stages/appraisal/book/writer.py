"""Who may write in a book, and what keeps two hands from writing at once: shared by all that a book holds."""

from __future__ import annotations

from sqlalchemy.orm.attributes import flag_modified

from workflow.base.db import session
from workflow.kernel.errors import Conflict, Forbidden, N_
from workflow.staff.models import Officer
from workflow.stages.appraisal.book.models import Book


def check_writer(book: Book, person: Officer) -> None:
    """Forbidden for another appraiser of the panel; Conflict for a closed book, or one that somebody else keys."""
    if book.closed_at is not None:
        raise Conflict(N_("This book is closed."))
    if book.officer_id != person.id and any(seat.officer_id == person.id for seat in book.seat.panel.seats):
        raise Forbidden(N_("Each appraiser writes in their own book alone."))
    if book.keyer_id not in (None, person.id):
        raise Conflict(N_("Somebody else keys this book."))


def save(book: Book, person: Officer) -> None:
    """Keep what was written as a new version of the book, so that an old page cannot overwrite it."""
    book.keyer_id = person.id
    flag_modified(book, "keyer_id")
    session.flush()
