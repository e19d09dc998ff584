"""What a household hands in: one receipt a form, nothing typed is lost, nothing hostile gets through."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from tests.portal.conftest import Post, digits_of, token_of
from tests.support.board import GONE, NOTICE, ROW
from tests.support.page import judged, parsed, words
from workflow.base import clock
from workflow.base.db import session, transaction
from workflow.base.settings import Limits
from workflow.doors.inbox import receive, take
from workflow.doors.inbox.models import Slip
from workflow.kernel import ids

APPLICATION = {
    "village": "610525101200",
    "group": "一组",
    "name": "雷建民",
    "id_number": "６１０５２５１９７８０３１２４０１６",
    "phone": "138 9123 4567",
    "address": "冯原村一组12号",
    "amount": "3万",
    "term_months": "12",
    "purpose": "小麦化肥",
    "repayment_source": "七月卖粮",
    "guarantee": "unsecured",
    "materials": ["paper-1"],
}
OBJECTION = {"standing": "household", "name": "党文亮", "contact": "13891230000", "reason": "他不住在本村。"}
COMPLAINT = {"category": "stalling", "text": "等了一个月没有答复。", "how": "anonymous"}
FORMS: dict[str, dict[str, Any]] = {
    "/apply/micro_credit": APPLICATION, f"/object/{NOTICE}/{ROW}": OBJECTION, "/complain": COMPLAINT,
    "/track": {"receipt": "0000 0000 0000 0000"},
}  # fmt: skip
HANDED_IN = list(FORMS)[:3]


def slips() -> int:
    """How many slips there are."""
    with transaction():
        return session.scalar(select(func.count()).select_from(Slip)) or 0


def payload(kind: str) -> dict[str, Any]:
    """What the one slip of a kind says."""
    with transaction():
        [handed] = take.waiting(kind)
        return handed.payload


@pytest.mark.parametrize("path", HANDED_IN)
def test_it_works(post: Post, path: str) -> None:
    for face in ("", "/en"):
        answer = post(face + path, FORMS[path])
        judged(answer)
        assert ids.is_receipt(digits_of(answer))
        assert answer.headers["Cache-Control"] == "no-store"
    assert slips() == 2


def test_a_receipt_is_drawn_as_a_qr_code_if_it_is_ours(post: Post, board: FlaskClient) -> None:
    answer = post("/complain", COMPLAINT)
    signed = html5lib.parse(answer.get_data(as_text=True), namespaceHTMLElements=False).find(".//input[@name='signed']")
    assert signed is not None
    token = token_of(answer)
    drawn = board.post("/receipt-code", data={"token": token, "signed": signed.get("value")})
    judged(drawn)
    assert "<svg" in drawn.get_data(as_text=True)
    assert digits_of(drawn) == digits_of(answer)
    for forged in ("", "x", signed.get("value", "").replace("complaint", "objection")):
        assert board.post("/receipt-code", data={"token": token, "signed": forged}).status_code == 404
    assert board.post("/receipt-code", data={"signed": signed.get("value")}).status_code == 400


@pytest.mark.parametrize("path", HANDED_IN)
def test_the_same_form_again_is_the_same_receipt(board: FlaskClient, path: str) -> None:
    fields = {"token": token_of(board.get(path)), **FORMS[path]}
    receipts = {digits_of(board.post(path, data=fields)) for _ in range(3)}
    assert len(receipts) == 1
    assert slips() == 1


def test_an_application_is_handed_in_as_it_was_meant(post: Post) -> None:
    post("/en/apply/micro_credit", APPLICATION)
    told = payload("application")
    assert told["id_number"] == "610525197803124016"
    assert (told["amount"], told["term_months"]) == (3_000_000, 12)
    assert told["phone"] == "13891234567"
    assert told["materials"] == ["paper-1"]
    assert told["consent_publication"] is False
    assert told["language"] == "en"
    assert not {"spouse_name", "token"} & told.keys()


def test_consent_is_an_unticked_box_of_its_own(board: FlaskClient, post: Post) -> None:
    page = judged(board.get("/apply/micro_credit"))
    boxes = [box for box in page.iter("input") if box.get("type") == "checkbox"]
    assert boxes
    assert not any("checked" in box.attrib for box in boxes)
    post("/apply/micro_credit", APPLICATION | {"consent_publication": "y"})
    told = payload("application")
    assert told["consent_publication"] is True
    assert told["consent_text_version"]


def test_without_a_name_none_is_handed_in(post: Post) -> None:
    post("/complain", COMPLAINT | {"name": "雷建民", "contact": "13891234567"})
    told = payload("complaint")
    assert told == {"anonymous": True, "category": "stalling", "text": COMPLAINT["text"]}


def test_a_named_complaint_needs_the_name(post: Post) -> None:
    answer = post("/complain", COMPLAINT | {"how": "named"})
    page = judged(answer, 422)
    assert len([box for box in page.iter("input") if box.get("aria-invalid")]) == 2


def test_a_complaint_links_a_case_without_its_digits(post: Post) -> None:
    digits = digits_of(post("/apply/micro_credit", APPLICATION))
    post("/complain", COMPLAINT | {"receipt": ids.grouped(digits), "office": "2"})
    told = payload("complaint")
    assert told["receipt_key"] == receive.key_of(digits)
    assert told["office"] == "2"
    assert digits not in str(told)


@pytest.mark.parametrize("path", list(FORMS))
def test_a_page_open_too_long_keeps_what_was_typed(board: FlaskClient, path: str) -> None:
    old = token_of(board.get(path))
    with time_machine.travel(clock.now() + timedelta(hours=13), tick=True):
        late = board.post(path, data={"token": old, **FORMS[path]})
        judged(late, 400)
        assert slips() == 0
        again = board.post(path, data={"token": token_of(late), **FORMS[path]})
    assert again.status_code in (200, 422)
    kept = late.get_data(as_text=True)
    assert all(value in kept for value in FORMS[path].values() if isinstance(value, str))


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "\0", "W10.aa.bb"])
def test_a_forged_token_hands_nothing_in(board: FlaskClient, token: str) -> None:
    judged(board.post("/complain", data={"token": token, **COMPLAINT}), 400)
    foreign = token_of(board.get("/track"))
    judged(board.post("/complain", data={"token": foreign, **COMPLAINT}), 400)
    assert slips() == 0


def test_a_post_from_another_site_hands_nothing_in(post: Post) -> None:
    judged(post("/complain", COMPLAINT, headers={"Sec-Fetch-Site": "cross-site"}), 400)
    assert slips() == 0


ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # engines make no difference here
BODIES = {
    "application/x-www-form-urlencoded": b"\xff\xff=\xfe",
    "application/json": b"{}",
    "multipart/form-data; boundary=x": b"--x",
    "text/plain": b"token=1",
}
HOSTILE = {
    "control": "雷\x07建民",
    "nul": "雷\0建民",
    "right to left": "雷\u202e建民",
    "zero width": "雷\u200b建民",
    "filler": "\u3164\u3164",
    "broken": b"\xff\xfe\xe9",
    "replacement": "\ufffd",
    "surrogate": "%ED%A0%80",
    "long": "雷" * 20_000,
    "blank": " \t ",
    "markup": "<script>alert(1)</script>",
    "quote": '"><img src=x onerror=alert(1)>',
    "template": "{{ 7*7 }}{% raw %}",
    "sql": "'; DROP TABLE slip; --",
    "formula": "=1+1",
    "percent": "%(name)s %s %n",
    "path": "../../etc/passwd",
    "number": "9" * 5000,
    "negative": "-1",
    "exponent": "1e9",
    "infinity": "inf",
    "fraction": "0.001",
    "other digits": "٣٤٥",
    "newlines": "a\r\n\r\nb\u2028c",
    "emoji": "👨‍👩‍👧‍👦" * 5,
    "combining": "a" + "\u0301" * 300,
}
FREE = {"group", "name", "address", "purpose", "repayment_source", "contact", "reason", "text", "about"}


@ON_SQLITE
@pytest.mark.parametrize("path", list(FORMS))
def test_hostile_input_is_a_field_error_or_harmless(board: FlaskClient, path: str) -> None:
    """In every field at once, then only where any words may stand, so that the rest lets it through to the slip."""
    receive.use_limits(Limits(filings_per_hour_address=1000, lookups_per_hour=1000))
    for name, value in HOSTILE.items():
        token = token_of(board.get(path))
        for fields in (set(FORMS[path]), FREE & set(FORMS[path])):
            answer = board.post(path, data={"token": token, **FORMS[path], **dict.fromkeys(fields, value)})
            assert answer.status_code in (200, 413, 422) or name == "broken", (name, answer.status)
            _check_harmless(answer, name, kept=bool(fields) and answer.status_code == 422)


def _check_harmless(answer: TestResponse, name: str, *, kept: bool) -> None:
    like_ours = name in ("template", "percent")  # kept as typed it looks like a leftover of a template of ours
    root = parsed(answer.get_data(as_text=True)) if like_ours else judged(answer, answer.status_code)
    assert not [element for tag in ("script", "img") for element in root.iter(tag)], name
    assert "49" not in words(root.find(".//h1")), name
    if kept and name in ("markup", "quote", "template", "sql"):
        assert HOSTILE[name] in _typed(root), name


def _typed(root: Element) -> list[str]:
    boxes = [box.get("value") or "" for box in root.iter("input")]
    return boxes + ["".join(area.itertext()).strip() for area in root.iter("textarea")]


@ON_SQLITE
@pytest.mark.parametrize("path", list(FORMS))
def test_wrong_shapes_never_break_it(board: FlaskClient, path: str) -> None:
    token, fields = token_of(board.get(path)), FORMS[path]
    twice = {"token": token, **{name: [value, value] for name, value in fields.items() if isinstance(value, str)}}
    judged(board.post(path, data=twice), 422)
    judged(board.post(path, data={"token": token}), 422)
    judged(board.post(path, data={}), 400)
    judged(board.post(path, data={"token": token, **{f"f{n}": "x" for n in range(1000)}}), 413)
    for kind, body in BODIES.items():
        judged(board.post(path, data=body, content_type=kind), 400)
    judged(board.post(path, data={"token": token, "text": "x" * 10_000_000}), 413)
    for method in (board.put, board.delete, board.patch):
        judged(method(path), 405)
    assert slips() == 0


@pytest.mark.parametrize("path", HANDED_IN)
def test_a_used_up_quota_keeps_what_was_typed(board: FlaskClient, post: Post, path: str) -> None:
    receive.use_limits(Limits(filings_per_hour_address=1))
    assert post(path, FORMS[path]).status_code == 200
    refused = post(path, FORMS[path])
    judged(refused, 429)
    kept = refused.get_data(as_text=True)
    assert all(value in kept for value in FORMS[path].values() if isinstance(value, str))
    assert slips() == 1
    other = board.post(path, data={"token": token_of(refused), **FORMS[path]}, environ_base={"REMOTE_ADDR": "10.0.0.9"})
    assert other.status_code == 200


@pytest.mark.parametrize("path", HANDED_IN)
def test_whoever_shares_an_address_with_a_crowd_passes_after_a_little_while(board: FlaskClient, path: str) -> None:
    receive.use_limits(Limits(filings_per_hour_address=0, slow_seconds=60))
    with time_machine.travel(datetime.now(UTC), tick=False) as now:
        told = {"token": token_of(board.get(f"/en{path}"))} | FORMS[path]
        early = board.post(f"/en{path}", data=told)
        assert "once more in 60 seconds" in words(judged(early, 429))
        now.shift(60)
        again = {"token": token_of(early)} | FORMS[path]
        assert ids.is_receipt(digits_of(board.post(f"/en{path}", data=again)))


def test_an_objection_names_its_entry(post: Post) -> None:
    post(f"/object/{NOTICE}/{ROW}", OBJECTION)
    told = payload("objection")
    assert (told["notice"], told["row"], told["in_writing"]) == (NOTICE, ROW, True)


def test_an_objection_after_the_end_says_that_it_becomes_a_complaint(board: FlaskClient, post: Post) -> None:
    page = board.get(f"/en/object/{GONE}/{ROW}")
    text = words(judged(page))
    assert "taken as a complaint" in text
    assert "雷*民" not in text
    assert ids.is_receipt(digits_of(post(f"/object/{GONE}/{ROW}", OBJECTION)))


@pytest.mark.parametrize("path", [f"/object/{NOTICE}/nosuchrow", f"/object/nosuch/{ROW}", "/apply/nosuch"])
def test_what_is_not_there_cannot_be_handed_in(board: FlaskClient, path: str) -> None:
    judged(board.get(path), 404)
    judged(board.post(path, data={}), 404)


@pytest.mark.parametrize(
    ("typed", "status"),
    [("8306442719950214", 422), ("", 422), ("123", 422), ("abc", 422), ("0000000000000000", 422)],
)
def test_a_wrong_digit_is_named_and_nothing_is_told(post: Post, typed: str, status: int) -> None:
    page = judged(post("/en/track", {"receipt": typed}), status)
    assert words(page.find(".//h1")) == "My receipt"
    assert typed in {box.get("value") for box in page.iter("input")}


def test_the_holder_of_a_receipt_sees_what_became_of_it(post: Post) -> None:
    digits = digits_of(post("/apply/micro_credit", APPLICATION))
    received = judged(post("/en/track", {"receipt": ids.grouped(digits)}))
    assert "It is stamped" in words(received)
    with transaction():
        gaps = [{"zh": "户口簿", "en": "Household register", "state": "missing", "note": ""}]
        told = {"state": "incomplete", "number": "2026-000001", "items": gaps, "amount": 3_000_000}
        take.reply(receive.key_of(digits), told | {"product": "micro_credit"}, at=clock.now())
    answer = post("/en/track", {"receipt": digits})
    text = words(judged(answer))
    assert [part for part in ("Household register", "2026-000001", "30,000 yuan") if part not in text] == []
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("state", ["accepted", "refused", "posted", "replaced", "something new"])
def test_any_state_is_said(post: Post, state: str) -> None:
    digits = digits_of(post("/complain", COMPLAINT))
    with transaction():
        reply = {"complaint": {"state": state, "answer": "一\n二", "outcome": "partly"}, "reason": "x"}
        take.reply(receive.key_of(digits), reply, at=clock.now())
    judged(post("/track", {"receipt": digits}))


def test_look_ups_are_counted_too(post: Post) -> None:
    receive.use_limits(Limits(lookups_per_hour=2))
    for status in (422, 422, 429):
        judged(post("/track", {"receipt": "0000000000000000"}), status)


def test_consent_is_taken_back_with_the_receipt(board: FlaskClient, post: Post) -> None:
    digits = digits_of(post("/apply/micro_credit", APPLICATION))
    assert "/track/consent" not in post("/track", {"receipt": digits}).get_data(as_text=True)
    for consented in (False, True):
        with transaction():
            take.add_to_reply(receive.key_of(digits), {"consented": consented}, at=clock.now())
        page = post("/track", {"receipt": digits})
        assert ("/track/consent" in page.get_data(as_text=True)) is consented
    fields = {"token": token_of(page), "receipt": digits}
    answer = board.post("/track/consent", data=fields)
    judged(answer)
    assert payload("consent_withdrawal") == {"receipt_key": receive.key_of(digits)}
    assert board.get("/track/consent").status_code == 303


def test_nothing_of_the_content_is_in_log_or_address(post: Post, capfd: pytest.CaptureFixture[str]) -> None:
    answer = post("/apply/micro_credit", APPLICATION)
    digits = digits_of(answer)
    post("/track", {"receipt": digits})
    said = "".join(capfd.readouterr())
    assert digits not in said
    assert "雷建民" not in said
    links = [link.get("href", "") for link in judged(answer).iter("a")]
    assert not any(digits in link for link in links)
