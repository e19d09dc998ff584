"""A filled board to print from, and how it is printed."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from tests.support.board import publish_board
from workflow.office.papers.sheet import Making
from workflow.office.papers.voice import CHINESE, ENGLISH, Voice

SITE = "https://yg.example.cn"
A4, A3 = (Making(Voice(CHINESE), size, SITE) for size in ("a4", "a3"))
IN_ENGLISH = Making(Voice(ENGLISH), "a4", SITE)


@pytest.fixture
def board(database: Engine) -> None:
    """What stands in public."""
    publish_board()
