"""A portal with a filled board, and what a villager does with a form."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from portal.app import create_app
from tests.support.board import publish_board
from workflow.base import web
from workflow.base.settings import Settings
from workflow.doors.inbox import receive

Post = Callable[..., TestResponse]


@pytest.fixture
def portal(database: Engine, settings: Settings) -> Flask:
    """The public side alone: it needs no other room."""
    receive.use_limits(settings.limits)
    return create_app(settings, web.make_app, web.dress)


@pytest.fixture
def board(portal: Flask) -> FlaskClient:
    """A reader before the filled board."""
    publish_board()
    return portal.test_client()


@pytest.fixture
def post(board: FlaskClient) -> Post:
    """`post(path, fields)` opens the page, takes its token and hands the fields in."""

    def handed_in(path: str, fields: Any, **more: Any) -> TestResponse:
        return board.post(path, data={"token": token_of(board.get(path)), **fields}, **more)

    return handed_in


def token_of(page: TestResponse) -> str:
    """The token of the form on a page."""
    found = re.search(r'name="token"[^>]* value="([^"]+)"', page.get_data(as_text=True))
    assert found, "there is no form with a token"
    return found[1]


def digits_of(page: TestResponse) -> str:
    """The receipt on a page."""
    block = re.search(r'class="digits">(.*?)</p>', page.get_data(as_text=True), re.DOTALL)
    assert block, page.get_data(as_text=True)[:3000]
    return re.sub(r"<[^>]+>|\s", "", block[1])

