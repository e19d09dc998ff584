"""What the pages say: the promises of the public side, read as a villager reads them."""

from __future__ import annotations

import base64
import re
from datetime import timedelta
from xml.etree.ElementTree import Element

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.portal.conftest import Post, digits_of
from tests.support.board import GONE, NOTICE, publish
from tests.support.page import judged, words
from workflow.base import clock
from workflow.base.db import transaction
from workflow.doors.published import checkpoint as notes
from workflow.doors.published import ledger


def said(client: FlaskClient, path: str, status: int = 200) -> str:
    """The words of a page."""
    return words(judged(client.get(path), status))


def links(root: Element) -> set[str]:
    """Where a page leads."""
    return {link.get("href", "") for link in root.iter("a")}


def missing(text: str, *parts: str) -> list[str]:
    """What should stand in a text and does not."""
    return [part for part in parts if part not in text]


def test_a_product_says_conditions_papers_steps_and_times(board: FlaskClient) -> None:
    text = said(board, "/en/products/micro_credit")
    assert not missing(
        text, "5.45%", "1,000 to 50,000 yuan", "Identity cards of borrower and spouse", "to be shown",
        "Acceptance desk", "within 3 working days", "Pay nothing beyond", "example", "our default",
    )  # fmt: skip


def test_what_is_not_set_says_so(board: FlaskClient) -> None:
    assert not missing(said(board, "/en/rates"), "Mortgage loan", "not set", "Unit: %", "50% on top")
    assert not missing(said(board, "/en/rules"), "not set", "3 working days", "实施方案 二(五)", "our default")


def test_a_village_names_its_officer_with_a_number_to_dial(board: FlaskClient) -> None:
    root = judged(board.get("/villages/610525101200"))
    assert "马秋生" in words(root)
    assert "tel:09136811203" in links(root)
    assert f"/notices/{NOTICE}" in links(root)


def test_a_village_without_an_officer_says_whom_to_call(board: FlaskClient) -> None:
    root = judged(board.get("/en/villages/610525102202"))
    assert "No officer is named" in words(root)
    assert "tel:09136822400" in links(root)


def test_a_notice_shows_its_period_its_entries_and_the_way_to_object(board: FlaskClient) -> None:
    answer = board.get(f"/en/notices/{NOTICE}")
    root = judged(answer)
    parts = ("days left", "雷*民", "50,000", "subject to approval", "王*强", "1 more entry is not shown online")
    assert not missing(words(root), *parts)
    assert len([href for href in links(root) if href.startswith("/en/object/")]) == 2
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert any(meta.get("name") == "robots" for meta in root.iter("meta"))


def test_lists_of_notices_name_no_household(board: FlaskClient) -> None:
    for page in ("/notices", "/villages/610525101200", "/search?q=冯原"):
        assert "雷*民" not in said(board, page)
    assert f"/notices/{GONE}" not in links(judged(board.get("/notices")))


def test_promise_stands_beside_actual(board: FlaskClient) -> None:
    text = said(board, "/en/commitments")
    parts = ("148 cases finished", "95.3% were in time", "2 cases are open past their date", "No figures are published")
    assert not missing(text, *parts)
    assert "delayed" not in text
    with time_machine.travel(clock.now() + timedelta(days=3), tick=True):
        assert "These figures are delayed" in said(board, "/en/commitments")


def test_the_figures_have_a_twin_for_programs(board: FlaskClient) -> None:
    by_key = {row["key"]: row for row in board.get("/commitments.json").json["rows"]}
    assert by_key["reply_limit.small_loan"]["median_days"] == 2
    assert by_key["reply_limit.large_loan"]["median_days"] is None


def test_few_cases_print_no_figure(board: FlaskClient) -> None:
    few = {"key": "reply_limit.large_loan", "as_of": clock.now().isoformat(), "n": None, "median": None, "p90": None}
    few |= {"on_time": None, "open": 1, "open_overdue": 0, "longest": None, "suppressed": True, "unit": "workday"}
    with transaction():
        publish("performance", "reply_limit.large_loan", few)
    assert "Too few cases" in said(board, "/en/commitments")


def _days(text: str) -> set[str]:
    return set(re.findall(r"\d{4}-\d\d-\d\d|\d+ \w{3} \d{4}", text))


def test_no_rate_of_ours_has_a_first_day_or_a_change_on_it(board: FlaskClient) -> None:
    with transaction():
        publish("rate", "rate.ours", {
            "label": {"zh": "试贷", "en": "Trial loan"}, "rate": 5000, "basis": {"zh": "自定", "en": "set"},
            "cite": "默认", "from": "2001-01-01", "default": True,
            "past": [{"rate": 4000, "cite": "默认", "from": "2000-01-01", "default": True}],
        })  # fmt: skip
    for page in ("/en/rates", "/en/rates/history", "/en/rates/compare", "/rates.json", "/rates.csv"):
        answer = board.get(page)
        assert answer.status_code == 200, page
        assert not {"2000-01-01", "2001-01-01", "1 Jan 2000", "1 Jan 2001"} & _days(answer.get_data(as_text=True)), page
    assert "no first day known" in said(board, "/en/rates/history")


def test_no_page_invents_a_first_day_for_our_defaults(board: FlaskClient) -> None:
    """Our pack of defaults notes a day of the year 2000 for all of them, which no document says."""
    for page in ("rules", "rules/notice.roll", "commitments"):
        assert "2000" not in said(board, f"/en/{page}"), page
    assert "no first day known" in said(board, "/en/rules/notice.roll")
    assert "25 Aug 2012" in said(board, "/en/rules/stage_limit")
    by_key = {row["key"]: row["since"] for row in board.get("/rules.json").json["rows"]}
    assert (by_key["notice.roll"], by_key["stage_limit"]) == (None, "2012-08-25")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("王庄", "/villages/610525102200"),
        ("wangzhuang", "/villages/610525102200"),
        ("WANG zhuang", "/villages/610525102200"),
        ("马秋", "/officers/mq3k7v2ha5tzpw4c"),
        ("micro", "/products/micro_credit"),
        ("公告栏", f"/notices/{NOTICE}"),
    ],
)
def test_typing_a_part_finds_it(board: FlaskClient, typed: str, found: str) -> None:
    assert found in links(judged(board.get("/search", query_string={"q": typed})))


@pytest.mark.parametrize("typed", ["雷*民", "zzz", "%", "' OR 1=1", "*" * 60, " "])
def test_what_is_not_in_the_directory_is_not_found(board: FlaskClient, typed: str) -> None:
    root = judged(board.get("/en/search", query_string={"q": typed}))
    assert not [href for href in links(root) if href.startswith(("/en/villages/", "/en/notices/"))]


@pytest.mark.parametrize(("typed", "told"), [("村" * 61, "at most 60"), ("冯\x07原", "invisible")])
def test_what_cannot_be_looked_for_is_said_at_the_field(board: FlaskClient, typed: str, told: str) -> None:
    root = judged(board.get("/en/search", query_string={"q": typed}), 422)
    assert told in words(root)


def test_every_published_record_can_be_proved(board: FlaskClient) -> None:
    key, name = notes.read_verifier_key(board.get("/log/key").get_data(as_text=True))
    signed = notes.open_checkpoint(key, name, board.get("/log/checkpoint").get_data(as_text=True))
    for at in (0, signed.size - 1):
        told = board.get(f"/log/{at}.json").json
        leaf, path = ledger.leaf_hash(told["statement"].encode()), [bytes.fromhex(step) for step in told["proof"]]
        assert ledger.verify_inclusion(leaf, at, told["size"], path, signed.root)
    assert board.get(f"/log/{signed.size}.json").status_code == 404
    assert board.get("/log/99999999999999999999.json").status_code == 404


def test_machines_find_what_they_ask_for(board: FlaskClient) -> None:
    assert board.get("/livez").data == board.get("/readyz").data == b"ok\n"
    robots = board.get("/robots.txt").get_data(as_text=True)
    assert not missing(robots, "Disallow: /track", "Disallow: /en/elder/complain", "Disallow: /staff")


@pytest.mark.parametrize("path", ["/nothing", "/products/x", "/villages/1", "/towns/x", "/officers/y", "/notices/z"])
def test_what_is_not_there_is_said_in_the_readers_language(board: FlaskClient, path: str) -> None:
    assert "There is nothing here" in said(board, f"/en{path}", 404)


def test_faces_link_to_one_another(board: FlaskClient) -> None:
    root = judged(board.get("/en/villages/610525101200"))
    assert {"/villages/610525101200", "/en/elder/villages/610525101200", "/en/products"} <= links(root)
    assert "/static/css/base.css" in {link.get("href") for link in root.iter("link")}


def test_an_empty_house_still_answers(portal: Flask) -> None:
    client = portal.test_client()
    for page in ("", "products", "rates", "officers", "commitments", "notices", "rules", "log", "apply", "complain"):
        judged(client.get(f"/{page}"))
    assert client.get("/log/checkpoint").status_code == 404


def test_a_receipt_is_drawn_as_a_code_only_if_it_is_ours(board: FlaskClient, post: Post) -> None:
    page = post("/complain", {"category": "other", "text": "x", "how": "anonymous"})
    boxes = [box for box in judged(page).iter("input") if box.get("type") == "hidden"]
    hidden = {box.get("name"): box.get("value") or "" for box in boxes}
    drawn = board.post("/receipt-code", data=hidden)
    assert "<svg" in drawn.get_data(as_text=True)
    assert digits_of(drawn) == digits_of(page)
    forged = f"{hidden['signed'].rpartition('|')[0]}|{base64.b64encode(b'0' * 64).decode()}"
    judged(board.post("/receipt-code", data=hidden | {"signed": forged}), 404)
