"""Village pages: found by town and by letter, long lists in fixed pages, lists for the village alone."""

from __future__ import annotations

import json
from datetime import timedelta
from itertools import chain
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.portal.conftest import Post, token_of
from tests.support.board import publish, publish_notice
from tests.support.page import judged, words
from workflow.base import clock
from workflow.base.db import session, transaction
from workflow.doors.inbox import receive
from workflow.doors.published import lists, write
from workflow.doors.published.models import Record
from workflow.kernel import ids
from workflow.kernel.canonical import new_salt

VILLAGE = "610525101200"
LONG = "longnotice234567"
LISTS = f"/villages/{VILLAGE}/lists"


def hrefs(page: Any) -> set[str]:
    return {link.get("href", "") for link in judged(page).iter("a")}


def test_by_town_and_by_letter(board: FlaskClient) -> None:
    letters = [href for href in hrefs(board.get("/villages")) if href.startswith("/villages/by/")]
    assert letters
    found = set().union(*(hrefs(board.get(letter)) for letter in letters))
    town = hrefs(board.get("/towns/610525101"))
    assert f"/villages/{VILLAGE}" in found & town
    assert "/towns/610525101" in hrefs(board.get("/villages"))
    judged(board.get("/villages/by/u"), 404)


def test_one_address_carries_it_all(board: FlaskClient) -> None:
    with transaction():
        publish("progress", VILLAGE, {"upto": "2026-02-28", "batch": 5, "households": 35, "accepted": 10,
                                      "granted": None}, village=VILLAGE)  # fmt: skip
    page = board.get(f"/en/villages/{VILLAGE}")
    told = words(judged(page))
    assert "at least 35" in told
    assert "fewer than 5" in told
    assert {f"/en{LISTS}", "/en/notices/standingnotice23"} <= hrefs(page)


def test_what_is_over_stands_there_as_proof_only(board: FlaskClient) -> None:
    with transaction():
        record = publish_and_find("overnotice234567", days=1, posted_on=clock.today() - timedelta(days=3))
        write.withdraw(record, why="Its period is over.", how="ended", at=clock.now())
    page = board.get(f"/en/villages/{VILLAGE}")
    assert "Notices that are over" in words(judged(page))
    assert any(href.endswith(f"/log/{record.ended_leaf}") for href in hrefs(page)), hrefs(page)
    assert "/en/notices/overnotice234567" not in hrefs(page)


def publish_and_find(key: str, **more: Any) -> Record:
    publish_notice(key, VILLAGE, "冯原村", **more)
    return session.scalars(select(Record).where(Record.key == key).order_by(Record.id.desc()).limit(1)).one()


def rows(count: int) -> list[dict[str, Any]]:
    groups = ("一组", "二组", "三组")
    return [
        {"id": f"r{n:015d}", "n": n, "name": f"王{n:03d}户", "group": groups[n * 3 // (count + 1)],
         "amount": n * 100_00, "guarantee": "unsecured", "subject_to_approval": False}
        for n in range(1, count + 1)
    ]  # fmt: skip


def long_notice(board_rows: list[dict[str, Any]]) -> None:
    payload = json.loads(publish_and_find("model23456789abc", posted_on=clock.today()).payload)
    payload |= {"id": LONG, "rows": board_rows, "page_rows": 50, "shown": len(board_rows)}
    publish("notice", LONG, payload, village=VILLAGE, valid_until=clock.today() + timedelta(days=5))


@pytest.fixture
def long(board: FlaskClient) -> FlaskClient:
    with transaction():
        long_notice(rows(660))
    return board


def shown(page: Any) -> list[str]:
    return [words(cell) for cell in judged(page).iterfind(".//th[@scope='row']")]


def test_a_long_list_has_fixed_pages(long: FlaskClient) -> None:
    pages = [shown(long.get(f"/notices/{LONG}" + (f"/{n}" if n > 1 else ""))) for n in range(1, 15)]
    assert [len(page) for page in pages] == [50] * 13 + [10]
    assert list(chain(*pages)) == [row["name"] for row in rows(660)]
    judged(long.get(f"/notices/{LONG}/15"), 404)
    assert long.get(f"/notices/{LONG}/1").status_code == 404
    assert {f"/notices/{LONG}/2", f"/notices/{LONG}/4"} <= hrefs(long.get(f"/notices/{LONG}/3"))


def test_nobody_who_turns_pages_misses_an_entry(long: FlaskClient) -> None:
    """Between two pages ten entries are taken off the first: the second begins where it always began."""
    second = shown(long.get(f"/notices/{LONG}/2"))
    with transaction():
        long_notice(rows(660)[10:])
    assert len(shown(long.get(f"/notices/{LONG}"))) == 40
    assert shown(long.get(f"/notices/{LONG}/2")) == second


def test_what_was_taken_off_is_told_with_its_proof(long: FlaskClient) -> None:
    assert "What changed since" not in words(judged(long.get(f"/en/notices/{LONG}")))
    with transaction():
        long_notice(rows(660)[3:])
    page = long.get(f"/en/notices/{LONG}")
    assert "3 entries were taken off this page." in words(judged(page))
    assert "王001户" not in page.get_data(as_text=True)


class TestListsForTheVillageAlone:
    @pytest.fixture
    def code(self, board: FlaskClient) -> str:
        publish_sealed(code := lists.new_code())
        return code

    def test_the_code_opens_them_and_nothing_keeps_them(self, portal: Flask, post: Post, code: str) -> None:
        page = post(LISTS, {"code": code})
        assert "王001户" in words(judged(page))
        assert page.headers["Cache-Control"] == "no-store"
        assert "noindex" in page.headers["X-Robots-Tag"]
        assert not [path for path in portal.wsgi_app.pages if "lists" in path]  # type: ignore[attr-defined]

    def test_a_wrong_one_says_so_and_nothing_else(self, post: Post, code: str) -> None:
        wrong = ids.with_check(f"{(int(code[:-1]) + 1) % 10**9:09d}")
        page = post(f"/en{LISTS}", {"code": wrong})
        assert "This code opens no list" in words(judged(page, 422))
        assert "王001户" not in page.get_data(as_text=True)
        assert "once more" in words(judged(post(f"/en{LISTS}", {"code": "1234567890"}), 422))

    def test_a_code_never_travels_in_an_address(self, board: FlaskClient, code: str) -> None:
        assert "王001户" not in board.get(f"{LISTS}?code={code}").get_data(as_text=True)

    def test_often_wrong_is_told(self, post: Post, code: str) -> None:
        receive.use_limits(receive.Limits(code_tries_per_hour=1))
        wrong = {"code": ids.with_check(f"{(int(code[:-1]) + 1) % 10**9:09d}")}
        post(LISTS, wrong)
        judged(post(LISTS, wrong), 429)

    def test_it_is_nowhere_else(self, board: FlaskClient, code: str) -> None:
        for page in (f"/notices/{LONG}", f"/notices/{LONG}/2"):
            judged(board.get(page), 404)
        for page in ("/notices", f"/villages/{VILLAGE}", "/search?q=王001户", "/notices.json", "/notices.csv"):
            assert LONG not in board.get(page).get_data(as_text=True)

    def test_its_entries_can_be_objected_to(self, board: FlaskClient, post: Post, code: str) -> None:
        path = next(href for href in hrefs(post(LISTS, {"code": code})) if href.startswith("/object/"))
        page = board.get(path)
        assert "王001户" not in page.get_data(as_text=True)
        told = {"standing": "household", "name": "李四", "contact": "村东", "reason": "果园已转包"}
        assert 'class="digits"' in post(path, told).get_data(as_text=True)


def publish_sealed(code: str) -> None:
    today, salt, key = clock.today(), new_salt(), lists.new_key()
    with transaction():
        whole = json.loads(publish_and_find("model23456789abc", posted_on=today).payload)
        whole |= {"id": LONG, "rows": rows(3)}
        lists.lock(VILLAGE, "village", code=code, key=key)
        face = ("id", "kind", "village", "village_name", "town", "first_day", "last_day")
        record = write.publish(
            "notice", LONG, lists.face(whole, face, salt), at=clock.now(), valid_from=today,
            valid_until=today + timedelta(days=5), village=VILLAGE, audience="village", generated=True,
        )  # fmt: skip
        lists.seal(record, whole, salt=salt, key=key)


def test_the_token_is_the_forms_own(board: FlaskClient) -> None:
    token = token_of(board.get("/complain"))
    judged(board.post(LISTS, data={"token": token, "code": lists.new_code()}), 400)
