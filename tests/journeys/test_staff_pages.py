"""Each kind of staff page, by whoever comes to it first, in both languages, on both screens."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.pages import look_at, of_each_kind
from tests.support.caller import Caller
from tests.support.server import Server

pytestmark = pytest.mark.timeout(400)
BRANCH = ("desk", "officer", "clerk", "head", "publisher", "committee1", "decider")
COUNTER = tuple(f"fengyuan.{post}" for post in BRANCH)
COUNTY = ("risk", "discipline", "audit", "publisher", "admin", "county.credit")


@pytest.mark.parametrize("people", [COUNTER, COUNTY], ids=["outlet", "others"])
def test_every_kind_of_page(small_server: Server, open_page: Callable[..., Page], people: tuple[str, ...]) -> None:
    met: set[str] = set()
    for username in people:
        caller = Caller(small_server.url).log_in(username)
        page = open_page()
        page.context.add_cookies([{"name": each.name, "value": each.value, "url": caller.url} for each in caller.jar])
        paths = list(of_each_kind(caller, "/staff/", met))
        for path in paths:
            look_at(page, small_server.url + path, deep=True)
        caller.do(caller.get("/staff/").form("/language/en"))
        for path in paths:  # the same page in longer words
            look_at(page, small_server.url + path, deep=False)
