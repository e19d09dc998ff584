"""Each kind of public page, in both languages, on both screens."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.pages import look_at, of_each_kind
from tests.support.caller import Caller
from tests.support.server import Server

pytestmark = pytest.mark.timeout(400)
STARTS = ("/", "/en/", "/elder/")


def test_every_kind_of_public_page(small_server: Server, open_page: Callable[..., Page]) -> None:
    page, met = open_page(), {"/staff/"}
    for start in STARTS:
        for path in of_each_kind(Caller(small_server.url), start, met):
            look_at(page, small_server.url + path)
