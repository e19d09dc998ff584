"""Five books back to back: no appraiser sees another's value before all are closed, one amount comes of all."""

from __future__ import annotations

import itertools
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from tests.stages.appraisal.survey.world import AT, LATER, World
from tests.support.factories_cases import person
from workflow.base.db import session
from workflow.kernel.errors import Conflict, Forbidden, HouseError, Invalid, NotFound
from workflow.places import packs
from workflow.staff.models import Officer
from workflow.staff.roles import Role
from workflow.stages.appraisal.book import operations, queries
from workflow.stages.appraisal.book.models import Book
from workflow.stages.appraisal.book.rules import Filled
from workflow.stages.appraisal.panel import operations as panels
from workflow.stages.appraisal.panel.models import Panel
from workflow.stages.appraisal.panel.rules import Member
from workflow.stages.appraisal.survey.models import Survey
from workflow.stages.people import operations as archive
from workflow.stages.people.models import Household

AMOUNTS = [40000, 60000, 50000, 100000, 20000]
sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class Books:
    """A panel of five with a log-in each, and its books over a few households."""

    def __init__(self, households: int = 1) -> None:
        self.world = World("rcb2015", people=0, at=LATER)
        branch = self.world.house.branch
        self.people = [person(Role.PANEL_MEMBER, branch, f"评议员{place}") for place in range(5)]
        self.households = [self.world.household(number) for number in range(1, households + 1)]
        seats = [Member(each.name, "villager", each.id) for each in self.people]
        self.panel: Panel = panels.form_panel(
            kind="village", name="评议小组", village=self.world.house.village, office=branch, members=seats,
            by=self.world.team, at=LATER,
        )  # fmt: skip
        self.books = operations.open_books(self.panel, by=self.world.team, at=LATER)

    def fill(self, place: int, *yuan: int | None, net_income: int | None = None) -> None:
        """The appraiser at `place` writes one amount a household (None: not known) and closes the book."""
        self.write(place, *yuan, net_income=net_income)
        operations.close(self.books[place], by=self.people[place], at=LATER)

    def write(self, place: int, *yuan: int | None, net_income: int | None = None, reason: str = "") -> list:
        book = self.books[place]
        lines = queries.lines_of(book)
        told = {
            line.id: Filled(
                known=amount is not None, line=None if amount is None else amount * 100, net_income=net_income,
                reason=reason,
            )
            for line, amount in zip(lines, yuan, strict=True)
        }  # fmt: skip
        return operations.write(book, told, by=self.people[place], at=LATER)


def values(person: Officer, book: Book) -> list[int | None] | type[HouseError]:
    """What a person gets to see of a book, by either way in."""
    for way in (queries.book_to_write, queries.book_to_read):
        try:
            return [line.line for line in queries.page_of(way(book.public_id, person), after=0, limit=None)]
        except HouseError:
            continue
    return NotFound


@sqlite
@pytest.mark.parametrize("seed", range(2))
def test_in_no_order_does_an_appraiser_see_anothers_value(database: Engine, seed: int) -> None:
    """Whoever closes when: until the last book is closed each sees their own alone; a second role opens nothing.

    Who only keys paper books may open one that nobody has written in, and none of those that appraisers write.
    """
    made, chance = Books(households=2), Random(seed)
    outsider = person(Role.SYSTEM_OPERATOR, made.world.house.branch)
    made.people[0].grants.append(type(made.people[0].grants[0])(role=Role.SYSTEM_OPERATOR, granted_at=AT))
    made.people[1].grants.append(type(made.people[1].grants[0])(role=Role.BACK_OFFICE, granted_at=AT))
    session.flush()
    order = chance.sample(range(5), 5)
    for done, place in enumerate(order):
        for book in made.books:
            empty = book.keyer_id is None
            assert values(outsider, book) == ([None, None] if empty else NotFound)
            assert queries.may_write(book, outsider) == empty
        made.fill(place, 10000 * (place + 1), None)
        assert values(outsider, made.books[place]) is NotFound, "not even when all are closed: no seat, no such right"
        for person_, book in itertools.product(range(5), range(5)):
            seen = values(made.people[person_], made.books[book])
            if done < 4:
                assert (seen is NotFound) == (person_ != book), (order, done, person_, book)
                with pytest.raises(HouseError):
                    operations.verify(made.books[book], by=made.people[1], at=LATER)
            else:
                assert seen == [1_000_000 * (book + 1), None]
            if person_ != book:
                with pytest.raises((Forbidden, Conflict)):
                    operations.write(made.books[book], {}, by=made.people[person_], at=LATER)


def test_a_tie_keeps_a_member_from_the_household(database: Engine) -> None:
    made = Books()
    panels.recuse(made.panel.seats[0], made.households[0], nature="relative", by=made.world.team, at=LATER)
    with pytest.raises(Invalid, match="recused"):
        made.write(0, 40000)
    session.expire_all()
    operations.close(made.books[0], by=made.people[0], at=LATER)
    for place, yuan in enumerate(AMOUNTS[1:], 1):
        made.fill(place, yuan)
    (found,) = operations.combine(made.panel, by=made.world.team, at=LATER)
    assert (found.amount, found.counted) == (5_500_000, 4)
    line = queries.lines_of(made.books[0])[0]
    for words in ("UPDATE book_line SET line = 1 WHERE id = :id", "UPDATE book_line SET assets = 1 WHERE id = :id"):
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(text(words), {"id": line.id})


@sqlite
def test_too_few_who_know_a_household_make_no_amount(database: Engine) -> None:
    made = Books()
    for place, yuan in enumerate([40000, None, 60000, None, None]):
        made.fill(place, yuan)
    (found,) = operations.combine(made.panel, by=made.world.team, at=LATER)
    assert (found.amount, found.counted) == (None, 2)


@sqlite
def test_a_book_keyed_from_paper_is_looked_at_by_a_second_person(database: Engine) -> None:
    made = Books()
    for place, yuan in enumerate(AMOUNTS[:4]):
        made.fill(place, yuan)
    keyer, clerk = (person(role, made.world.house.branch) for role in (Role.SYSTEM_OPERATOR, Role.BACK_OFFICE))
    book = queries.book_to_write(made.books[4].public_id, keyer)
    line = queries.lines_of(book)[0]
    operations.write(book, {line.id: Filled(line=2_000_000)}, by=keyer, at=LATER)
    operations.close(book, by=keyer, at=LATER)
    with pytest.raises(Conflict, match="second person"):
        operations.combine(made.panel, by=clerk, at=LATER)
    with pytest.raises(Conflict, match="keyed"):
        operations.verify(book, by=keyer, at=LATER)
    operations.verify(queries.book_to_read(book.public_id, clerk, "book.verify"), by=clerk, at=LATER)
    (found,) = operations.combine(made.panel, by=clerk, at=LATER)
    assert found.amount == 5_000_000


@sqlite
def test_a_deferred_household_stands_in_no_book(database: Engine) -> None:
    made = Books(households=2)
    gone = made.households[0]
    survey = Survey(
        public_id="x", household=gone, number=1, state="deferred", rules_on=LATER.date(), seed="", pool="",
        drawn_at=LATER, drawn_by=made.world.team, reason="rcb2015.3",
    )  # fmt: skip
    session.add(survey)
    session.flush()
    found: list[Household] = queries.households_for(made.panel)
    assert [each.id for each in found] == [made.households[1].id]


ROUNDS = """
["survey.rounds"]
values = [{ from = 2015-07-01, value = 2, cite = "试验" }]
["survey.between_rounds"]
values = [{ from = 2015-07-01, value = "lowest", cite = "试验" }]
"""


@sqlite
def test_books_in_rounds_of_which_the_lowest_holds_and_who_does_not_know_counts_in_none(
    database: Engine, tmp_path: Path
) -> None:
    (tmp_path / "packs" / "rcb2015").mkdir(parents=True)
    (tmp_path / "packs" / "rcb2015" / "own.toml").write_text(ROUNDS)
    made = Books(households=2)
    packs.use_folders(tmp_path / "packs")
    for place, yuan in enumerate(AMOUNTS):
        made.fill(place, yuan, yuan)
    with pytest.raises(Conflict, match="Not every book"):
        operations.combine(made.panel, by=made.world.team, at=LATER)
    made.books = operations.open_books(made.panel, by=made.world.team, at=LATER)
    for place, yuan in enumerate([30000, 30000, 30000, 30000, 90000]):
        made.fill(place, yuan, None)
    with pytest.raises(Conflict, match="no further round"):
        operations.open_books(made.panel, by=made.world.team, at=LATER)
    found = operations.combine(made.panel, by=made.world.team, at=LATER)
    packs.use_folders()
    assert [(each.amount, each.counted) for each in found] == [(3_000_000, 5), (5_000_000, 0)]


@pytest.mark.parametrize("when", ["before the amounts", "after them"])
def test_who_is_left_out_meanwhile_gets_no_pre_credit(database: Engine, when: str) -> None:
    made = Books(households=2)
    for place, yuan in enumerate(AMOUNTS):
        made.fill(place, yuan, yuan)
    found = operations.combine(made.panel, by=made.world.team, at=LATER) if when == "after them" else []
    left, told = made.households[0], {"source": "police", "source_on": LATER.date(), "at": LATER}
    field = archive.key_field(left, name="exclusion", value="6", by=made.world.house.clerk, **told)
    second = person(Role.BACK_OFFICE, made.world.house.branch)
    archive.verify_fields(left, said={field: None}, how="police", by=second, at=LATER)
    if found:
        for each in found:
            operations.settle(each, finding="", note="", by=second, at=LATER)
        assert [each.state for each in found] == ["removed", "kept"]
    else:
        found = operations.combine(made.panel, by=made.world.team, at=LATER)
        assert [each.household_id for each in found] == [made.households[1].id]


@sqlite
def test_the_rules_of_the_panel_stay_those_of_its_day(database: Engine) -> None:
    made = Books()
    assert packs.value("survey.aggregate", made.panel.rules_on).value == "trimmed_mean"
    with pytest.raises(Conflict, match="open already"):
        operations.open_books(made.panel, by=made.world.team, at=LATER)
