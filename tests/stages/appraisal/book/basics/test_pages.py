"""The page of a book on which people are written down, and the one on which the closed books are compared."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.stages.appraisal.book.test_operations import Books
from tests.stages.appraisal.survey.world import LATER
from tests.support.counter import Counter
from tests.support.factories_cases import person
from tests.support.page import words
from workflow.base.db import session
from workflow.staff.models import Officer
from workflow.staff.roles import Role
from workflow.stages.appraisal.book.basics import operations, queries
from workflow.stages.appraisal.book.basics.rules import Basics
from workflow.stages.appraisal.book.queries import lines_of
from workflow.stages.people.models import Household

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
TYPED, PHONE = "138 1234 5678", "13812345678"


@pytest.fixture
def made(database) -> Books:
    """Five books over more households than a page holds; the second lacks a telephone number and an address."""
    found = Books(26)
    second = found.households[1]
    second.address = second.named_by.phone = None
    session.commit()
    return found


def test_a_page_asks_for_what_the_file_lacks_and_keeps_what_is_typed(made: Books, staff_client: FlaskClient) -> None:
    page = f"/books/{made.books[0].public_id}/people"
    counter = Counter(staff_client, made.people[0])
    fresh = counter.get(page)
    boxes = {box.get("name") for box in fresh.iter("input") if box.get("type") != "hidden"}
    assert boxes == {"lines-1-phone", "lines-1-address"}
    seen = next(box.get("value") for box in fresh.iter("input") if box.get("name") == "seen")
    rows = {f"lines-{each}-representative": str(home.named_by.id) for each, home in enumerate(made.households[:25])}
    bad = {"lines-1-phone": "12", "lines-1-address": "村里8号", "lines-0-representative": "0"}
    wrong = counter.post(page, 422, seen=seen, **rows | bad).get_data(as_text=True)
    kept = ('value="12"', "村里8号", "lines-1-phone-error", "lines-0-representative-error", "不是有效的选择")
    assert [sign for sign in kept if sign not in wrong] == []
    told = rows | {"lines-1-phone": TYPED, "lines-1-address": "村里8号"}
    onward = counter.post(page, seen=seen, **told).location
    assert onward.endswith(f"people?after={lines_of(made.books[0])[24].id}")
    counter.post(page, 409, seen=seen, **told)
    session.expire_all()
    lines = lines_of(made.books[0])
    said = queries.written(lines)
    assert said[lines[1].id] == Basics(phone=PHONE, address="村里8号")
    assert sum(not each.says_nothing for each in said.values()) == 1
    assert Counter(staff_client, made.people[1]).client.get(page).status_code == 404


def _say(made: Books) -> str:
    """Two appraisers know the same telephone number and two addresses; returns the panel's page of books."""
    for place in (0, 1):
        line = lines_of(made.books[place])[1]
        told = {line.id: Basics(phone=PHONE, address=f"村里{place}号")}
        operations.write(made.books[place], told, by=made.people[place], at=LATER)
    return f"/panels/{made.panel.public_id}/books"


def test_nothing_is_compared_before_every_book_is_closed(made: Books, staff_client: FlaskClient) -> None:
    index = _say(made)
    counter = Counter(staff_client, person(Role.SYSTEM_OPERATOR, made.world.house.branch))
    shown = counter.get(f"{index}/people").find(".//main")
    assert (shown.findall(".//form"), "各册不一致" in words(shown)) == ([], False)
    assert f"{index}/people" not in counter.client.get(index).get_data(as_text=True)
    counter.post(f"{index}/people", 409, page=index)


def test_what_closed_books_agree_on_is_keyed_by_who_keys_and_by_nobody_else(
    made: Books, staff_client: FlaskClient
) -> None:
    index, home, book = _say(made), made.households[1], made.books[0].public_id
    branch = made.world.house.branch
    keyer, verifier = person(Role.SYSTEM_OPERATOR, branch), person(Role.BACK_OFFICE, branch)
    for place in range(5):
        made.fill(place, *([40000] * 26))
    counter = Counter(staff_client, keyer)
    assert f"{index}/people" in counter.client.get(index).get_data(as_text=True)
    shown = words(counter.get(f"{index}/people").find(".//main"))
    assert PHONE not in shown
    assert all(sign in shown for sign in ("678", "各册不一致"))
    counter.post(f"{index}/people")
    assert "核实" in words(counter.get(f"{index}/people").find(".//main"))
    found = session.get_one(Household, home.id)
    assert (found.named_by.phone, found.address) == (PHONE, None)
    counter = Counter(staff_client, session.get_one(Officer, verifier.id))
    read = words(counter.get(f"/books/{book}/read").find(".//main"))
    assert ("村里0号" in read, PHONE in read) == (True, False)
    assert counter.client.get(f"{index}/people").status_code == 403
