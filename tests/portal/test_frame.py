"""What stands around a page is drawn once, and never shows what it no longer is."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal import frame
from tests.support.board import publish
from workflow.base.db import transaction

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def head(board: FlaskClient, path: str) -> str:
    return board.get(path).get_data(as_text=True).partition("<main")[0]


@SQLITE
def test_a_new_telephone_number_stands_around_every_page_at_once(board: FlaskClient) -> None:
    assert "0913-1112223" not in head(board, "/search?q=x")
    with transaction():
        publish("institution", "self", {"name": "新名信用社", "name_en": "New Name", "hotline": "0913-1112223"})
    assert "0913-1112223" in head(board, "/search?q=x")
    assert "New Name" in head(board, "/en/search?q=x")
    assert "新名信用社" in head(board, "/search?q=x")


@SQLITE
def test_what_is_kept_is_each_address_and_face_of_its_own_and_bounded(
    board: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert 'href="/en/search"' in head(board, "/search?q=x")
    assert 'href="/elder/search"' in head(board, "/search?q=y")
    assert 'href="/en/elder/search"' in head(board, "/en/search?q=x")
    assert 'href="/search"' in head(board, "/en/search?q=x")
    monkeypatch.setattr(frame, "MOST", 1)
    heads = [head(board, path) for path in ("/search?q=x", "/en/search?q=x", "/complain", "/search?q=x")]
    assert heads[0] == heads[3]
    assert len(set(heads)) == 3


@SQLITE
def test_an_address_with_parts_is_not_kept(board: FlaskClient) -> None:
    app: Flask = board.application
    board.get("/complain")
    before = len(app.extensions["portal.frame"])
    for code in ("610525101200", "610525102200", "nowhere"):
        board.get(f"/villages/{code}")
    assert len(app.extensions["portal.frame"]) == before
