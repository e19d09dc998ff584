"""Writing down whom a household is represented by and what its file lacks; taking what the books agree on into it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from workflow.base import audit
from workflow.base.db import session
from workflow.kernel import ids
from workflow.kernel.errors import Conflict, Forbidden, Invalid, N_
from workflow.staff.models import Officer
from workflow.stages.appraisal.book import queries as books
from workflow.stages.appraisal.book.basics import queries
from workflow.stages.appraisal.book.basics.models import BookPerson
from workflow.stages.appraisal.book.basics.queries import Outcome
from workflow.stages.appraisal.book.basics.rules import REPRESENTATIVE, Basics
from workflow.stages.appraisal.book.models import Book, BookLine
from workflow.stages.appraisal.book.writer import check_writer, save
from workflow.stages.appraisal.panel import queries as panels
from workflow.stages.appraisal.panel.models import Panel
from workflow.stages.people import operations as archive
from workflow.stages.people import rules as people
from workflow.stages.people.models import Household, Member

WRITTEN = audit.declare("book_people_written", "lines")
TAKEN = audit.declare("book_people_taken", "fields", "left")


def write(book: Book, told: Mapping[int, Basics], *, by: Officer, at: datetime) -> None:
    """Write what an appraiser says of people (by row id of the line) into an open book.

    Who may write is as for the amounts; Invalid for a household the appraiser is recused from, and for a representative
    who does not belong to it.
    """
    check_writer(book, by)
    found = {line.id: line for line in books.lines_of(book)}
    recused = panels.recused(book.seat.panel, [found[each].household_id for each in told])
    rows = queries.rows_of([found[each] for each in told])
    for number, basics in told.items():
        line = found[number]
        if (book.seat_id, line.household_id) in recused:
            raise Invalid(N_("This member is recused from the household: leave its line empty."), field="lines")
        _check_representative(line.household, basics.representative)
        _fill(rows.get(number) or _first(line), basics)
    save(book, by)
    audit.record(WRITTEN, book.stream, at=at, by=by.id, lines=len(told))


def _check_representative(household: Household, member: int | None) -> None:
    if member is not None and all(each.id != member for each in household.members):
        raise Invalid(N_("Choose somebody who belongs to this household."), field="lines")


def _first(line: BookLine) -> BookPerson:
    row = BookPerson(public_id=ids.public_id(), line_id=line.id)
    session.add(row)
    return row


def _fill(row: BookPerson, basics: Basics) -> None:
    row.representative_id = basics.representative
    row.id_number, row.phone, row.address = basics.id_number, basics.phone, basics.address


def take_over(panel: Panel, *, by: Officer, at: datetime) -> tuple[int, int]:
    """Key what the books agree on into the households' files, where a second person compares it as anything keyed.

    Returns how many fields were keyed, and how many stay for somebody to ask the household: the books differ, whoever
    does it is tied to the household, or the file refuses it. Conflict before every book is closed.
    """
    if not books.all_closed(panel, books.current_round(panel)):
        raise Conflict(N_("Books are compared when all of them are closed."))
    told = {"source": people.APPRAISERS, "source_on": queries.closed_on(panel), "by": by, "at": at}
    done = [
        value is not None and _key(outcome.household, name=name, value=value, member=member, **told)
        for outcome in queries.outcomes(panel) for name, value, member in _fields(outcome)
    ]  # fmt: skip
    keyed, left = done.count(True), done.count(False)
    audit.record(TAKEN, panel.stream, at=at, by=by.id, fields=keyed, left=left)
    return keyed, left


def _fields(outcome: Outcome) -> Iterator[tuple[str, str | None, Member | None]]:
    """Each field that the books speak of, with the value they agree on and the person it belongs to."""
    for word in outcome.words:
        yield word.name, word.value, outcome.household.named_by if word.name in people.OF_MEMBER else None
    if outcome.is_new:
        yield REPRESENTATIVE, outcome.representative.name if outcome.representative else None, None


def _key(household: Household, **told: Any) -> bool:
    """Whether the file takes it; what it refuses it refuses before anything is written."""
    with suppress(Conflict, Forbidden, Invalid):
        archive.key_field(household, **told)
        return True
    return False
