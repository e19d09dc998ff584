"""Opening, writing, closing, verifying and combining books; verifying pre-credits. Each act one event, no value."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from workflow.base import audit
from workflow.base.db import session
from workflow.kernel import ids
from workflow.kernel.errors import Conflict, Invalid, N_
from workflow.places import packs
from workflow.staff.models import Officer
from workflow.stages.appraisal.book import queries, rules
from workflow.stages.appraisal.book.models import Book, BookLine, PreCredit
from workflow.stages.appraisal.book.rules import Filled, State
from workflow.stages.appraisal.book.writer import check_writer, save
from workflow.stages.appraisal.panel import queries as panels
from workflow.stages.appraisal.panel.models import Panel
from workflow.stages.people import queries as people
from workflow.stages.people.keyed import refuse_tied

OPENED = audit.declare("books_opened", "round", "books", "households")
WRITTEN = audit.declare("book_written", "lines")
CLOSED = audit.declare("book_closed", "lines")
VERIFIED = audit.declare("book_verified", "keyer")
COMBINED = audit.declare("books_combined", "rounds", "households", "without_amount")
SETTLED = audit.declare("pre_credit_settled", "pre_credit", "state")


def open_books(panel: Panel, *, by: Officer, at: datetime) -> list[Book]:
    """Open the next round: a book for each member, with every household of the village in it.

    Conflict while books are open, when the rules' rounds are over, and for a panel without a village or dissolved.
    """
    number = queries.current_round(panel) + 1
    _check_may_open(panel, number)
    households = queries.households_for(panel)
    if not households:
        raise Conflict(N_("There is no household to appraise."))
    made = [Book(public_id=ids.public_id(), seat=seat, round=number, opened_at=at) for seat in panel.seats]
    session.add_all(made)
    session.flush()
    session.add_all(
        BookLine(book_id=book.id, household_id=household.id, known=True) for book in made for household in households
    )
    session.flush()
    audit.record(OPENED, panel.stream, at=at, by=by.id, round=number, books=len(made), households=len(households))
    return made


def _check_may_open(panel: Panel, number: int) -> None:
    if panel.village_id is None or panel.dissolved_at is not None:
        raise Conflict(N_("Only a panel of a village that is at work fills in books."))
    if number > 1 and not queries.all_closed(panel, number - 1):
        raise Conflict(N_("Books of this panel are open already."))
    if number > (packs.value("survey.rounds", panel.rules_on).value or 1):
        raise Conflict(N_("The rules know no further round."))


def write(book: Book, lines: Mapping[int, Filled], *, by: Officer, at: datetime) -> list[BookLine]:
    """Write lines (by row id) into an open book; returns those outside the income band, a warning.

    Forbidden for another appraiser of the panel; Conflict for a closed book, or one that somebody else keys; Invalid
    for a household the appraiser is recused from.
    """
    check_writer(book, by)
    found = {line.id: line for line in queries.lines_of(book)}
    recused = panels.recused(book.seat.panel, [line.household_id for line in found.values()])
    for number, filled in lines.items():
        rules.check_line(filled)
        line = found[number]
        if filled.line is not None and (book.seat_id, line.household_id) in recused:
            raise Invalid(N_("This member is recused from the household: leave its line empty."), field="lines")
        _fill(line, filled)
    save(book, by)
    audit.record(WRITTEN, book.stream, at=at, by=by.id, lines=len(lines))
    limits = queries.band(book.seat.panel)
    return [found[each] for each in lines if limits.leaves_out(found[each].line, found[each].net_income)]


def _fill(line: BookLine, filled: Filled) -> None:
    line.known, line.line, line.reason = filled.known, filled.line, filled.reason
    line.assets, line.debts = filled.assets, filled.debts
    line.income, line.net_income = filled.income, filled.net_income


def close(book: Book, *, by: Officer, at: datetime) -> None:
    """Close a book for good; Invalid while a household is not filled in or a reason is missing."""
    check_writer(book, by)
    lines = queries.lines_of(book)
    recused = panels.recused(book.seat.panel, [line.household_id for line in lines])
    due = [line for line in lines if (book.seat_id, line.household_id) not in recused]
    rules.check_full([queries.filled(line) for line in due], queries.band(book.seat.panel))
    book.closed_at, book.keyer_id = at, by.id
    session.flush()
    audit.record(CLOSED, book.stream, at=at, by=by.id, lines=len(due))


def verify(book: Book, *, by: Officer, at: datetime) -> None:
    """Compare a keyed book with the paper, by another than its keyer, once every book is closed."""
    if not queries.all_closed(book.seat.panel, book.round):
        raise Conflict(N_("Books are compared when all of them are closed."))
    if book.keyer_id == by.id:
        raise Conflict(N_("Whoever keyed a book does not verify it."))
    if book.verified_at is not None:
        raise Conflict(N_("This book is verified already."))
    book.verified_at, book.verified_by_id = at, by.id
    session.flush()
    audit.record(VERIFIED, book.stream, at=at, by=by.id, keyer=book.keyer_id)


def combine(panel: Panel, *, by: Officer, at: datetime) -> list[PreCredit]:
    """Make one amount of all books for each household; internal, nothing of it leaves the house. A household that a
    ground of the rules leaves out by now gets none."""
    _check_may_combine(panel)
    kind = packs.required("survey.aggregate", panel.rules_on).value
    between = packs.value("survey.between_rounds", panel.rules_on).value
    as_zero = packs.value("survey.abstention", panel.rules_on).value == "zero"
    values = queries.values(panel)
    out = people.excluded_among(values)
    made = [
        PreCredit(
            public_id=ids.public_id(), panel=panel, household_id=household, state=str(State.PROPOSED), made_at=at,
            amount=rules.outcome(kind, between, rounds, as_zero=as_zero),
            counted=sum(amount is not None for amount in rounds[-1]),
        )
        for household, rounds in values.items() if household not in out
    ]  # fmt: skip
    session.add_all(made)
    session.flush()
    without = sum(each.amount is None for each in made)
    rounds_done = queries.current_round(panel)
    audit.record(
        COMBINED, panel.stream, at=at, by=by.id, rounds=rounds_done, households=len(made), without_amount=without
    )
    return made


def _check_may_combine(panel: Panel) -> None:
    number = queries.current_round(panel)
    if not queries.all_closed(panel, number) or number < (packs.value("survey.rounds", panel.rules_on).value or 1):
        raise Conflict(N_("Not every book is closed yet."))
    if queries.pre_credits(panel, limit=1):
        raise Conflict(N_("The books of this panel are combined already."))
    if any(unverified(book) for book in queries.books_of(panel)):
        raise Conflict(N_("Books that were keyed from paper are verified by a second person first."))


def unverified(book: Book) -> bool:
    """Whether a book that another than its appraiser keyed still waits for the second look that the rules want."""
    wanted = packs.value("survey.double_entry", book.seat.panel.rules_on).value
    return bool(wanted) and book.keyer_id != book.officer_id and book.verified_at is None


def settle(pre_credit: PreCredit, *, finding: str, note: str, by: Officer, at: datetime) -> None:
    """Verify a pre-credit (S33): kept, removed for a bad record, or sent to special audit.

    Nobody keeps that of a household that a ground of the rules leaves out by now: it is removed. Forbidden for whoever
    has a tie to the household.
    """
    refuse_tied(pre_credit.household, by)
    if pre_credit.state != State.PROPOSED:
        raise Conflict(N_("This pre-credit is verified already."))
    codes = [term.code for term in queries.bad_records(pre_credit.panel)]
    state = rules.state_after(finding, codes, note)
    gone = state is State.KEPT and people.is_excluded(pre_credit.household)
    pre_credit.state = str(State.REMOVED if gone else state)
    pre_credit.finding, pre_credit.note = finding, note
    pre_credit.settled_at, pre_credit.settled_by_id = at, by.id
    session.flush()
    stream = pre_credit.panel.stream
    audit.record(SETTLED, stream, at=at, by=by.id, pre_credit=pre_credit.public_id, state=pre_credit.state)
