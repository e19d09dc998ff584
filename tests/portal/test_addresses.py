"""Addresses stand on paper, in other people's programs and in search engines: they answer for ever.

`tests/house/kept_urls.txt` holds one of every kind. A line is never taken out; who renames a page leaves a permanent
redirect behind.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from portal.faces import FACES

KEPT = (Path(__file__).parents[1] / "house" / "kept_urls.txt").read_text().split()
PERMANENT = (301, 308)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_address_answers_or_leads_on_for_ever(board: FlaskClient) -> None:
    for path in KEPT:
        with board.get(path) as answer:
            if answer.status_code in PERMANENT:
                assert board.get(answer.headers["Location"]).status_code == 200, path
            else:
                assert answer.status_code == 200, path


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_they_answer_in_every_face_too(board: FlaskClient) -> None:
    pages = [path for path in KEPT if path.count("/") == 1 and "." not in path]
    for prefix in FACES:
        assert [path for path in pages if board.get(prefix + path).status_code != 200] == [], prefix
