"""Each kind of public page, judged without mercy in normal and large type and as text; in English it must fit."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from tests.support.browser import HEIGHTS, WIDTHS, accessible, fits
from tests.support.caller import Caller
from tests.support.server import Server
from tests.support.walk import kind, walk

pytestmark = pytest.mark.timeout(400)

#: A face and the screen on which every kind of its pages is judged; the other screen is tried for sideways scrolling.
FACES = {"/elder/": "phone", "/text/": "phone", "/": "phone"}
#: The same pages in longer words: every kind must fit, some are judged among the samples.
LONGER = "/en/"
#: Of the others one page each: they differ in words and in one button.
SAMPLES = (
    "/zh-hant/",
    "/zh-hant/elder/notices",
    "/zh-hant/text/products",
    "/listen/rates",
    "/en/listen/complain",
    "/en/elder/",
    "/en/",
    "/en/apply/micro_credit",
    "/en/rates",
)
OTHERS = (LONGER, "/zh-hant/", "/listen/", "/en/elder/", "/en/text/", "/en/listen/", "/staff/")


@pytest.mark.parametrize("start", FACES)
def test_every_kind_of_public_page(small_server: Server, open_page: Callable[..., Page], start: str) -> None:
    page = open_page()
    for path in _of_each_kind(small_server, start):
        _look_at(page, small_server.url + path, FACES[start])


def test_english_fits(small_server: Server, open_page: Callable[..., Page]) -> None:
    page = open_page()
    for path in _of_each_kind(small_server, LONGER):
        for screen in WIDTHS:
            page.set_viewport_size({"width": WIDTHS[screen], "height": HEIGHTS[screen]})
            answer = page.goto(small_server.url + path)
            assert answer is not None, path
            assert answer.status == 200, path
            fits(page)


def test_normal_type_at_a_desk(small_server: Server, open_page: Callable[..., Page]) -> None:
    page = open_page()
    for path in (*SAMPLES, "/", "/rates", "/complain", "/commitments"):
        _look_at(page, small_server.url + path, "desk")


def _of_each_kind(server: Server, start: str) -> Iterator[str]:
    """An address of each kind of page of one face; a link that leads to a refusal or to nowhere is a fault."""
    left_out = tuple(face for face in (*FACES, *OTHERS) if face != start and face.startswith(start))
    met: set[str] = set()
    found = walk(
        Caller(server.url), start, each=1, wanted=lambda path: path.startswith(start) and not path.startswith(left_out)
    )
    for path, answer in found:
        assert answer.status < 400, f"a link leads to {answer.status} {path}: {answer.main}"
        if answer.mimetype == "text/html" and answer.status == 200 and kind(path) not in met:
            met.add(kind(path))
            yield path


def _look_at(page: Page, address: str, screen: str) -> None:
    """Judge a page on one screen, and whether it fits on the other."""
    other = "desk" if screen == "phone" else "phone"
    page.set_viewport_size({"width": WIDTHS[other], "height": HEIGHTS[other]})
    answer = page.goto(address)
    assert answer, address
    assert answer.status == 200, f"{answer.status} {address}"
    fits(page)
    page.set_viewport_size({"width": WIDTHS[screen], "height": HEIGHTS[screen]})
    fits(page)
    accessible(page, faultless=True)
