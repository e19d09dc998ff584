"""People at real browsers. Every page they come to must fit; on telephones each kind of page is judged once."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page

from tests.support.browser import HEIGHTS, WIDTHS, accessible, fits
from tests.support.walk import kind
from workflow.base import languages
from workflow.office.demonstration.staff import PASSWORD

#: Kinds of page that were judged in this process, and in which language.
_judged: set[tuple[str, str]] = set()
Typed = str | bool | list[str]


def judge(page: Page, *, deep: bool) -> None:
    """No sideways scroll; where `deep`, nothing serious for whoever sees little or uses no mouse."""
    fits(page)
    if not deep:
        return
    language = page.locator("html").get_attribute("lang") or ""
    seen = (kind(urlsplit(page.url).path + "|" + page.title().split("–")[0]), language)
    if seen not in _judged:
        _judged.add(seen)
        accessible(page)


class Actor:
    """One person with one browser: opens addresses, fills in what has a name, presses buttons."""

    def __init__(self, page: Page, url: str, *, english: bool) -> None:
        self.page, self.url, self.english = page, url, english

    @property
    def said(self) -> str:
        """What the page says, without masthead and foot."""
        return self.page.locator("main").inner_text()

    @property
    def path(self) -> str:
        """Where the person is now."""
        return urlsplit(self.page.url).path

    def word(self, msgid: str) -> str:
        """One of the house's words in this person's language."""
        return msgid if self.english else languages.catalogue(languages.DEFAULT).gettext(msgid)

    def _look(self) -> None:
        judge(self.page, deep=self.page.viewport_size == {"width": WIDTHS["phone"], "height": HEIGHTS["phone"]})

    def open(self, path: str) -> Actor:
        """Go to an address of the house."""
        answer = self.page.goto(self.url + path)
        assert answer, path
        assert answer.status < 400, f"{answer.status} {path}: {self.said}"
        self._look()
        return self

    def fill(self, **typed: Typed) -> Actor:
        """Fill in the fields of these names, as they show in the page's content."""
        for name, value in typed.items():
            _enter(self.page.locator(f'main [name="{name}"]'), value)
        return self

    def press(self, action: str, *, status: int = 200) -> Actor:
        """Press the button of the form that is sent to an address with this ending."""
        form = self.page.locator(f'form[action$="{action}"]').first
        assert form.count(), f"no form to {action} on {self.page.url}: {self.said}"
        with self.page.expect_navigation() as arrived:
            form.locator("button").last.click()
        assert arrived.value.status == status, f"{arrived.value.status} {self.page.url}: {self.said}"
        self._look()
        return self

    def follow(self, ending: str) -> Actor:
        """Follow the first link whose address ends so."""
        link = self.page.locator(f'main a[href$="{ending}"]').first
        assert link.count(), f"no link to {ending} on {self.page.url}: {self.said}"
        with self.page.expect_navigation():
            link.click()
        self._look()
        return self


    def choose(self, text: str, leading: str = "/") -> Actor:
        """Follow the link that stands in one row with this text (and whose address holds `leading`)."""
        row = self.page.locator("main tr, main li", has_text=text)
        with self.page.expect_navigation():
            row.locator(f'a[href*="{leading}"]').first.click()
        self._look()
        return self


class Villager(Actor):
    """Somebody at the public pages."""

    def visit(self, path: str) -> Villager:
        """Open a public page in this person's language."""
        self.open(("/en" if self.english else "") + path)
        return self

    def receipt(self) -> str:
        """The sixteen digits that the page shows."""
        digits = re.sub(r"\D", "", self.page.locator(".digits").inner_text())
        assert len(digits) == 16, self.said
        return digits

    def track(self, digits: str) -> str:
        """What a receipt's page says now."""
        self.visit("/track").fill(receipt=digits)
        return self.press("/track").said


class Staff(Actor):
    """Somebody who works here."""

    def log_in(self, username: str) -> Staff:
        """Through both steps where the roles ask for them, into the person's language."""
        self.open("/staff/login").fill(username=username, password=PASSWORD)
        self.press("/staff/login")
        code = re.search(r"(?<!\d)\d{6}(?!\d)", self.said)
        if self.page.locator('main [name="code"]').count():
            assert code, self.said
            self.fill(code=code[0]).press("/login/code")
        if self.english:
            self.press("/language/en")
        return self


def _enter(found: Locator, value: Typed) -> None:
    assert found.count(), f"{found} is not on {found.page.url}"
    kind = found.first.get_attribute("type") or ""
    if kind in ("radio", "checkbox") and not isinstance(value, bool):
        wanted = [value] if isinstance(value, str) else value
        for box in found.all():
            box.set_checked(box.get_attribute("value") in wanted) if kind == "checkbox" else None
        if kind == "radio":
            found.and_(found.page.locator(f'[value="{wanted[0]}"]')).check()
    elif isinstance(value, bool):
        found.set_checked(value)
    elif found.first.evaluate("field => field.tagName") == "SELECT":
        found.select_option(value)
    else:
        found.fill(str(value))
