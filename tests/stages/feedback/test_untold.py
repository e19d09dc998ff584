"""Whoever may not know of a complaint or a card gets for its address what an address that nobody has gives, by equal
work."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event
from werkzeug.test import TestResponse

from tests.support import factories_feedback as make
from tests.support.factories_feedback import House
from workflow.base import clock
from workflow.kernel import ids
from workflow.stages.feedback import operations
from workflow.stages.feedback.cards import operations as evaluation
from workflow.stages.feedback.models import Complaint

pytestmark = pytest.mark.both_engines
STEPS = ("", "register", "assign", "answer", "withdraw", "receipt", "extend", "ask", "review", "merge", "photos/x")
#: One whom it concerns, and one who sees only what is assigned to them.
READERS = ("discipline", "auditor")


@pytest.fixture
def complaint(apps: tuple[Flask, Flask]) -> tuple[House, Complaint]:
    house = make.build()
    made = make.complaint(house, about="韩秋生", at=clock.now())
    operations.register(
        made, category="cold", officers=[house["discipline"]], office=None, case_number="",
        by=house["discipline.two"], at=clock.now(),
    )  # fmt: skip
    return house, made


@pytest.fixture
def asked(database: Engine) -> Iterator[list[str]]:
    """What was asked of the database."""
    done: list[str] = []

    def ask(*told: Any) -> None:
        done.append(told[2])

    event.listen(database, "before_cursor_execute", ask)
    yield done
    event.remove(database, "before_cursor_execute", ask)


def said(answer: TestResponse, public_id: str) -> tuple[int, list[str], str]:
    """Status, names of headers and words, without tokens, the number of the answer and the address asked for."""
    page = re.sub(r'(name="token"[^>]*value=)"[^"]*"', r"\1", answer.get_data(as_text=True))
    page = re.sub(r"\b[0-9a-f]{8}\b", "", page.replace(public_id, ""))
    return answer.status_code, sorted(answer.headers.keys()), page


@pytest.mark.parametrize("username", READERS)
def test_hidden_and_missing_are_one(
    apps: tuple[Flask, Flask], complaint: tuple[House, Complaint], asked: list[str], username: str
) -> None:
    house, made = complaint
    reader = make.log_in(apps[1].test_client(), house[username], at=clock.now())
    compare(reader, "/complaints", made.public_id, STEPS, asked)


def test_a_card_that_judges_its_reader_is_no_card(
    apps: tuple[Flask, Flask], complaint: tuple[House, Complaint], asked: list[str]
) -> None:
    house, _made = complaint
    card = evaluation.record_card(
        office=house.offices["county"], officer=house["discipline"], business="decision", rating="poor", text="",
        done_on=None, received_at=clock.now(), by=house["discipline.two"], at=clock.now(),
    )  # fmt: skip
    reader = make.log_in(apps[1].test_client(), house["discipline"], at=clock.now())
    compare(reader, "/cards", card.public_id, ("", "classify", "decide"), asked)


def compare(reader: FlaskClient, room: str, hidden_id: str, steps: Sequence[str], asked: list[str]) -> None:
    """Open and send every step of what is hidden and of what is not there: all of the answer and of the work is one."""
    names = (hidden_id, ids.public_id())
    for step in steps:
        for send in (reader.get, poster(reader)):
            send(f"{room}/{names[1]}/{step}".rstrip("/"))  # what is made once is made now
            found = {}
            for name in names:
                asked.clear()
                answer = send(f"{room}/{name}/{step}".rstrip("/"))
                found[name] = said(answer, name), list(asked)
            hidden, missing = found.values()
            assert missing[0][0] in (403, 404, 405), "refused for the role, or looked for"
            assert hidden[0] == missing[0], step
            assert hidden[1] == missing[1], step


def poster(reader: FlaskClient) -> Callable[[str], TestResponse]:
    def send(path: str) -> TestResponse:
        page = reader.get("/account").get_data(as_text=True)
        token = page.split('name="token"')[1].split('value="')[1].split('"')[0]
        return reader.post(path, data={"token": token, "seen": "2", "category": "cold"})

    return send
