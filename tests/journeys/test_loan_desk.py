"""The main journey at wide screens, with and without script, in both languages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.loan import Loan
from tests.support.server import Server

JOURNEY_SECONDS = 400


@pytest.mark.timeout(JOURNEY_SECONDS)
@pytest.mark.parametrize(("script", "english"), [(True, True), (False, False)], ids=["script", "plain"])
def test_one_loan(small_server: Server, open_page: Callable[..., Page], script: bool, english: bool) -> None:
    Loan(small_server.url, lambda: open_page("desk", script=script), english=english).live()
