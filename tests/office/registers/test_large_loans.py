"""The book of large loans: which loans belong into it, whose signature it needs, when it is late, who may read it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import Engine, func, select

from tests.support.counter import Counter
from tests.support.factories_cases import House, accepted, house, moment, person
from tests.support.page import words
from workflow.base.db import session
from workflow.doors.connection import READABLE
from workflow.doors.published.models import Record
from workflow.kernel.errors import Conflict, Forbidden, Invalid, NotSet
from workflow.office.publication.operations import generating
from workflow.office.registers import operations as registers
from workflow.office.registers import todo
from workflow.office.registers.largeloans import operations, queries
from workflow.office.registers.largeloans.books import is_late
from workflow.office.registers.largeloans.models import LargeLoan, LargeLoanBook
from workflow.places.models import Institution, Office
from workflow.staff.models import Officer
from workflow.staff.roles import Role
from workflow.stages.cases.models import Case
from workflow.stages.cases.states import State

AT, NOVEMBER = moment("2026-12-02 09:00"), date(2026, 11, 1)
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def made(database: Engine) -> House:
    """A branch with three payable loans: one large of November, one small, one large of December."""
    found = house("chengcheng2012", examples=True)
    found.branch.outlet = True
    for amount, ended in ((6_000_000, "2026-11-30 23:59"), (4_999_999, "2026-11-12"), (9_000_000, "2026-12-01 00:00")):
        _payable(found, amount, moment(ended))
    session.commit()
    return found


def _payable(made: House, amount: int, at: datetime) -> Case:
    case = accepted(made, moment("2026-11-10"), amount=amount)
    case.passed_amount = case.granted_amount = amount
    case.decided_by_id, case.decided_at = made.people[Role.DECISION_MAKER].id, at
    case.state, case.open, case.ended_at = State.PAYABLE, False, at
    session.flush()
    return case


def drawn(made: House) -> LargeLoanBook:
    return operations.draw_up(made.branch, NOVEMBER, by=made.people[Role.BACK_OFFICE], at=AT)


def waiting(person: Officer, at: datetime = AT) -> list[tuple[str, bool]]:
    found = todo.rows(person, now=at, limit=9)
    return [(row.endpoint, row.late) for row in found if row.endpoint.startswith("large_loans")]


def test_a_book_holds_the_months_large_loans_and_goes_its_way(made: House) -> None:
    back, head, county = (made.people[role] for role in (Role.BACK_OFFICE, Role.BRANCH_HEAD, Role.COUNTY_CREDIT))
    assert waiting(back) == [("large_loans.new", False)]
    book = drawn(made)
    session.commit()
    [loan] = book.loans
    assert (loan.amount, loan.borrower, loan.decider_name, loan.granted_on) == (
        6_000_000, "王测试", made.people[Role.DECISION_MAKER].name, date(2026, 11, 30),
    )  # fmt: skip
    assert "王测试".encode() not in loan.borrower_sealed
    assert book.due_on == date(2026, 12, 5)
    assert (waiting(back), waiting(head)) == ([], [("large_loans.show", False)])
    assert waiting(head, moment("2026-12-06")) == [("large_loans.show", True)]
    with pytest.raises(Conflict, match="not signed"):
        operations.show(book, AT.date(), by=head, at=AT)
    with pytest.raises(Forbidden, match="drew the book up"):
        operations.sign(book, by=back, at=AT)
    operations.sign(book, by=head, at=AT)
    with pytest.raises(Conflict, match="cannot be undone"):
        registers.strike(book, why="x", by=back, at=AT)
    with pytest.raises(Invalid, match="not signed yet on that day"):
        operations.show(book, date(2026, 12, 1), by=head, at=AT)
    operations.show(book, date(2026, 12, 2), by=head, at=AT)
    operations.receive(book, by=county, at=AT)
    session.commit()
    assert waiting(head) == waiting(back) == []
    assert not is_late(book, date(2027, 1, 1))
    with pytest.raises(Conflict, match="note of it already"):
        operations.receive(book, by=county, at=AT)


@on_sqlite
def test_late_is_what_was_not_shown_in_time(made: House) -> None:
    book = drawn(made)
    assert [is_late(book, date(2026, 12, day)) for day in (5, 6)] == [False, True]
    operations.sign(book, by=made.people[Role.BRANCH_HEAD], at=AT)
    operations.show(book, date(2026, 12, 7), by=made.people[Role.BRANCH_HEAD], at=moment("2026-12-07"))
    assert is_late(book, date(2026, 12, 7)), "what was shown late stays late"


@on_sqlite
def test_what_no_book_may_be(made: House) -> None:
    back = made.people[Role.BACK_OFFICE]
    with pytest.raises(Invalid, match="not over"):
        operations.draw_up(made.branch, NOVEMBER, by=back, at=moment("2026-11-30 23:00"))
    book = drawn(made)
    with pytest.raises(Conflict, match="stands already"):
        drawn(made)
    registers.strike(book, why="漏一笔", by=back, at=AT)
    assert drawn(made).loans
    assert operations.draw_up(made.branch, date(2026, 10, 1), by=back, at=AT).loans == [], "no loan is a book as well"
    session.query(Institution).one().pack = "naxi2011"
    assert queries.due(back, "largeloan.draw", AT.date()) == []
    with pytest.raises(NotSet):
        operations.draw_up(made.branch, date(2026, 9, 1), by=back, at=AT)


def test_a_book_that_nobody_drew_up_is_owed_until_somebody_does(made: House) -> None:
    back, later = made.people[Role.BACK_OFFICE], date(2027, 2, 1)
    assert [each.month for each in queries.due(back, "largeloan.draw", later)] == [date(2027, 1, 1)]
    drawn(made)
    owed = [date(2026, 12, 1), date(2027, 1, 1)]
    assert [each.month for each in queries.due(back, "largeloan.draw", later)] == owed
    assert waiting(back, moment("2027-02-01 09:00")) == [("large_loans.new", True), ("large_loans.new", False)]
    operations.draw_up(made.branch, owed[0], by=back, at=moment("2027-02-01 09:00"))
    assert [each.month for each in queries.due(back, "largeloan.draw", later)] == owed[1:]


@on_sqlite
def test_nobody_outside_reads_it(made: House, staff_client: FlaskClient) -> None:
    book = drawn(made)
    session.commit()
    generating.bring_up_to_date(AT)
    session.commit()
    held = session.scalars(select(Record.payload)).all()
    assert held
    assert not [each for each in held if "王测试" in each or book.public_id in each]
    assert not {"large_loan", "large_loan_book"} & set(READABLE)
    branch = made.branch
    other = Office(institution=branch.institution, parent=branch.parent, level=branch.level, name="邻社", phone="1")
    session.add(other)
    session.flush()
    elsewhere = person(Role.TELLER, other, "别社柜员")
    session.commit()
    with time_machine.travel(AT, tick=True):
        Counter(staff_client, elsewhere).get(f"/registers/large-loans/{book.public_id}", 404)
        Counter(staff_client, made.people[Role.DESK_CLERK]).get(f"/registers/large-loans/{book.public_id}")


@on_sqlite
def test_the_pages(made: House, staff_client: FlaskClient) -> None:
    head, county = made.people[Role.BRANCH_HEAD], made.people[Role.COUNTY_CREDIT]
    with time_machine.travel(AT, tick=True):
        back, page = Counter(staff_client, made.people[Role.BACK_OFFICE]), "/registers/large-loans/new/"
        page += str(made.branch.id)
        back.get("/registers/large-loans")
        back.post(page, 422, month="2026-12")
        book: Any = back.post(page, month="2026-11").location
        shown = words(back.get(book))
        assert "王测试" in shown
        assert "苹果园化肥" in shown
        at_work = Counter(staff_client, head)
        at_work.post(f"{book}/sign", page=book)
        at_work.post(f"{book}/shown", page=book, on="2026-12-02")
        Counter(staff_client, county).post(f"{book}/received", page=book)
        assert staff_client.get(f"{book}/paper").data.startswith(b"%PDF")
    assert session.scalar(select(func.count()).select_from(LargeLoan)) == 1
