"""The main journey at wide screens with script, in English; without script `test_loan_postgresql` goes it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.loan import Loan
from tests.support.server import Server

JOURNEY_SECONDS = 400


@pytest.mark.timeout(JOURNEY_SECONDS)
def test_one_loan(small_server: Server, open_page: Callable[..., Page]) -> None:
    Loan(small_server.url, lambda: open_page("desk"), english=True).live()
