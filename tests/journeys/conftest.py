"""A small demonstration, made once, and a house of each test's own that serves a copy of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.support.once import once
from tests.support.server import Server, sunshine

FEW_CASES = "12"


def make_few(folder: Path, environ: Mapping[str, str] | None = None) -> None:
    """The demonstration with few cases, in an empty folder."""
    sunshine("demo", "--data", folder, "--cases", FEW_CASES, environ=environ)


@pytest.fixture(scope="session")
def small_demonstration(shared_folder: Path) -> Path:
    """Staff, villages and everything published as in the full one, but few cases: quick to make and to move on."""
    return once(shared_folder / "small-demonstration", make_few)


@pytest.fixture
def small_data(small_demonstration: Path, tmp_path: Path) -> Path:
    """A copy of it that this test may change."""
    return Path(shutil.copytree(small_demonstration, tmp_path / "data"))


@pytest.fixture
def small_server(small_data: Path, start_server: Callable[..., Server]) -> Server:
    """The copy, served by two workers."""
    return start_server(small_data, workers=2)
