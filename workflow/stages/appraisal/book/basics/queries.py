"""What books say of people: one's own to write on, all together once every book of the round is closed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from workflow.base.clock import local_date
from workflow.base.db import session
from workflow.stages.appraisal.book import queries as books
from workflow.stages.appraisal.book.basics.models import BookPerson
from workflow.stages.appraisal.book.basics.rules import LACKING, REPRESENTATIVE, Basics, agreed, most_named
from workflow.stages.appraisal.book.models import Book, BookLine
from workflow.stages.appraisal.panel import queries as panels
from workflow.stages.appraisal.panel.models import Panel, Seat
from workflow.stages.people.models import Household, HouseholdField, Member


@dataclass(frozen=True, slots=True)
class Word:
    """What the books say of one thing that a file lacks; `value` is None where `differ`ent things were said."""

    name: str
    value: str | None
    books: int

    @property
    def differ(self) -> bool:
        """Whether two books say different things, so that somebody has to ask the household."""
        return self.value is None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What all books of a round say of a household's people; `representative` is None where two are named equally,
    `on_file` whom its file names by now."""

    household: Household
    representative: Member | None
    on_file: str | None
    named: int
    books: int
    words: list[Word]

    @property
    def is_new(self) -> bool:
        """Whether the file names nobody and the books not the one whom the lists do: what is on file stays until
        somebody corrects it."""
        return self.on_file is None and self.representative is not self.household.named_by


def lacking(household: Household) -> list[str]:
    """What the file of a household does not hold of the things that its appraisers may know."""
    head = household.named_by
    known = {"id_number": head.id_number, "phone": head.phone, "address": household.address}
    return [name for name in LACKING if not known[name]]


def rows_of(lines: list[BookLine]) -> dict[int, BookPerson]:
    """What stands beside these lines, by the line's row id."""
    query = select(BookPerson).where(BookPerson.line_id.in_([line.id for line in lines]))
    return {row.line_id: row for row in session.scalars(query)}


def written(lines: list[BookLine]) -> dict[int, Basics]:
    """The same as the rules know it; whoever wrote nothing said nothing."""
    rows = rows_of(lines)
    return {line.id: _plain(rows.get(line.id)) for line in lines}


def _plain(row: BookPerson | None) -> Basics:
    if row is None:
        return Basics()
    return Basics(row.representative_id, *(getattr(row, name) or "" for name in LACKING))


def outcomes(panel: Panel) -> list[Outcome]:
    """What the newest round's books say of the people of each household, where they say anything; nothing before all of
    them are closed."""
    number = books.current_round(panel)
    if not books.all_closed(panel, number):
        return []
    told = _told(panel, number)
    on_file = _representatives(told)
    query = select(Household).where(Household.id.in_(told)).options(selectinload(Household.members))
    households = session.scalars(query.order_by(Household.group_id, Household.id))
    found = [_outcome(each, told[each.id], on_file.get(each.id)) for each in households]
    return [each for each in found if each.is_new or each.words]


def _told(panel: Panel, number: int) -> dict[int, list[Basics]]:
    """By household what each member wrote of it; those of the recused are left out."""
    query = (
        select(BookLine, Book.seat_id).join(Book, Book.id == BookLine.book_id).join(Seat, Seat.id == Book.seat_id)
        .where(Seat.panel_id == panel.id, Book.round == number, BookLine.known)
    )  # fmt: skip
    lines = [(line, seat) for line, seat in session.execute(query)]
    out = panels.recused(panel, {line.household_id for line, _ in lines})
    said, told = written([line for line, _ in lines]), defaultdict[int, list[Basics]](list)
    for line, seat in lines:
        if (seat, line.household_id) not in out:
            told[line.household_id].append(said[line.id])
    return {household: each for household, each in told.items() if not all(one.says_nothing for one in each)}


def _representatives(household_ids: Collection[int]) -> dict[int, str | None]:
    """By household whom its file names."""
    query = select(HouseholdField).where(HouseholdField.household_id.in_(household_ids), HouseholdField.current)
    found = session.scalars(query.where(HouseholdField.name == REPRESENTATIVE))
    return {field.household_id: field.value for field in found}


def closed_on(panel: Panel) -> date:
    """The day on which the last book of the newest round was closed; for panels all of whose books are."""
    number = books.current_round(panel)
    return local_date(max(each.closed_at for each in books.books_of(panel) if each.round == number and each.closed_at))


def _outcome(household: Household, told: list[Basics], on_file: str | None) -> Outcome:
    usual = household.named_by
    named = [each.representative or usual.id for each in told]
    chosen = most_named(named)
    member = next((each for each in household.members if each.id == chosen), None)
    words = [_word(name, [getattr(each, name) for each in told]) for name in lacking(household)]
    said = [each for each in words if each.books]
    return Outcome(household, member, on_file, named.count(chosen or 0), len(told), said)


def _word(name: str, said: list[str]) -> Word:
    return Word(name, agreed(said), sum(map(bool, said)))
