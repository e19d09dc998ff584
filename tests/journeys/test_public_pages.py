"""Each kind of public page, in both languages, on both screens."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.pages import look_at, of_each_kind
from tests.support.caller import Caller
from tests.support.server import Server

pytestmark = pytest.mark.timeout(400)


def test_every_kind_of_public_page(small_server: Server, open_page: Callable[..., Page]) -> None:
    """English in large type is left out: the one is judged in Chinese, the other in normal type."""
    page = open_page()
    for path in of_each_kind(Caller(small_server.url), "/", met=set()):
        if not path.startswith(("/staff/", "/en/elder/")):
            look_at(page, small_server.url + path)
