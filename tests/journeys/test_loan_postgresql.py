"""The main journey on PostgreSQL, at wide screens without script: the same pages, other locks, another writer."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.journeys.loan import Loan
from tests.support.cluster import Cluster
from tests.support.demonstrations import DEMONSTRATION
from tests.support.server import Server, sunshine

JOURNEY_SECONDS = 400


@pytest.mark.timeout(JOURNEY_SECONDS)
def test_one_loan(
    cluster: Cluster,
    postgresql_demonstration: Path,
    tmp_path: Path,
    start_server: Callable[..., Server],
    open_page: Callable[..., Page],
) -> None:
    data = shutil.copytree(postgresql_demonstration, tmp_path / "data")
    environ = {"DATABASE_URL": cluster.create("loan", DEMONSTRATION)}
    served = start_server(data, workers=2, environ=environ)
    Loan(served.url, lambda: open_page("desk", script=False), english=False).live()
    assert "everything verifies" in sunshine("verify", "--data", data, environ=environ)
