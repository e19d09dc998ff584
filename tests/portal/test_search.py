"""The search page: narrowed, marked, paged; a kept answer is never an old one."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from portal.answers import Answer, Answers
from tests.support.board import NOTICE, publish
from tests.support.page import judged, words
from workflow.base import clock
from workflow.base.db import transaction

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def text(board: FlaskClient, path: str = "/en/search", **asked: str) -> str:
    return words(judged(board.get(path, query_string=asked)))


def test_results_are_marked_and_can_be_narrowed(board: FlaskClient) -> None:
    root = judged(board.get("/search", query_string={"q": "冯原"}))
    assert {words(mark) for mark in root.iter("mark")} == {"冯原"}
    hrefs = [link.get("href") or "" for link in root.iter("a")]
    assert any("kind=village" in href for href in hrefs)
    assert "王庄村" not in text(board, q="冯原", kind="village")


@SQLITE
def test_what_is_found_leads_to_where_it_stands(board: FlaskClient) -> None:
    with transaction():
        title = {"zh": "冯原贷款审查小组", "en": "Loan review committee, 冯原"}
        publish("panel", "7", {"title": title, "members": ["王秀兰"], "office": "冯原信用社"})
        ways = [{"zh": "举报箱", "en": "Report box"}, {"zh": "举报电话", "en": "Hotline"}]
        publish("supervision", "self", {"channels": ways, "hotline": "0913-6890000", "people": [], "sanctions": []})
    for asked, href in (("审查小组", "/panels#7"), ("王秀兰", "/panels#7"), ("举报", "/supervision")):
        root = judged(board.get("/search", query_string={"q": asked}))
        assert href in {link.get("href") for link in root.iter("a")}


@SQLITE
def test_a_rule_is_told_with_its_unit(board: FlaskClient) -> None:
    label = {"zh": "公示照片存档期限", "en": "How long photos of lists are kept"}
    with transaction():
        told = {"label": label, "text": {"zh": "24", "en": "24"}, "unit": "month", "set": True}
        publish("rules", "photos.kept", told | {"key": "photos.kept"})
    assert "Our rules · 24 months" in text(board, q="photos of lists")
    assert "我们的规定 · 24 个月" in text(board, "/search", q="公示照片存档")


@SQLITE
def test_what_is_published_meanwhile_is_in_a_kept_answer_too(board: FlaskClient) -> None:
    assert "Nothing was found" in text(board, q="新来")
    with transaction():
        publish("village", "9001", {"code": "9001", "name": "新来村", "town": "冯原镇"}, village="9001")
    assert "新来村" in text(board, q="新来")


@SQLITE
def test_a_new_day_is_a_new_answer(board: FlaskClient) -> None:
    assert NOTICE in board.get("/search?q=公告栏").get_data(as_text=True)
    with time_machine.travel(clock.now() + timedelta(days=10), tick=True):
        assert NOTICE not in board.get("/search?q=公告栏").get_data(as_text=True)


@SQLITE
def test_an_answer_goes_at_its_instant_and_the_oldest_for_the_newest(board: FlaskClient) -> None:
    answers, made = Answers(most=2), []

    def asked(question: str, *, until: int | None = None, kept: bool = True) -> str:
        def make() -> Answer:
            made.append(question)
            return Answer(question * 2, clock.now() + timedelta(seconds=until) if until else None, kept)

        return answers.get(question, make)

    assert [asked("a"), asked("a"), asked("b", until=60), asked("b"), asked("c", kept=False), asked("c", kept=False)]
    assert made == ["a", "b", "c", "c"]
    with time_machine.travel(clock.now() + timedelta(seconds=61), tick=True):
        asked("b")
    asked("d")
    asked("a")
    assert made == ["a", "b", "c", "c", "b", "d", "a"]


def test_a_kind_that_is_not_listed_has_no_page(board: FlaskClient) -> None:
    assert board.get("/search?q=冯原&kind=household").status_code == 404
