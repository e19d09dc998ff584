"""Draws for inspection as the public reads them, and the file that repeats one."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.support.board import publish
from tests.support.page import judged, words
from workflow.base.db import transaction
from workflow.cli import main
from workflow.office.supervision.draws import rules

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

OPEN = {"drawn_at": None, "given_up_at": None, "secret": None, "seed": None, "words": None, "witnesses": 0,
        "drawn": [], "villages": [], "loans": 0}  # fmt: skip
WORDS = ["七十二", "2608"]


def payload(state: str = "drawn") -> dict[str, Any]:
    """A draw of one village of two, and of one loan of two."""
    shares = rules.Shares(Fraction(1, 2), 1, Fraction(1, 2))
    villages = ["610525101200", "610525101202"]
    text = rules.population("冯原信用社", "2026-07-01", shares, villages, villages, {"abcd": ["efgh", "ijkl"]})
    told = {
        "office": "冯原信用社", "office_id": 2, "from": "2026-07-01", "until": "2026-12-31", "state": state,
        "announced_at": "2026-10-12T01:00:00+00:00", "villages_listed": 2, "officers_listed": 1, "loans_listed": 2,
        "format": rules.FORMAT, "checksum": rules.checksum(text), "promise": rules.promise("ab"), "rows": text,
    }  # fmt: skip
    return told | (_drawn(text) if state == "drawn" else OPEN | {"given_up_at": "2026-10-13T01:00:00+00:00"})


def _drawn(text: str) -> dict[str, Any]:
    seed = rules.seed("ab", WORDS)
    found = [{"kind": each.kind, "key": each.key} for each in rules.chosen(text, seed)]
    named = [{"code": each["key"], "name": "冯原村"} for each in found if each["kind"] == rules.VILLAGE]
    return OPEN | {
        "drawn_at": "2026-10-13T01:00:00+00:00", "secret": "ab", "seed": seed, "words": WORDS, "witnesses": 2,
        "drawn": found, "villages": named, "loans": 1,
    }  # fmt: skip


def published() -> None:
    """One draw that was drawn, one that was given up."""
    with transaction():
        publish("draw", "drawndraw2345678", payload())
        publish("draw", "overdraw23456789", payload("given_up"))


@pytest.mark.parametrize("face", ["", "/en", "/zh-hant/elder", "/text"])
def test_a_draw_is_read_in_every_face(board: FlaskClient, face: str) -> None:
    published()
    assert "drawndraw2345678" in board.get(f"{face}/draws").get_data(as_text=True)
    page = words(judged(board.get(f"{face}/draws/drawndraw2345678")))
    assert [each for each in ("sunshine draw verify draw.json", *WORDS, payload()["seed"]) if each not in page] == []
    assert "efgh" not in page, "the list itself is in the file"
    given_up = words(judged(board.get(f"{face}/draws/overdraw23456789")))
    assert "sunshine draw verify" not in given_up
    judged(board.get(f"{face}/draws/nosuchdraw234567"), 404)


def test_the_file_repeats_the_draw(board: FlaskClient, tmp_path: Path) -> None:
    published()
    file = tmp_path / "draw.json"
    file.write_bytes(board.get("/draws/drawndraw2345678/draw.json").data)
    assert rules.faults(json.loads(file.read_text())) == []
    assert main(["draw", "verify", str(file), "--data", str(tmp_path)]) == 0
    assert board.get("/en/draws/drawndraw2345678/draw.json").status_code == 308
    assert board.get("/draws/overdraw23456789/draw.json").status_code == 404


def test_the_same_for_programs_without_the_lists(board: FlaskClient) -> None:
    published()
    rows = {row["key"]: row for row in board.get("/draws.json").get_json()["rows"]}
    assert rows["drawndraw2345678"]["villages"][0]["name"] == "冯原村"
    assert rows["overdraw23456789"]["state"] == "given_up"
    assert "efgh" not in board.get("/draws.json").get_data(as_text=True)


def test_the_page_on_supervision_leads_there(board: FlaskClient) -> None:
    assert 'href="/draws"' in board.get("/supervision").get_data(as_text=True)
    judged(board.get("/draws"))
