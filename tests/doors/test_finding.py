"""Finding by typing: the same answers from both engines over both databases."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine

from tests.support.board import publish_board
from workflow.base.settings import Settings
from workflow.carriers import search
from workflow.doors.published import index, read


@pytest.fixture(params=["database", "whoosh"])
def house(database: Engine, settings: Settings, request: pytest.FixtureRequest) -> Iterator[Settings]:
    """A filled board, found by one engine or the other."""
    from dataclasses import replace

    chosen = replace(settings, search=request.param)
    search.use(chosen)
    publish_board()
    index.tend(chosen)
    yield chosen
    search.use(replace(settings, search="database"))


def keys(text: str, **more: Any) -> list[str]:
    return [hit.key for hit in read.find(text, **more).hits]


def test_it_works(house: Settings) -> None:
    assert "610525102200" in keys("王庄")
    found = read.find("冯原")
    assert not found.renewing
