"""A house of each test's own that serves a copy of the demonstration."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.server import Server


@pytest.fixture
def small_server(demo_data: Path, start_server: Callable[..., Server]) -> Server:
    """The copy, served by two workers."""
    return start_server(demo_data, workers=2)
