"""How outlets told people of their loans, as the public reads it."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.portal.files.outlet import publish_outlet
from tests.support.page import judged, words

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize(
    ("face", "said"), [("", ("宣传单", "冯原村", "80")), ("/en", ("leaflet", "冯原村", "80")), ("/text", ("村广播",))]
)
def test_a_year_of_an_outlet(board: FlaskClient, face: str, said: tuple[str, ...]) -> None:
    publish_outlet()
    assert "冯原信用社" in words(judged(board.get(f"{face}/publicity")))
    page = words(judged(board.get(f"{face}/publicity/2-2026")))
    assert [word for word in said if word not in page] == []
    judged(board.get(f"{face}/publicity/2-2025"), 404)


def test_before_anything_is_published(board: FlaskClient) -> None:
    judged(board.get("/publicity"))
