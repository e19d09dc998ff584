"""An appraiser's book as a form that is taken along, filled in and imported: all rules of typing it in hold.

Only who may write in a book takes it along or hands it in; nobody else sees what stands in it before all are closed.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from workflow.base.languages import yuan
from workflow.carriers import sheets
from workflow.kernel import checks
from workflow.kernel.errors import Conflict, Invalid, N_
from workflow.staff.models import Officer
from workflow.stages.appraisal.book import operations, queries, rules
from workflow.stages.appraisal.book.basics import operations as of_people
from workflow.stages.appraisal.book.basics import sheet as people
from workflow.stages.appraisal.book.basics.queries import written
from workflow.stages.appraisal.book.basics.rules import Basics
from workflow.stages.appraisal.book.models import Book, BookLine
from workflow.stages.appraisal.book.rules import Filled
from workflow.stages.appraisal.panel import queries as panels
from workflow.stages.imports.kinds import Ground, Kind, Plan, in_every_language, sentences
from workflow.stages.imports.rules import Column, Reading, Table, chosen

_NUMBER, _NAME, _GROUP, _REASON, _UNKNOWN = "number", "name", "group", "reason", "unknown"
_AMOUNTS = {
    "assets": N_("Assets"),
    "debts": N_("Debts"),
    "income": N_("Income"),
    "net_income": N_("Net income"),
    "line": N_("Suggested line"),
}
_YES = N_("yes")
_LONGEST = 200


def _find(about: str, person: Officer) -> Ground:
    book = queries.book_to_write(about, person)
    if book.closed_at is not None:
        raise Conflict(N_("This book is closed."))
    words = _("%(panel)s: book of %(name)s", panel=book.seat.panel.name, name=book.seat.name)
    return Ground(book, words, url_for("book.index", public_id=book.seat.panel.public_id), "book")


def _grounds(person: Officer) -> list[tuple[str, str]]:
    return [(book.public_id, book.seat.panel.name) for book in queries.own_open(person, limit=_MOST_BOOKS)]


_MOST_BOOKS = 50


def _columns(_book: Book) -> list[Column]:
    amounts = [_column(code, name, N_("Yuan, for example 30000.")) for code, name in _AMOUNTS.items()]
    return [
        _column(_NUMBER, N_("Number in the book"), N_("Do not change it."), needed=True, text=True),
        _column(_GROUP, N_("Village group"), ""),
        _column(_NAME, N_("Household"), N_("Do not change it."), needed=True),
        *people.columns(), *amounts,
        _column(_REASON, N_("Reason"), N_("Where the line lies outside the income band.")),
        _column(_UNKNOWN, N_("I do not know them"), "", choices=(_YES,)),
    ]


def _column(key: str, name: str, hint: str, **more: Any) -> Column:
    return Column(key, name, (*in_every_language(name), key), hint=hint, **more)


def _rows(book: Book) -> list[list[sheets.Cell]]:
    lines = queries.page_of(book, after=0, limit=None)
    said = written(lines)
    return [_row(line, people.cells(line, said[line.id])) for line in lines]


def _row(line: BookLine, of_people: list[sheets.Cell]) -> list[sheets.Cell]:
    amounts = [sheets.yuan(getattr(line, name)) for name in _AMOUNTS]
    group = line.household.group.name if line.household.group else ""
    own = [*of_people, *amounts, line.reason, "" if line.known else _(_YES)]
    return [line.household.public_id, group, _head(line), *own]


def _head(line: BookLine) -> str:
    return line.household.named_by.name


@dataclass(frozen=True, slots=True)
class _Told:
    """What a form says, by the row id of the line: the amounts, and the people, each where they are new."""

    amounts: dict[int, Filled]
    people: dict[int, Basics]

    @property
    def lines(self) -> set[int]:
        """The lines of which anything is said."""
        return {*self.amounts, *self.people}


def _check(book: Book, table: Table, _person: Officer, _at: datetime) -> Plan:
    lines = {line.household.public_id: line for line in queries.page_of(book, after=0, limit=None)}
    known, told = written(list(lines.values())), _Told({}, {})
    out = panels.recused(book.seat.panel, [line.household_id for line in lines.values()])
    twice = Counter(line.cells[_NUMBER].text for line in table.lines if _NUMBER in line.cells)
    for each in table.lines:
        reading = Reading(each, table.faults)
        number = reading.text(_NUMBER)
        line = lines.get(number)
        if line is None:
            reading.blame(_NUMBER, N_("This book has no household of that number."))
        elif twice[number] > 1:
            reading.blame(_NUMBER, N_("This household stands in several rows."))
        else:
            _read(reading, line, known[line.id], told, recused=(book.seat_id, line.household_id) in out)
    found = [line for line in lines.values() if line.id in told.lines]
    heads = [_("Household"), _("Credit representative"), _("Net income"), _("Suggested line"), _("Reason")]
    rows = [_listed(line, told, known[line.id]) for line in found]
    return Plan(len(found), _told(book, lines.values(), told), table.faults, told, heads, rows)


def _read(reading: Reading, line: BookLine, known: Basics, told: _Told, *, recused: bool) -> None:
    if reading.text(_NAME) != _head(line):
        reading.blame(_NAME, N_("On file this household is “%(household)s”."), household=_head(line))
    said = people.read(reading, line, known)
    if said != known:
        told.people[line.id] = said
    if (filled := _filled(reading, line)) is not None:
        told.amounts[line.id] = filled
    if recused and (said != known or (filled and filled.line is not None)):
        reading.blame("line", N_("This member is recused from the household: leave its line empty."))


def _listed(line: BookLine, told: _Told, known: Basics) -> list[str]:
    filled = told.amounts.get(line.id, queries.filled(line))
    standing = people.cells(line, told.people.get(line.id, known))[0] or _head(line)
    amounts = [yuan(filled.net_income), yuan(filled.line)]
    return [_head(line), str(standing), *amounts, filled.reason if filled.known else _("I do not know them")]


def _filled(reading: Reading, line: BookLine) -> Filled | None:
    """What a row says of a household's amounts; None where it says nothing new."""
    amounts = {name: reading.number(name, checks.yuan_or_nought) for name in _AMOUNTS}
    known = reading.take(_UNKNOWN, chosen(dict.fromkeys(in_every_language(_YES), _YES))) is None
    reason = reading.take(_REASON, lambda typed: checks.line(typed, most=_LONGEST)) or ""
    filled = Filled(known=known, reason=reason, **amounts)
    if filled == Filled() or filled == queries.filled(line):
        return None
    try:
        rules.check_line(filled)
    except Invalid as error:
        reading.blame("line", error.message)
    return filled


def _told(book: Book, lines: Any, told: _Told) -> list[str]:
    changed = sum(line.id in told.amounts and queries.filled(line).is_full for line in lines)
    band = queries.band(book.seat.panel)
    outside = sum(band.leaves_out(each.line, each.net_income) and not each.reason for each in told.amounts.values())
    new, named = len(told.amounts) - changed, len(told.people)
    return sentences([
        (new, ngettext("%(num)s household would be filled in.", "%(num)s households would be filled in.", new)),
        (changed, ngettext("%(num)s filled-in household changes.", "%(num)s filled-in households change.", changed)),
        (named, ngettext("Of %(num)s household something is said about its people.",
                         "Of %(num)s households something is said about their people.", named)),
        (outside, ngettext("%(num)s line lies outside the income band and has no reason.",
                           "%(num)s lines lie outside the income band and have no reason.", outside)),
    ])  # fmt: skip


def _apply(book: Book, told: Any, person: Officer, at: datetime) -> int:
    if told.people:
        of_people.write(book, told.people, by=person, at=at)
    if told.amounts:
        operations.write(book, told.amounts, by=person, at=at)
    return len(told.lines)


BOOK = Kind(
    key="book", title=N_("Import of an appraiser's book"), verb="book.write",
    intro=N_(
        "A row a household. Empty rows stay as they are. Nobody but who writes in this book sees the form or what "
        "stands in it."
    ),
    find=_find, grounds=_grounds, columns=_columns, rows=_rows, check=_check, apply=_apply,
)  # fmt: skip
