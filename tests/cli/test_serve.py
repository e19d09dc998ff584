"""Where a house that was given no address says it can be found."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

import pytest

from workflow.base.settings import Settings
from workflow.cli.serve import addressed

USUAL = {"host": "127.0.0.1", "port": 8123, "socket": None, "side": "both"}


def site(tmp_path: Path, **changed: object) -> str:
    return addressed(Settings.load(tmp_path), Namespace(**(USUAL | changed))).site_url


@pytest.fixture(autouse=True)
def nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SUNSHINE_SITE_URL", raising=False)


@pytest.mark.parametrize(
    ("host", "told"),
    [
        ("127.0.0.1", "http://127.0.0.1:8123"), (".".join("0000"), "http://127.0.0.1:8123"),
        ("::", "http://[::1]:8123"), ("::1", "http://[::1]:8123"), ("credit.example", "http://credit.example:8123"),
    ],
)  # fmt: skip
def test_it_is_where_it_listens(tmp_path: Path, host: str, told: str):
    assert site(tmp_path, host=host) == told


def test_a_set_address_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SUNSHINE_SITE_URL", "https://credit.example/")
    assert site(tmp_path) == "https://credit.example"


@pytest.mark.parametrize("changed", [{"socket": Path("/run/sunshine")}, {"side": "staff"}])
def test_who_serves_no_public_address_makes_none_up(tmp_path: Path, changed: dict[str, object]):
    assert site(tmp_path, **changed) == Settings.site_url
