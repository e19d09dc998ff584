"""A questionnaire and a panel's book keyed without the mouse, and a draft that outlives a lost connection."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page
from sqlalchemy import Engine

from tests.stages.appraisal.survey.world import World
from tests.support.browser import accessible
from tests.support.server import Server
from workflow.base import clock
from workflow.base.db import session, transaction
from workflow.base.settings import Settings
from workflow.staff import operations as staff
from workflow.staff.models import Officer, RoleGrant
from workflow.staff.roles import Role
from workflow.stages.appraisal.book import operations as books
from workflow.stages.appraisal.book.basics.models import BookPerson
from workflow.stages.appraisal.book.models import Book, BookLine
from workflow.stages.appraisal.panel import operations as panels
from workflow.stages.appraisal.panel.rules import Member
from workflow.stages.appraisal.survey import operations as surveys
from workflow.stages.appraisal.survey.models import Questionnaire, Survey

#: A panel's book, and how many of its households stand on a page.
HOUSEHOLDS, ROWS, BOXES = 200, 25, 7
QUESTIONS = 11


class Keys:
    """A keyboard that counts every key but those of what is typed into a box."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def press(self, key: str, times: int = 1) -> None:
        for _ in range(times):
            self.page.keyboard.press(key)
            self.pressed += 1

    def box(self, typed: str = "") -> None:
        """Fill in a box, or leave it, and go on."""
        if typed:
            self.page.keyboard.type(typed)
        self.press("Enter")


@pytest.fixture
def world(database: Engine) -> World:
    """A village of two hundred households, a survey begun, a book opened for the one who keys."""
    with transaction():
        made = World("rcb_p1", people=7, at=clock.now())
        found = [made.household(number, f"户主{number}") for number in range(1, HOUSEHOLDS + 1)]
        found[1].named_by.phone = None
        made.team.grants.append(RoleGrant(role=Role.PANEL_MEMBER, granted_at=made.at))
        surveys.draw(found[0], by=made.team, at=made.at)
        panel = panels.form_panel(
            kind="village", name="评议小组", village=made.house.village, office=made.house.branch,
            members=[Member(made.team.name, "villager", made.team.id)], by=made.team, at=made.at,
        )  # fmt: skip
        books.open_books(panel, by=made.team, at=made.at)
    return made


@pytest.fixture
def keyed(
    world: World, settings: Settings, start_server: Callable[..., Server], open_page: Callable[..., Page]
) -> Callable[[str], Page]:
    """`keyed(path)`: that staff page, opened by the one who keys."""
    with transaction():
        person = session.get_one(Officer, world.team.id)
        cookie = staff.open_session(person, second_factor=True, browser="test", at=clock.now())
    session.remove()
    served = start_server(settings.data, environ={"DATABASE_URL": settings.database_url})
    page = open_page("desk")
    page.context.add_cookies([{"name": "sunshine", "value": cookie, "url": served.url}])

    def go(path: str) -> Page:
        page.goto(f"{served.url}/staff{path}")
        return page

    return go


def asked(question: Callable[[], Any]) -> Any:
    """An answer of the database, which the served house has to itself again afterwards."""
    try:
        return question()
    finally:
        session.remove()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_keyed_by_keyboard_alone(keyed: Callable[[str], Page]) -> None:
    _questionnaire(keyed)
    book = asked(lambda: session.query(Book).one()).public_id
    _people(keyed(f"/books/{book}/people"))
    _first_page(keyed(f"/books/{book}"))
    _lost_connection(keyed, f"/books/{book}")


def _questionnaire(keyed: Callable[[str], Page]) -> None:
    survey = asked(lambda: session.query(Survey).one()).public_id
    page = keyed(f"/surveys/{survey}/1")
    accessible(page)
    keys = Keys(page)
    keys.box("1 3")  # the day stands there already
    keys.box()
    for typed in ("300000", "20000", "", "", "30000", "", ""):
        keys.box(typed)
    keys.press("Space")
    keys.press("Enter")
    page.wait_for_url("**/2")
    said = asked(lambda: session.query(Questionnaire).one())
    assert (said.line, said.net, said.business) == (3_000_000, 28_000_000, "1,3")
    assert keys.pressed <= QUESTIONS + 4


def _people(page: Page) -> None:
    """Twenty-five households, one of which lacks a telephone number: Enter leads on, and saves behind the last box."""
    accessible(page)
    keys = Keys(page)
    page.locator("[name=lines-0-representative]").focus()
    for row in range(ROWS):
        keys.box()
        if row == 1:
            keys.box("13812345678")
    page.wait_for_url("**/people?after=*")
    assert [each.phone for each in asked(lambda: session.query(BookPerson).all())] == ["13812345678"]
    assert keys.pressed == ROWS + 1


def _first_page(page: Page) -> None:
    """Twenty-five households, net income and line each: Enter behind the last box saves and opens the next page."""
    keys = Keys(page)
    for _row in range(ROWS):
        for typed in ("", "", "", "40000", "50000", "", ""):
            keys.box(typed)
    page.wait_for_url("**after=*")
    assert asked(lambda: session.query(BookLine).where(BookLine.line == 5_000_000).count()) == ROWS
    assert keys.pressed <= ROWS * BOXES + 4


def _lost_connection(keyed: Callable[[str], Page], book: str) -> None:
    page = keyed(book)
    accessible(page)
    box = page.locator("[name=lines-0-line]")
    box.fill("60000")
    box.press("ArrowDown")
    assert page.evaluate("document.activeElement.name") == "lines-1-line"
    page.context.set_offline(True)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_timeout(300)
    page.context.set_offline(False)
    assert keyed(book).locator("[name=lines-0-line]").input_value() == "60000"
    with page.expect_navigation():
        page.locator("main form button[type=submit]").first.click()
    assert asked(lambda: session.query(BookLine).where(BookLine.line == 6_000_000).count()) == 1
    assert page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('grid'))") == []
