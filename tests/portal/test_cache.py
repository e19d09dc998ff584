"""Ready pages: kept while true, never longer, and never one reader's for another."""

from __future__ import annotations

import gzip
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask, request_started
from flask.testing import FlaskClient

from tests.support.board import GONE, NOTICE, publish, publish_notice
from tests.support.page import judged, words
from workflow.base import clock
from workflow.base.db import transaction

PAGE = "/villages/610525101200"


@pytest.fixture
def rendered(portal: Flask) -> list[str]:
    """The paths that the app itself had to answer."""
    paths: list[str] = []

    def note(_sender: Flask, **_more: Any) -> None:
        from flask import request

        paths.append(request.path)

    request_started.connect(note, portal, weak=False)
    return paths


def test_it_works(board: FlaskClient, rendered: list[str]) -> None:
    first, second = board.get(PAGE), board.get(PAGE)
    assert rendered == [PAGE]
    assert first.data == second.data
    assert first.headers == second.headers


def test_a_kept_page_says_how_it_may_be_kept(board: FlaskClient) -> None:
    headers = board.get(PAGE).headers
    assert headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert headers["Vary"] == "Accept-Encoding"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in headers


def test_who_has_it_already_gets_304(board: FlaskClient) -> None:
    tag = board.get(PAGE).headers["ETag"]
    for known in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        again = board.get(PAGE, headers={"If-None-Match": known})
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == tag
    assert board.get(PAGE, headers={"If-None-Match": '"other"'}).status_code == 200


def test_compressed_and_plain_are_two_things_with_two_tags(board: FlaskClient) -> None:
    plain, packed = board.get(PAGE), board.get(PAGE, headers={"Accept-Encoding": "br, gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["ETag"] != plain.headers["ETag"]
    refused = board.get(PAGE, headers={"Accept-Encoding": "gzip;q=0"})
    assert "Content-Encoding" not in refused.headers


def test_head_is_the_same_without_a_body(board: FlaskClient) -> None:
    whole, head = board.get(PAGE), board.head(PAGE)
    assert head.data == b""
    assert head.headers == whole.headers


def test_a_first_view_is_small(board: FlaskClient) -> None:
    for page in ("/", PAGE, "/products/micro_credit", "/complain"):
        body = board.get(page).data
        assert len(gzip.compress(body, 6)) <= 9 * 1024  # beside at most 6 KB of styles: 15 KB in all


def test_what_is_published_shows_at_once(board: FlaskClient, rendered: list[str]) -> None:
    before = board.get(PAGE).headers["ETag"]
    with transaction():
        publish_notice("anothernotice234", "610525101200", "冯原村", posted_on=clock.today())
    after = board.get(PAGE)
    assert after.headers["ETag"] != before
    assert "anothernotice234" in after.get_data(as_text=True)
    assert rendered == [PAGE, PAGE]


def test_what_is_published_elsewhere_costs_nothing(board: FlaskClient, rendered: list[str]) -> None:
    board.get(PAGE)
    with transaction():
        publish_notice("anothernotice234", "610525102200", "王庄村", posted_on=clock.today())
        publish("rate", "mortgage", {"label": "x", "rate": 4650, "basis": "x", "cite": "x", "from": "2026-01-01"})
    board.get(PAGE)
    assert rendered == [PAGE]


def test_a_new_day_is_a_new_page_and_what_is_over_is_gone(board: FlaskClient, rendered: list[str]) -> None:
    page = f"/notices/{NOTICE}"
    assert "雷*民" in board.get(page).get_data(as_text=True)
    with time_machine.travel(clock.now() + timedelta(days=10), tick=True):
        gone = board.get(page)
        judged(gone, 410)
        text = gone.get_data(as_text=True)
    assert not _told(text, "雷*民", "50,000")
    assert gone.headers["Cache-Control"] == "no-store"
    assert rendered == [page, page]


def test_what_ends_at_five_is_gone_at_five(board: FlaskClient, rendered: list[str]) -> None:
    """By the instant of reading: no job ran, nothing was published, another worker's kept page is no better."""
    five = clock.start_of(clock.today()) + timedelta(days=1, hours=17)
    with time_machine.travel(five - timedelta(minutes=1), tick=False):
        with transaction():
            publish_notice("endsatfive234567", "610525101200", "冯原村", posted_on=clock.today(), days=0, ends_at=five)
        own, pages = "/notices/endsatfive234567", ("/notices", PAGE)
        kept = {page: board.get(page) for page in (own, *pages)}
        assert all("endsatfive234567" in kept[page].get_data(as_text=True) for page in pages)
        assert "雷*民" in kept[own].get_data(as_text=True)
        assert board.get("/notices").headers["ETag"] == kept["/notices"].headers["ETag"]
        assert rendered.count("/notices") == 1
    with time_machine.travel(five, tick=False):
        assert board.get(own).status_code == 410
        assert "雷*民" not in board.get(own).get_data(as_text=True)
        assert own not in board.get("/notices").get_data(as_text=True)


def test_a_notice_that_is_over_shows_its_period_and_proof_only(board: FlaskClient) -> None:
    gone = board.get(f"/en/notices/{GONE}")
    root = judged(gone, 410)
    assert words(root.find(".//h1")) == "This notice is over"
    text = words(root)
    assert _told(text, "山头村", "First day", "public log") == ["山头村", "First day", "public log"]
    assert not _told(text, "雷*民", "党*娃", "王*强", "Guarantor")
    assert "noindex" in gone.headers["X-Robots-Tag"]


def _told(text: str, *parts: str) -> list[str]:
    return [part for part in parts if part in text]


def test_faces_are_kept_apart(board: FlaskClient) -> None:
    pages = {face: board.get(f"{face}{PAGE}").data for face in ("", "/en", "/elder", "/en/elder")}
    again = {face: board.get(f"{face}{PAGE}").data for face in pages}
    assert pages == again
    assert len(set(pages.values())) == 4


def test_junk_leaves_the_cache_its_size(portal: Flask, board: FlaskClient) -> None:
    board.get(PAGE)
    for number in range(50):
        board.get(f"{PAGE}?junk={number}", headers={"X-Forwarded-Host": f"evil{number}.example"})
        board.get(f"/villages/{number}")
    assert list(portal.wsgi_app.pages) == [PAGE]  # type: ignore[attr-defined]


def test_the_cache_is_bounded(portal: Flask, board: FlaskClient) -> None:
    portal.wsgi_app.most = 3  # type: ignore[attr-defined]
    for page in ("/", "/rates", "/rules", "/", "/log"):
        board.get(page)
    assert list(portal.wsgi_app.pages) == ["/rules", "/", "/log"]  # type: ignore[attr-defined]


def test_a_strange_host_gets_nothing_kept(board: FlaskClient) -> None:
    board.get(PAGE)
    strange = board.get(PAGE, headers={"Host": "evil.example"})
    assert strange.status_code == 400
    assert "evil.example" not in strange.get_data(as_text=True)
    assert board.get(PAGE, headers={"Host": "localhost:8000"}).status_code == 200


@pytest.mark.parametrize("page", ["/apply/micro_credit", "/complain", "/track", f"/notices/{GONE}", "/nothing"])
def test_what_is_one_readers_is_never_kept(portal: Flask, board: FlaskClient, page: str) -> None:
    assert board.get(page).headers["Cache-Control"] == "no-store"
    assert not portal.wsgi_app.pages  # type: ignore[attr-defined]


def test_styles_are_compressed_and_may_be_kept_for_a_while(board: FlaskClient) -> None:
    plain = board.get("/static/css/base.css")
    packed = board.get("/static/css/base.css", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 2
    assert "max-age=3600" in packed.headers["Cache-Control"]
    assert board.get("/static/css/base.css", headers={"If-None-Match": plain.headers["ETag"]}).status_code == 304
    assert board.get("/static/js/none.js").status_code == 404


def test_a_page_is_all_of_the_state_in_which_its_drawing_began(board: FlaskClient, portal: Flask) -> None:
    """What is published after that is on none of it, and on all of the next one."""
    drawn: list[str] = []

    def published(_sender: Flask, **_more: Any) -> None:
        drawn.append(PAGE)
        if len(drawn) == 1:
            with transaction():
                publish_notice("anothernotice234", "610525101200", "冯原村", posted_on=clock.today())

    with request_started.connected_to(published, portal):
        assert "anothernotice234" not in board.get(PAGE).get_data(as_text=True)
        assert "anothernotice234" in board.get(PAGE).get_data(as_text=True)
        board.get(PAGE)
    assert drawn == [PAGE, PAGE]
