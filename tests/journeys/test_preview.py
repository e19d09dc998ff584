"""Two publishers at real browsers: taken down with a public reason, seen before it is public again, confirmed, read."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from tests.journeys.acting import Staff, Villager
from tests.support.server import Server

RECORD, PAGE, NAME = "/staff/publication/product/pledge", "/products/pledge", "质押贷款"
WORDS = "等待总部通知"


def test_from_the_preview_to_the_public_page_and_back(small_server: Server, open_page: Callable[..., Page]) -> None:
    first = Staff(open_page("desk"), small_server.url, english=False).log_in("publisher")
    second = Staff(open_page("phone"), small_server.url, english=False).log_in("publisher.two")
    villager = Villager(open_page("phone"), small_server.url, english=False)
    _take_down(first, second, villager)
    first.open(RECORD).press("/propose")
    _preview(second)
    assert villager.page.goto(small_server.url + PAGE).status == 404
    second.open("/staff/publication/").choose(NAME, "/proposals/").press("/confirm")
    assert NAME in villager.visit(PAGE).said


def _take_down(first: Staff, second: Staff, villager: Villager) -> None:
    """The reason stands in the public register, in the reader's language."""
    first.open(RECORD).fill(because="mistake", own=WORDS).press("/withdraw")
    second.open("/staff/publication/").choose(NAME, "/proposals/").press("/confirm")
    sentences = {"": "内容有误，随后发布更正后的内容", "/en": "It held a mistake; the right version follows"}
    for face, listed in sentences.items():
        said = villager.open(f"{face}/log/taken-down").said
        assert listed in said, said
        assert WORDS in said, said


def _preview(second: Staff) -> None:
    """As the villager will see it, large and in English, and each says that it is no public page yet."""
    proposal = second.open("/staff/publication/").choose(NAME, "/proposals/").path
    for face, said in (("elder", "这是预览"), ("en", "This is a preview"), ("en-elder", "This is a preview")):
        second.open(proposal).follow(f"/preview/{face}")
        assert said in second.said
        assert second.page.locator("main form").count() == 0
    assert second.page.locator("html.elder").count() == 1
