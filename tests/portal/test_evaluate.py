"""The evaluation card at the public door."""

from __future__ import annotations

from flask.testing import FlaskClient

from tests.portal.conftest import Post, digits_of
from tests.support.page import judged, words
from workflow.base import clock, vault
from workflow.base.db import transaction
from workflow.doors.inbox import take
from workflow.kernel import ids

DIGITS = ids.with_check("123456789012345")
MISTYPED = DIGITS[:-1] + str((int(DIGITS[-1]) + 1) % 10)
CARD = {"receipt": ids.grouped(DIGITS), "business": "decision", "rating": "fair", "text": "等得久"}


def handed_in() -> list[dict[str, str]]:
    with transaction():
        return [each.payload for each in take.waiting("evaluation")]


def test_it_works(post: Post) -> None:
    answer = post("/evaluate", CARD)
    assert ids.is_receipt(digits_of(answer))
    judged(answer)
    [told] = handed_in()
    key = ids.receipt_key(vault.current().receipt, DIGITS)
    assert told == {"receipt_key": key, "business": "decision", "rating": "fair", "text": "等得久"}


def test_the_tick_alone_is_enough(post: Post) -> None:
    assert post("/en/evaluate", CARD | {"text": " "}).status_code == 200
    assert "text" not in handed_in()[0]


def test_what_is_wrong_stands_on_its_field_and_nothing_is_handed_in(post: Post) -> None:
    for wrong in ({"receipt": ""}, {"receipt": MISTYPED}, {"business": "bribe"}, {"rating": "superb"}):
        answer = post("/evaluate", CARD | wrong)
        assert answer.status_code == 422
        assert f'href="#{next(iter(wrong))}' in answer.get_data(as_text=True)
        assert "等得久" in answer.get_data(as_text=True)
    assert handed_in() == []


def test_the_holder_sees_how_far_it_is_and_nothing_more(post: Post) -> None:
    digits = digits_of(post("/evaluate", CARD))
    shown = {"raised": "before the leader", "filed": "Your card was read", "repeated": "that one counts"}
    for state, said in shown.items():
        with transaction():
            take.reply(ids.receipt_key(vault.current().receipt, digits), {"state": state}, at=clock.now())
        assert said in words(judged(post("/en/track", {"receipt": digits})))


def test_the_page_tells_who_reads_it(board: FlaskClient) -> None:
    page = judged(board.get("/en/evaluate"))
    assert "Your officer never sees it." in words(page)
