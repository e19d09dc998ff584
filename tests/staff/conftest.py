"""The staff side alone, in a small house: an institution with a county office and two branches."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from tests.support.people import found_house, hire
from workflow.app import create_app
from workflow.base.settings import Settings
from workflow.staff.models import Officer
from workflow.staff.roles import Role


@pytest.fixture
def house(database: Engine) -> dict[str, int]:
    """The ids of the offices `county`, `east`, `west`."""
    return found_house()


@pytest.fixture
def staff_app(house: dict[str, int], settings: Settings) -> Flask:
    app = create_app(settings)
    if "desk.show" not in app.view_functions:
        app.add_url_rule("/", "desk.show", lambda: "")
    return app


@pytest.fixture
def staff_client(staff_app: Flask) -> FlaskClient:
    return staff_app.test_client()


@pytest.fixture
def clerk(house: dict[str, int]) -> Officer:
    return hire("clerk", Role.DESK_CLERK, office=house["east"])


@pytest.fixture
def decider(house: dict[str, int]) -> Officer:
    return hire("decider", Role.DECISION_MAKER, office=house["east"])


@pytest.fixture
def admins(house: dict[str, int]) -> tuple[Officer, Officer]:
    one, two = (hire(name, Role.ADMINISTRATOR, office=house["county"]) for name in ("admin", "admin.two"))
    return one, two
