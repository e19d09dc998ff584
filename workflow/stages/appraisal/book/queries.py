"""Finding books and pre-credits. Before every book of a round is closed, a value is seen by who writes it alone."""

from __future__ import annotations

from sqlalchemy import case, func, select
from sqlalchemy.orm import joinedload, selectinload

from workflow.base.db import session
from workflow.kernel.errors import NotFound
from workflow.places import packs
from workflow.policy.pack import Term
from workflow.staff import rights
from workflow.staff.models import Officer
from workflow.stages.appraisal.book.models import Book, BookLine, PreCredit
from workflow.stages.appraisal.book.rules import Band, Filled
from workflow.stages.appraisal.panel import queries as panels
from workflow.stages.appraisal.panel.models import Panel, Seat
from workflow.stages.appraisal.survey.models import Survey
from workflow.stages.people.models import Household
from workflow.stages.people.queries import excluded


def books_of(panel: Panel) -> list[Book]:
    """Every book of a panel, by round and seat."""
    query = select(Book).join(Seat, Seat.id == Book.seat_id).where(Seat.panel_id == panel.id)
    return list(session.scalars(query.order_by(Book.round, Seat.position)))


def current_round(panel: Panel) -> int:
    """The newest round; 0 before the first."""
    query = select(func.max(Book.round)).join(Seat, Seat.id == Book.seat_id).where(Seat.panel_id == panel.id)
    return session.scalar(query) or 0


def all_closed(panel: Panel, number: int) -> bool:
    """Whether every book of a round is closed: only then values may be seen."""
    query = select(func.count()).select_from(Book).join(Seat, Seat.id == Book.seat_id)
    still = query.where(Seat.panel_id == panel.id, Book.round == number, Book.closed_at.is_(None))
    return number > 0 and not session.scalar(still)


def book_to_write(public_id: str, person: Officer) -> Book:
    """The book for its own appraiser, or for who keys it from paper; NotFound for everybody else."""
    book = _book(public_id)
    if _is_anothers(book, person):
        raise NotFound
    rights.check(person, "book.write", book)
    return book


def book_to_read(public_id: str, person: Officer, verb: str = "panel.see") -> Book:
    """The book for whoever `may_read` it: NotFound until every book of its round is closed."""
    book = _book(public_id)
    if not all_closed(book.seat.panel, book.round) or not may_read(book, person):
        raise NotFound
    rights.check(person, verb, book)
    return book


def book_on_paper(public_id: str, person: Officer) -> Book:
    """The book as a blank to be printed: whoever may see the panel, for nothing written stands in it."""
    book = _book(public_id)
    rights.check(person, "panel.see", book)
    return book


def _book(public_id: str) -> Book:
    found = session.scalar(select(Book).where(Book.public_id == public_id))
    if found is None:
        raise NotFound
    return found


def _sits(book: Book, person: Officer) -> bool:
    return any(seat.officer_id == person.id for seat in book.seat.panel.seats)


def _is_anothers(book: Book, person: Officer) -> bool:
    """Whether a book is neither this person's nor keyed by them: of another seat, or begun by another hand."""
    if book.officer_id == person.id:
        return False
    return _sits(book, person) or book.keyer_id not in (None, person.id)


def may_write(book: Book, person: Officer) -> bool:
    """Whether `book_to_write` would open this book to a person."""
    return rights.may(person, "book.write", book) and not _is_anothers(book, person) and book.closed_at is None


def may_read(book: Book, person: Officer) -> bool:
    """Whether the values of a panel's books are this person's business: a seat on it, or a right that works on them."""
    return _sits(book, person) or any(rights.may(person, verb, book) for verb in ("precredit.see", "book.verify"))


def own_open(person: Officer, *, limit: int) -> list[Book]:
    """A person's own books that are not closed, oldest first."""
    query = select(Book).join(Seat, Seat.id == Book.seat_id).options(joinedload(Book.seat).joinedload(Seat.panel))
    query = query.where(Seat.officer_id == person.id, Book.closed_at.is_(None))
    return list(session.scalars(query.order_by(Book.id).limit(limit)))


def page_of(book: Book, *, after: int, limit: int | None) -> list[BookLine]:
    """Lines by row id, beginning behind `after`."""
    people = selectinload(BookLine.household).selectinload(Household.members)
    query = select(BookLine).where(BookLine.book_id == book.id, BookLine.id > after).options(people)
    return list(session.scalars(query.order_by(BookLine.id).limit(limit)))


def lines_of(book: Book) -> list[BookLine]:
    """Every line of a book."""
    return list(session.scalars(select(BookLine).where(BookLine.book_id == book.id).order_by(BookLine.id)))


def filled(line: BookLine) -> Filled:
    """A stored line as the rules know it."""
    return Filled(
        line.known, line.assets, line.debts, line.income, line.net_income, line.line, line.reason
    )  # fmt: skip


def counts(books: list[Book]) -> dict[int, tuple[int, int]]:
    """By book: how many lines are filled in, of how many; no value is told."""
    full = func.sum(case((BookLine.line.is_not(None) | ~BookLine.known, 1), else_=0))
    query = select(BookLine.book_id, full, func.count()).where(BookLine.book_id.in_([book.id for book in books]))
    return {row[0]: (int(row[1]), row[2]) for row in session.execute(query.group_by(BookLine.book_id))}


def households_for(panel: Panel) -> list[Household]:
    """The households of the panel's village that no survey deferred and no ground of the rules leaves out (S22)."""
    out = select(Survey.household_id).where(Survey.state == "deferred").union(excluded())
    query = select(Household).where(Household.village_id == panel.village_id, Household.id.not_in(out))
    return list(session.scalars(query.order_by(Household.group_id, Household.id)))


def band(panel: Panel) -> Band:
    """The income band of the panel's rules."""
    low, high = (packs.value(f"panel.income_band_{end}", panel.rules_on).value for end in ("min", "max"))
    return Band(low, high)


def bad_records(panel: Panel) -> list[Term]:
    """The codes that remove a household before a pre-credit is final."""
    return list(packs.value("bad_record.checks", panel.rules_on).value or ())


def values(panel: Panel) -> dict[int, list[list[int | None]]]:
    """Each household's amounts by round, None where an appraiser did not know it; those of the recused are left out."""
    rows = session.execute(
        select(BookLine.household_id, Book.round, Book.seat_id, BookLine.line)
        .join(Book, Book.id == BookLine.book_id)
        .join(Seat, Seat.id == Book.seat_id)
        .where(Seat.panel_id == panel.id)
        .order_by(BookLine.household_id, Book.round, Seat.position)
    ).all()
    out = panels.recused(panel, {row[0] for row in rows})
    found: dict[int, list[list[int | None]]] = {}
    for household, number, seat, line in rows:
        rounds = found.setdefault(household, [])
        while len(rounds) < number:
            rounds.append([])
        if (seat, household) not in out:
            rounds[number - 1].append(line)
    return found


def pre_credits(panel: Panel, *, after: int = 0, limit: int | None = None) -> list[PreCredit]:
    """The panel's pre-credits by row id, beginning behind `after`."""
    people = selectinload(PreCredit.household).selectinload(Household.members)
    query = select(PreCredit).where(PreCredit.panel_id == panel.id, PreCredit.id > after).options(people)
    return list(session.scalars(query.order_by(PreCredit.id).limit(limit)))


def pre_credit_for(public_id: str, person: Officer, verb: str) -> PreCredit:
    """The pre-credit of that id, if `person` may do `verb` with it; NotFound or Forbidden otherwise."""
    found = session.scalar(select(PreCredit).where(PreCredit.public_id == public_id))
    if found is None:
        raise NotFound
    rights.check(person, verb, found)
    return found
