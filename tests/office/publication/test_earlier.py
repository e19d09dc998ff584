"""What earlier releases published of a committee: said again only where something else is true by now."""

from __future__ import annotations

from typing import Any

import pytest

from workflow.office.publication import concept

TITLE = {"zh": "澄城县联社贷款审查小组", "en": "Loan review committee"}
EARLIER = {"title": TITLE, "office": "澄城县联社", "members": ["袁海波", "孙玉兰"]}
SEATS = [{"name": name, "part": None, "post": ""} for name in ("袁海波", "孙玉兰")]
NOW = EARLIER | {
    "sort": "committee", "seats": SEATS, "village": None, "village_name": None, "duties": None, "cite": None,
    "from": None, "until": None,
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "before", "now", "said"),
    [
        ("panel", EARLIER, NOW, True),
        ("panel", EARLIER | {"members": ["袁海波"]}, NOW, False),
        ("panel", EARLIER, NOW | {"title": {"zh": "审贷会", "en": "Committee"}}, False),
        ("panel", EARLIER, NOW | {"sort": "rating_group"}, False),
        ("panel", EARLIER, NOW | {"seats": [SEATS[0], SEATS[1] | {"post": "主任"}]}, False),
        ("panel", NOW | {"seats": []}, NOW, False),
        ("board", EARLIER, NOW, False),
    ],
)
def test_a_record_of_an_earlier_release(kind: str, before: dict[str, Any], now: dict[str, Any], said: bool) -> None:
    assert concept.says_as_much(kind, before, now) is said
