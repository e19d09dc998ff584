"""What complaints came to, as a villager reads it: what is told, and which rows are left out in words."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.support.board import publish
from tests.support.page import judged, words
from workflow.base.db import transaction
from workflow.office.supervision.voices import rules, telling

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PERIOD = rules.Period(date(2026, 4, 1), date(2026, 6, 30))


def payload(*answered: rules.Answered) -> dict[str, Any]:
    facts = rules.Facts(len(answered), Counter(answered), {rules.Card(2, "good"): 6, rules.Card(3, "poor"): 5})
    return rules.payload(PERIOD, facts, {2: "冯原信用社", 3: "城关信用社"}, least=5, both=telling.both)


def published(*answered: rules.Answered) -> None:
    with transaction():
        publish("complaints", PERIOD.key, payload(*answered))


MANY = [rules.Answered("cold", 2, "upheld", False, 4)] * 9 + [rules.Answered("stalling", 3, "not_upheld", True, 30)] * 8


@pytest.mark.parametrize("face", ["", "/en", "/zh-hant/elder", "/text"])
def test_a_period_is_read_in_every_face(board: FlaskClient, face: str) -> None:
    published(*MANY)
    assert PERIOD.key in board.get(f"{face}/complaints").get_data(as_text=True)
    page = judged(board.get(f"{face}/complaints/{PERIOD.key}"))
    numbers = [words(cell) for cell in page.iter("td")]
    assert {"17", "9", "11", "6"} <= set(numbers)
    judged(board.get(f"{face}/complaints/2026-01-to-2026-03"), 404)


def test_few_are_said_in_words_and_nothing_is_empty(board: FlaskClient) -> None:
    published(*MANY[:2])
    page = words(judged(board.get(f"/complaints/{PERIOD.key}")).find(".//main"))
    assert "None" not in page
    assert "冯原信用社" in page


def test_the_same_for_programs(board: FlaskClient) -> None:
    published(*MANY)
    rows = board.get("/complaints.json").get_json()["rows"]
    assert [row["answered"] for row in rows if row["of"] == "all"] == [17]
    assert {row["answered"] for row in rows if row["code"] in ("unclean", "stalling")} == {None}, "one alone tells none"
    assert [row["cards"] for row in board.get("/cards.json").get_json()["rows"] if row["of"] == "all"] == [11]
    assert "冯原信用社" in board.get("/complaints.csv").get_data(as_text=True)


def test_the_form_leads_there(board: FlaskClient) -> None:
    assert 'href="/complaints"' in board.get("/complain").get_data(as_text=True)
