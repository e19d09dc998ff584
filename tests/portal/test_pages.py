"""Every public page in every face: sound HTML, the right words, no cookie, no script."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.support.board import NOTICE, ROW, publish
from tests.support.page import judged, words
from workflow.base.db import transaction
from workflow.doors.published import read

FACES = ("", "/en", "/elder", "/en/elder")
READING = (
    "/", "/products", "/products/micro_credit", "/rates", "/officers", "/officers/mq3k7v2ha5tzpw4c",
    "/towns/610525101", "/villages/610525101200", "/villages/610525102202", "/commitments", "/notices",
    f"/notices/{NOTICE}", "/rules", "/log", "/apply", "/search?q=冯原",
)  # fmt: skip
FORMS = ("/apply/micro_credit", f"/object/{NOTICE}/{ROW}", "/complain", "/track")


@pytest.mark.parametrize("page", [*READING, *FORMS])
def test_it_works(board: FlaskClient, page: str) -> None:
    for face in FACES:
        answer = board.get(face + page)
        root = judged(answer)
        assert root.get("lang") == ("en" if face.startswith("/en") else "zh-Hans")
        assert root.get("class", "") == ("elder" if face.endswith("elder") else "")
        assert "Set-Cookie" not in answer.headers
        assert not list(root.iter("script"))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_list_of_which_nothing_is_shown_says_it_once(board: FlaskClient) -> None:
    record = read.one("notice", NOTICE)
    assert record is not None
    with transaction():
        publish("notice", NOTICE, record.payload | {"rows": [], "hidden": 2}, village="610525101200")
    told = words(judged(board.get(f"/en/notices/{NOTICE}")))
    assert "2 entries stand on the paper list alone" in told
    assert "No entry" not in told
    assert "more entr" not in told
