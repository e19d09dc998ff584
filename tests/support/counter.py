"""Somebody at the counter: logged in, opening judged pages, sending forms with the token of the page they stand on."""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.page import judged
from workflow.base import clock
from workflow.base.db import session
from workflow.staff import operations
from workflow.staff.models import Officer


class Counter:
    def __init__(self, client: FlaskClient, person: Officer) -> None:
        """The session is opened and committed in the test's own transaction: what it holds stays usable."""
        token = operations.open_session(person, second_factor=True, browser="test", at=clock.now())
        session.commit()
        client.set_cookie("sunshine", token)
        self.client = client

    def get(self, path: str, status: int = 200) -> Element:
        return judged(self.client.get(path), status)

    def post(self, path: str, status: int = 303, *, page: str | None = None, **fields: Any) -> TestResponse:
        """Send a form as the page at `page` (or `path`) would: with its fresh token."""
        found = self.client.get(page or path).get_data(as_text=True)
        token = re.search(r'name="token"[^>]*value="([^"]+)"', found)
        assert token, found[:500]
        answer = self.client.post(path, data={"token": token[1], **fields})
        assert answer.status_code == status, answer.get_data(as_text=True)[:3000]
        return answer
