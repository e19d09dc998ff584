"""Everybody of a house of a test's own at one browser, one after the other."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page

from tests.journeys.acting import Staff, judge
from tests.support.server import Server
from workflow.base import clock
from workflow.base.db import session, transaction
from workflow.base.settings import Settings
from workflow.places import packs
from workflow.staff import operations as staff
from workflow.staff.models import Officer

PACKS = Path(__file__).parent / "packs"


def let_days_pass(settings: Settings) -> None:
    """The packs of these journeys laid into the house, and a clock that the test can move on."""
    shutil.copytree(PACKS, settings.data / "packs")
    packs.use_folders(settings.data / "packs")
    (settings.data / "demo-clock").write_text("0")
    clock.use_demo_file(settings.data / "demo-clock")


@contextmanager
def asked() -> Iterator[None]:
    """What this process looks up must not keep the served house waiting."""
    try:
        yield
    finally:
        session.remove()


class Hands:
    """`hands(who, path)` is that staff page, opened by them; every kind of page is judged once.

    `people` are the row ids of those who work in the house, by what they do.
    """

    def __init__(self, page: Page, served: Server, people: Mapping[str, int]) -> None:
        self.page, self.served, self.people = page, served, people

    def come(self, who: str) -> None:
        """Somebody else sits down at the browser."""
        with asked(), transaction():
            person = session.get_one(Officer, self.people[who])
            given = staff.open_session(person, second_factor=True, browser="test", at=clock.now())
        self.page.context.add_cookies([{"name": "sunshine", "value": given, "url": self.served.url}])

    def __call__(self, who: str, path: str) -> Page:
        self.come(who)
        self.page.goto(f"{self.served.url}/staff{path}")
        judge(self.page, deep=True)
        return self.page

    def at(self, who: str, path: str) -> Staff:
        """The same, with the page's forms to fill in."""
        self(who, path)
        return Staff(self.page, self.served.url, english=False)

    def press(self, label: str) -> None:
        """Press the button of that label, and wait for what follows."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=label).first.click()
