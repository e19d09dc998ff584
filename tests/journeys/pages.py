"""Which pages there are: one address of each kind that somebody's links lead to."""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import Page

from tests.journeys.acting import judge
from tests.support.browser import HEIGHTS, WIDTHS
from tests.support.caller import Caller
from tests.support.walk import is_page, kind, walk


def of_each_kind(caller: Caller, start: str, met: set[str]) -> Iterator[str]:
    """An address of each kind that is not in `met`; a link that leads to a refusal or to nowhere is a fault."""
    for path, answer in walk(caller, start, each=1, wanted=lambda path: path.startswith(start) and is_page(path)):
        assert answer.status < 400, f"a link leads to {answer.status} {path}: {answer.main}"
        if answer.mimetype == "text/html" and answer.status == 200 and kind(path) not in met:
            met.add(kind(path))
            yield path


def look_at(page: Page, address: str, *, deep: bool) -> None:
    """Judge whether a page fits on both screens and, where `deep`, for whoever sees little or uses no mouse."""
    page.set_viewport_size({"width": WIDTHS["phone"], "height": HEIGHTS["phone"]})
    answer = page.goto(address)
    assert answer, address
    assert answer.status == 200, f"{answer.status} {address}"
    judge(page, deep=False)
    page.set_viewport_size({"width": WIDTHS["desk"], "height": HEIGHTS["desk"]})
    judge(page, deep=deep)
