"""What a page costs on a weak line: the first view of every public page in every face, with all that it loads."""

from __future__ import annotations

import gzip
import re
from functools import cache

import pytest
from flask import Flask
from werkzeug.test import Client, TestResponse

from portal.faces import FACES
from tests.support.walk import walk
from workflow.base import assets

FIRST_VIEW = 15 * 1024  # compressed, page and everything it loads
TEXT_RAW = 20 * 1024  # as it is
OWN = re.compile(r"/static/.+|data:,?.*|(/[a-z-]+)*/officers/[0-9a-z]{16}/photo")
SOURCE = re.compile(r'\ssrc="([^"]*)"')
LINK = re.compile(r'<link rel="(stylesheet|icon)" href="([^"]*)"')

pytestmark = pytest.mark.parametrize("working_house", ["sqlite"], indirect=True)


@pytest.fixture(scope="module")
def pages(working_house: tuple[Flask, Flask]) -> dict[str, TestResponse]:
    """Every kind of public page in every face, by its address."""
    found = walk(Client(working_house[0]), "/", each=1)
    return {path: answer for path, answer in found if answer.mimetype == "text/html"}


def _face(path: str) -> str:
    return max((prefix for prefix in FACES if f"{path}/".startswith(f"{prefix}/")), key=len)


def _loads(answer: TestResponse) -> list[str]:
    """What a browser fetches for a page: its styles, its icon, whatever has a source."""
    page = answer.get_data(as_text=True)
    return SOURCE.findall(page) + [link[1] for link in LINK.findall(page)]


@cache
def _weight_of_file(address: str) -> int:
    return len(gzip.compress((assets.folder("static") / address.removeprefix("/static/")).read_bytes(), 6))


def _weight(answer: TestResponse) -> int:
    """Page, styles and fonts as they are sent; an officer's photo comes by itself, after the words."""
    files = [address for address in _loads(answer) if address.startswith("/static/")]
    return len(gzip.compress(answer.get_data(), 6)) + sum(map(_weight_of_file, files))


def test_every_link_of_every_face_leads_somewhere(pages: dict[str, TestResponse]) -> None:
    assert {path: answer.status_code for path, answer in pages.items() if answer.status_code >= 400} == {}
    assert {_face(path) for path in pages} == set(FACES)


def test_a_first_view_is_light_in_every_face(pages: dict[str, TestResponse]) -> None:
    heavy = {path: _weight(answer) for path, answer in pages.items()}
    assert {path: weight for path, weight in heavy.items() if weight > FIRST_VIEW} == {}


def test_a_text_page_is_light_as_it_is_and_loads_next_to_nothing(pages: dict[str, TestResponse]) -> None:
    texts = {path: answer for path, answer in pages.items() if FACES[_face(path)].mode == "text"}
    assert {path: len(answer.get_data()) for path, answer in texts.items() if len(answer.get_data()) > TEXT_RAW} == {}
    assert {file for answer in texts.values() for file in _loads(answer)} == {"/static/css/text.css", "data:,"}
    assert [path for path, answer in texts.items() if b"<svg" in answer.get_data()] == []


def test_only_the_listening_face_has_a_script(pages: dict[str, TestResponse]) -> None:
    scripted = {_face(path) for path, answer in pages.items() if b"<script" in answer.get_data()}
    assert {FACES[face].mode for face in scripted} <= {"listen"}


def test_no_page_sets_a_cookie_or_asks_another_house(pages: dict[str, TestResponse]) -> None:
    assert [path for path, answer in pages.items() if "Set-Cookie" in answer.headers] == []
    loaded = {address for answer in pages.values() for address in _loads(answer)}
    assert [address for address in loaded if not OWN.fullmatch(address)] == []
