"""The pages of the cards, from typing one in to filing its month; and who finds nothing there."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from io import BytesIO, StringIO

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.stages.feedback.cards.conftest import paper
from tests.support import factories_feedback as make
from tests.support.factories_feedback import House
from tests.support.page import judged, words
from workflow.base import audit
from workflow.base.db import session
from workflow.stages.feedback.cards import queries
from workflow.stages.feedback.cards.models import EvaluationCard
from workflow.stages.feedback.cards.queries import Filter


@pytest.fixture
def house(apps: tuple[Flask, Flask]) -> House:
    return make.build()


def client(apps: tuple[Flask, Flask], house: House, username: str) -> FlaskClient:
    session.commit()
    return make.log_in(apps[1].test_client(), house[username], at=datetime.now(UTC))


def post(reader: FlaskClient, page: str, action: str, **fields: object) -> TestResponse:
    found = reader.get(page).get_data(as_text=True)
    token = found.split('name="token"')[1].split('value="')[1].split('"')[0]
    seen = found.split('name="seen"')[1].split('value="')[1].split('"')[0] if 'name="seen"' in found else ""
    return reader.post(action, data={"token": token, "seen": seen} | fields)


def stored() -> EvaluationCard:
    session.rollback()
    session.expire_all()
    return session.query(EvaluationCard).one()


def test_it_works(apps: tuple[Flask, Flask], house: House) -> None:
    department = client(apps, house, "discipline")
    typed = {
        "office": str(house.offices["north"].id), "officer": house["officer"].public_id, "business": "decision",
        "rating": "poor", "text": "柜台没人\n等了一上午", "received_at": "2026-05-29T10:00", "done_on": "2026-05-28",
    }  # fmt: skip
    assert post(department, "/cards/new", "/cards/new", **typed).location == "/cards"
    card = stored()
    page, month = f"/cards/{card.public_id}", card.month
    judged(department.get("/cards"))
    assert "等了一上午" in words(judged(department.get(page)))
    assert post(department, page, f"{page}/classify", classification="problem").status_code == 303
    assert department.get(page).get_data(as_text=True).count("<textarea") == 0
    leader = client(apps, house, "leader")
    empty = post(leader, page, f"{page}/decide", decision=" ")
    assert empty.status_code == 422
    assert post(leader, page, f"{page}/decide", decision="约谈").status_code == 303
    assert "约谈" in words(judged(leader.get(page)))
    looks = [event.payload["what"] for event in audit.history(f"looks:{house['leader'].id}")]
    assert looks == [card.stream] * 4, "to find the form, twice; refused; and at the end"
    filed = post(department, f"/cards?month={month}", "/cards/file", month=month)
    assert filed.location == f"/cards?month={month}"
    assert stored().state == "filed"
    again = post(department, f"/cards?month={month}", "/cards/file", month=month)
    assert again.status_code == 422


def test_what_is_wrong_stands_on_its_field(apps: tuple[Flask, Flask], house: House) -> None:
    answer = post(client(apps, house, "discipline"), "/cards/new", "/cards/new", rating="poor", text="留下的字")
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "留下的字" in page
    assert {"office", "business"} <= {part.split('"')[0] for part in page.split('href="#')[1:]}


def test_a_step_that_someone_took_before_is_refused(apps: tuple[Flask, Flask], house: House) -> None:
    page = f"/cards/{paper(house).public_id}"
    first, second = client(apps, house, "discipline"), client(apps, house, "discipline.two")
    stale = second.get(page).get_data(as_text=True)
    token = stale.split('name="token"')[1].split('value="')[1].split('"')[0]
    assert post(first, page, f"{page}/classify", classification="praise").status_code == 303
    late = second.post(f"{page}/classify", data={"token": token, "seen": "1", "classification": "problem"})
    assert late.status_code == 409
    assert stored().classification == "praise"


@pytest.mark.parametrize(
    ("who", "status"),
    [("officer", 403), ("head", 403), ("desk", 403), ("audit", 403), ("auditor", 200), ("leader", 200)],
)
def test_who_finds_the_register(apps: tuple[Flask, Flask], house: House, who: str, status: int) -> None:
    card = paper(house)
    reader = client(apps, house, who)
    assert reader.get("/cards").status_code == status
    assert reader.get(f"/cards/{card.public_id}").status_code == status
    assert post(reader, "/", f"/cards/{card.public_id}/classify", classification="praise").status_code == 403


def test_the_register_as_a_file(apps: tuple[Flask, Flask], house: House) -> None:
    paper(house)
    paper(house, rating="poor")
    reader = client(apps, house, "auditor")
    told = list(csv.reader(StringIO(reader.get("/cards?format=csv&rating=poor").get_data().decode("utf-8-sig"))))
    assert len(told) == 2
    assert len(told[1]) == len(told[0])
    book = openpyxl.load_workbook(BytesIO(reader.get("/cards?format=xlsx").get_data()))
    assert len(list(book.worksheets[0].rows)) == 3
    assert len(queries.register(house["auditor"], Filter(), limit=None)) == 2
