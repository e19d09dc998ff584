"""The faces of a page: four modes in three languages, each at an address of its own that its links keep."""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal import faces
from portal.text import parts
from tests.portal.conftest import Post
from tests.support.board import NOTICE, ROW, publish
from tests.support.page import judged, words
from workflow.base.db import transaction

VILLAGE = "/villages/610525101200"
PAGES = ("/", VILLAGE, "/rules", f"/notices/{NOTICE}", "/complain", "/track", "/no-such-page")
MANY = 300
FILE = re.compile(r"\.[a-z]+$")  # files have a language, but no mode

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def links(root: Element) -> list[str]:
    return [link.get("href", "") for link in root.iter("a")]


@pytest.mark.parametrize("face", faces.FACES.values(), ids=lambda face: face.prefix or "normal")
def test_every_page_in_every_face(board: FlaskClient, face: faces.Face) -> None:
    for page in PAGES:
        root = judged(board.get(face.prefix + page), 404 if page == "/no-such-page" else 200)
        assert root.get("lang") == face.language.replace("_", "-")
        inside = [href for href in links(root) if href.startswith("/")]
        switched = {other.prefix + page for other in faces.FACES.values() if other != face}
        astray = [
            href
            for href in inside
            if not href.startswith(f"{face.prefix}/") and href not in switched and not FILE.search(href)
        ]
        assert astray == []


@pytest.mark.parametrize("face", faces.FACES.values(), ids=lambda face: face.prefix or "normal")
def test_every_page_leads_to_the_other_languages_and_modes(board: FlaskClient, face: faces.Face) -> None:
    shown = set(links(judged(board.get(face.prefix + "/rules"))))
    wanted = {
        other.prefix + "/rules"
        for other in faces.FACES.values()
        if other != face
        and (other.mode == face.mode or (other.language == face.language and other.mode != faces.LISTEN))
    }
    assert wanted <= shown


def test_search_engines_learn_of_each_language_and_list_one_mode(board: FlaskClient) -> None:
    for prefix in ("", "/elder", "/text", "/listen"):
        root = judged(board.get(f"/zh-hant{prefix}/rules"))
        found = {link.get("hreflang"): link.get("href") for link in root.iter("link") if link.get("hreflang")}
        site = "http://127.0.0.1:8000"
        assert found == {
            "zh-Hans": f"{site}/rules", "zh-Hant": f"{site}/zh-hant/rules", "en": f"{site}/en/rules",
            "x-default": f"{site}/rules",
        }  # fmt: skip
        assert [link.get("href") for link in root.iter("link") if link.get("rel") == "canonical"] == [
            f"{site}/zh-hant/rules"
        ]
    gone = judged(board.get("/no-such-page"), 404)
    assert [link for link in gone.iter("link") if link.get("rel") in ("canonical", "alternate")] == []


def test_traditional_pages_say_words_and_names_as_they_are_written(board: FlaskClient) -> None:
    root = judged(board.get("/zh-hant" + VILLAGE))
    text = words(root)
    assert "您的客戶經理：马秋生" in text  # 秋 may be 鞦: the name stays as it is registered
    assert "馮原" in text
    assert "申請貸款" in text
    assert "tel:09136811203" in links(root)
    assert f"/zh-hant/notices/{NOTICE}" in links(root)
    assert "简体中文" in text


def test_what_was_typed_comes_back_as_it_was_typed(board: FlaskClient, post: Post) -> None:
    page = post("/zh-hant/complain", {"text": "柜台的里面", "name": "范后里", "how": "named"})
    root = judged(page, 422)
    assert [box.get("value") for box in root.iter("input") if box.get("name") == "name"] == ["范后里"]
    assert next("".join(box.itertext()).strip() for box in root.iter("textarea")) == "柜台的里面"


def test_large_type_offers_less_and_the_way_home_and_the_telephone_first(board: FlaskClient) -> None:
    normal, large = judged(board.get("/")), judged(board.get("/elder/"))
    head = large.find("body/header")
    assert head is not None
    assert links(head)[:2] == ["/elder/", "tel:0913-6890000"] or "tel:" in links(head)[1]
    assert {"/elder/", "/listen/"} <= set(links(head))
    assert len(links(large.find("body/main") or large)) < len(links(normal.find("body/main") or normal))


@pytest.fixture
def long_board(board: FlaskClient) -> FlaskClient:
    with transaction():
        for number in range(MANY):
            payload: dict[str, Any] = {"name": f"员{number:03}", "office": "冯原信用社", "phone": f"0913-{number:07}"}
            publish("officer", f"o{number:03}", payload | {"villages": [], "duties": {"zh": "信贷", "en": "credit"}})
    return board


def test_a_long_text_page_comes_in_parts(long_board: FlaskClient, portal: Flask) -> None:
    address, told, seen = "/text/officers", "", []
    while address:
        answer = long_board.get(address)
        assert len(answer.get_data()) <= 20 * 1024
        root = judged(answer)
        told += words(root.find("body/main"))
        seen.append(address)
        address = next((link.get("href", "") for link in root.iter("a") if link.get("rel") == "next"), "")
    assert len(seen) > 2
    assert seen[:2] == ["/text/officers", "/text/officers~2"]
    assert [number for number in range(MANY) if told.count(f"员{number:03}") != 1] == []
    assert set(seen) <= set(portal.wsgi_app.pages)  # type: ignore[attr-defined]
    beyond = f"/text/officers~{len(seen) + 1}"
    judged(long_board.get(beyond), 404)
    assert beyond not in portal.wsgi_app.pages  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "address", ["/officers~2", "/text/officers~1", "/text/officers~02", "/text/officers~0", "/text/livez~2", "/text/~9"]
)
def test_there_are_no_other_parts(board: FlaskClient, address: str) -> None:
    assert board.get(address).status_code == 404


def test_forms_work_in_text(post: Post) -> None:
    answer = post(
        f"/text/object/{NOTICE}/{ROW}", {"standing": "household", "name": "王", "contact": "x", "reason": "不实"}
    )
    root = judged(answer)
    assert "回执" in words(root)
    assert {href for href in links(root) if href.startswith("/")} >= {"/text/track"}
    assert parts.MOST_BYTES < 20 * 1024
