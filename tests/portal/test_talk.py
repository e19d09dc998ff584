"""Talk about a complaint with nothing but its receipt: what is asked, added, and asked for once more."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.portal.conftest import Post, digits_of, token_of
from tests.portal.test_forms import COMPLAINT, payload, slips
from tests.support.page import judged
from workflow.base import clock
from workflow.base.db import transaction
from workflow.doors.inbox import receive, take

WAYS = {"/track/reply": "complaint_reply", "/track/review": "complaint_review"}


@pytest.fixture
def digits(post: Post) -> str:
    return digits_of(post("/complain", COMPLAINT))


def tell(digits: str, **standing: Any) -> None:
    with transaction():
        take.reply(receive.key_of(digits), {"complaint": {"state": "assigned", **standing}}, at=clock.now())


def send(board: FlaskClient, post: Post, path: str, digits: str, text: str) -> TestResponse:
    """The form that the tracked page holds, filled in."""
    tracked = post("/track", {"receipt": digits})
    judged(tracked)
    form = tracked.get_data(as_text=True).split(f'action="{path}"')[1]
    token = form.split('name="token" value="')[1].split('"')[0]
    return board.post(path, data={"token": token, "receipt": digits, "text": text})


@pytest.mark.parametrize(("path", "kind"), WAYS.items())
def test_words_come_to_the_complaint_without_its_digits(
    board: FlaskClient, post: Post, digits: str, path: str, kind: str
) -> None:
    tell(digits, open=path.endswith("reply"), review_until=clock.local_date(clock.now()).isoformat())
    answer = send(board, post, path, digits, "五月三号上午")
    judged(answer)
    assert payload(kind) == {"receipt_key": receive.key_of(digits), "text": "五月三号上午"}
    assert digits not in answer.get_data(as_text=True), "no receipt of its own, none to confuse with"


def test_a_question_is_read_and_its_form_stands_open(post: Post, digits: str) -> None:
    turns = [{"on": "2026-05-04", "kind": "question", "text": "是<b>哪</b>一天？"}]
    turns += [{"on": "2026-05-05", "kind": "extension", "text": "要鉴定"}]
    tell(digits, open=True, talk=turns)
    page = post("/track", {"receipt": digits}).get_data(as_text=True)
    assert "是&lt;b&gt;哪&lt;/b&gt;一天？" in page
    assert "<details open>" in page


@pytest.mark.parametrize(
    ("standing", "offered"),
    [
        ({"open": True}, {"/track/reply"}),
        ({"open": False, "review_until": "today"}, {"/track/review"}),
        ({"open": False, "review_until": "yesterday"}, set()),
        ({"open": False, "review_until": None}, set()),
    ],
)
def test_only_what_can_still_be_done_is_offered(
    post: Post, digits: str, standing: dict[str, Any], offered: set[str]
) -> None:
    today = clock.local_date(clock.now())
    days = {"today": today.isoformat(), "yesterday": (today - timedelta(days=1)).isoformat()}
    tell(digits, **standing | {"review_until": days.get(standing.get("review_until") or "")})
    page = post("/track", {"receipt": digits}).get_data(as_text=True)
    assert {path for path in WAYS if f'action="{path}"' in page} == offered


def test_the_review_stands_beside_the_first_answer(post: Post, digits: str) -> None:
    review = {"state": "reviewed", "outcome": "upheld", "answer": "确有其事", "answered_at": clock.now().isoformat()}
    tell(digits, state="answered", outcome="not_upheld", answer="不属实", open=False, review=review)
    page = post("/track", {"receipt": digits})
    judged(page)
    assert {"确有其事", "不属实"} == {words for words in ("确有其事", "不属实") if words in page.get_data(as_text=True)}


@pytest.mark.parametrize("path", WAYS)
def test_a_receipt_of_nobody_is_answered_alike(board: FlaskClient, post: Post, digits: str, path: str) -> None:
    """Whether something stands behind the digits is not told, neither by the words nor by their length."""
    tell(digits, open=True)
    pages = []
    for number, told in enumerate((digits, "0000000000000000")):
        token = token_of(board.post(path, data={"token": "", "receipt": told, "text": ""}))
        answer = board.post(path, data={"token": token, "receipt": told, "text": "x"})
        pages.append((answer.status_code, len(answer.get_data())))
        assert slips() == 2 + number
    assert pages[0] == pages[1]


@pytest.mark.parametrize("path", WAYS)
def test_nothing_said_is_a_field_error_and_a_mere_visit_leads_back(board: FlaskClient, path: str) -> None:
    stale = board.post(path, data={"token": "", "receipt": "1", "text": ""})
    judged(stale, 400)
    empty = board.post(path, data={"token": token_of(stale), "receipt": "0000 0000 0000 0000", "text": " "})
    judged(empty, 422)
    assert slips() == 0
    assert board.get(path).status_code == 303
