"""Every public page in every face: sound HTML, the right words, no cookie, no script."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.support.board import NOTICE, ROW
from tests.support.page import judged

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
