"""An appraiser's book from a sheet: back to back, recusal and the rules of a line hold as when it is typed in."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from tests.stages.appraisal.book.test_operations import Books
from tests.stages.appraisal.survey.world import LATER
from tests.support.asking import asking
from tests.support.counter import Counter
from tests.support.imports import bring, cells, plan_of, workbook
from workflow.base.db import session
from workflow.kernel.errors import Conflict, NotFound
from workflow.stages.appraisal.book import operations, queries
from workflow.stages.appraisal.book.basics.queries import written
from workflow.stages.appraisal.book.basics.rules import Basics
from workflow.stages.appraisal.book.sheet import BOOK
from workflow.stages.appraisal.panel import operations as panels
from workflow.stages.people import operations as archive
from workflow.stages.people.operations import Person

KEYS = ["number", "name", "net_income", "line", "reason", "unknown"]


def row(made: Books, place: int, *told: Any) -> list[Any]:
    return [made.households[place].public_id, "王测试", *told]


def test_a_book_is_filled_in_and_nothing_twice(database: Engine) -> None:
    made = Books(3)
    told = {"by": made.people[0], "at": LATER}
    content = workbook(KEYS, row(made, 0, 20000, "3万"), row(made, 1, None, None, None, "是"), row(made, 2))
    with asking():
        assert len(BOOK.rows(made.books[0])) == 3
        assert bring(BOOK, made.books[0], content, **told) == 2
        session.commit()
        session.expire_all()
        first, second, third = queries.lines_of(made.books[0])
        assert (first.line, first.net_income, second.known, third.line) == (3_000_000, 2_000_000, False, None)
        assert plan_of(BOOK, made.books[0], content, **told).count == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_rule_of_typing_holds(database: Engine) -> None:
    made = Books(4)
    panels.recuse(made.books[0].seat, made.households[3], nature="relative", by=made.world.team, at=LATER)
    wrong = workbook(
        KEYS, row(made, 0, None, 100, None, "是"), row(made, 1, "多"), row(made, 2, 1, 1), row(made, 2, 1, 1),
        row(made, 3, None, 100), ["x", "王测试", 1],
    )  # fmt: skip
    with asking():
        found = cells(plan_of(BOOK, made.books[0], wrong, by=made.people[0], at=LATER))
        assert " ".join(sorted(found)) == "A4 A5 A7 C3 D2 D6"
        with pytest.raises(NotFound):
            BOOK.find(made.books[0].public_id, made.people[1])
        made.write(1, 1, 1, 1, 1)
        operations.close(made.books[1], by=made.people[1], at=LATER)
        with pytest.raises(Conflict):
            BOOK.find(made.books[1].public_id, made.people[1])


def test_people_come_with_the_form_and_an_empty_cell_leaves_them(database: Engine) -> None:
    made = Books(3)
    first, second, third = made.households
    son = archive.add_member(first, person=Person("王小测", relation="child"), by=made.world.team, at=LATER)
    second.named_by.phone = None
    panels.recuse(made.books[0].seat, third, nature="relative", by=made.world.team, at=LATER)
    told, keys = {"by": made.people[0], "at": LATER}, ["number", "name", "representative", "phone", "line"]
    with asking():
        wrong = workbook(keys, row(made, 0, "李外人"), row(made, 1, "", "12"), row(made, 2, "", "13812345678"))
        assert sorted(cells(plan_of(BOOK, made.books[0], wrong, **told))) == ["C2", "D3", "E4"]
        right = workbook(keys, row(made, 0, "王小测", "", 30000), row(made, 1, "", "138 1234 5678"))
        assert bring(BOOK, made.books[0], right, **told) == 2
        session.commit()
        session.expire_all()
        lines = queries.lines_of(made.books[0])
        said = written(lines)
        assert [said[line.id] for line in lines] == [Basics(son.id), Basics(phone="13812345678"), Basics()]
        assert [line.line for line in lines] == [3_000_000, None, None]
        assert plan_of(BOOK, made.books[0], right, **told).count == 0
        again = workbook(keys, row(made, 0, "王测试", "", 30000), row(made, 1))
        assert bring(BOOK, made.books[0], again, **told) == 1
        session.expire_all()
        assert [written(lines)[line.id] for line in lines] == [Basics(), Basics(phone="13812345678"), Basics()]
        of_people = [each.key for each in BOOK.columns(made.books[0])][3:7]
        assert of_people == ["representative", "id_number", "phone", "address"]
        assert BOOK.rows(made.books[0])[1][3:7] == ["", "", "13812345678", ""]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_only_who_writes_in_a_book_sees_its_form(staff_client: FlaskClient) -> None:
    made = Books(1)
    session.commit()
    about = f"/imports/book/{made.books[0].public_id}"
    for place, status in ((1, 404), (0, 200)):
        Counter(staff_client, made.people[place]).get(about, status)
        assert staff_client.get(f"{about}/form.csv").status_code == status
