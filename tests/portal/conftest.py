"""A portal with a filled board."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from portal.app import create_app
from tests.support.board import publish_board
from workflow.base import web
from workflow.base.settings import Settings
from workflow.doors.inbox import receive


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
