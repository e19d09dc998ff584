"""Who was shown a sensitive page is written down, whatever the request did besides; who was shown none, is not."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask, g
from flask.testing import FlaskClient

from tests.support.people import come_in, hidden_fields
from workflow.base import audit, web
from workflow.base.db import session
from workflow.kernel.errors import Conflict
from workflow.staff.models import Officer

PROBE = "/probe/<answer>"


@pytest.fixture
def reader(staff_app: Flask, clerk: Officer) -> FlaskClient:
    """The clerk, before a page that answers as it is asked to."""
    staff_app.add_url_rule(PROBE, "probe", _probe, methods=["GET", "POST"])
    return come_in(staff_app.test_client(), clerk)


def _probe(answer: str) -> Any:
    web.note_look("household:x", "probe")
    if answer == "raised":
        raise Conflict("x")
    g.keep = answer == "kept"
    return "page", {"kept": 422}.get(answer) or int(answer), {"Location": "/staff/"}


def looks(officer: Officer) -> list[Any]:
    session.remove()
    return [event.payload["what"] for event in audit.history(f"looks:{officer.id}")]


@pytest.mark.parametrize(
    ("answer", "told", "shown"),
    [("200", 200, True), ("303", 303, False), ("422", 422, True), ("kept", 422, True), ("raised", 409, False)],
)
def test_a_post_tells_what_its_answer_showed(
    reader: FlaskClient, clerk: Officer, answer: str, told: int, shown: bool
) -> None:
    hidden = hidden_fields(reader.get("/account"))
    assert reader.post(f"/probe/{answer}", data=hidden).status_code == told
    assert looks(clerk) == ["household:x"] * shown


@pytest.mark.parametrize(("answer", "shown"), [("200", False), ("303", False), ("422", True), ("raised", False)])
def test_so_does_a_stale_one(reader: FlaskClient, clerk: Officer, answer: str, shown: bool) -> None:
    assert reader.post(f"/probe/{answer}").status_code in (400, 409)
    assert looks(clerk) == ["household:x"] * shown


@pytest.mark.parametrize(("answer", "shown"), [("200", True), ("raised", False)])
def test_and_a_page_that_is_read(reader: FlaskClient, clerk: Officer, answer: str, shown: bool) -> None:
    reader.get(f"/probe/{answer}")
    assert looks(clerk) == ["household:x"] * shown
