"""What an outlet keeps before everyone's eyes, as the house publishes it."""

from __future__ import annotations

from typing import Any

from tests.support.board import publish
from workflow.base.db import transaction

_OF = {"label": {"zh": "x", "en": "x"}, "office_id": 2, "office": "冯原信用社", "cite": "实施方案 二(四)"}
ROSTER: dict[str, Any] = {
    **_OF, "phone": "0913-6811200", "address": "", "rule": None, "from": "2026-11-23", "until": "2026-11-29",
    "days": [
        {"on": "2026-11-23", "people": [{"name": "马秋生", "window": "一号窗口", "phone": "0913-6811203"}]},
        {"on": "2026-11-24", "people": []},
        {
            "on": "2026-11-25", "people": [],
            "sit_in": [
                {"name": "高主任", "where": "营业大厅", "hours": "9:00–11:30", "village_name": None, "village": None},
                {"name": "马秋生", "where": "村委会", "hours": "14:00–16:00", "village_name": "冯原村",
                 "village": "610525101200"},
            ],
        },
    ],
}  # fmt: skip
_HUNG = {"put_up_on": "2026-11-01", "inspected_on": None, "inspected_by": None, "result": None, "result_words": None}
BOARD: dict[str, Any] = {
    **_OF, "from": "2012-08-25", "default": False, "example": False, "due": None, "due_cite": "", "slots": 2, "free": 1,
    "boards": [{"code": "promise", "zh": "承诺牌", "en": "Promises", **_HUNG}],
}  # fmt: skip
DISCLOSURE: dict[str, Any] = {
    **_OF, "from": "2012-08-25", "default": False, "example": False,
    "items": [
        {
            "code": "product", "zh": "贷款品种", "en": "Loans", "ways": [
                {"code": "board", "zh": "公示牌", "en": "Wall board", "since": "2026-11-01", "due": "2012-09-15"},
                {"code": "paper", "zh": "报纸", "en": "Newspaper", "since": None, "due": None},
            ],
        },
    ],
}  # fmt: skip
TOLD: dict[str, Any] = {
    "label": {"zh": "x", "en": "x"}, "office_id": 2, "office": "冯原信用社", "year": 2026, "times": 2, "handed_out": 80,
    "items": [
        {"on": "2026-11-18", "code": "leaflet", "zh": "宣传单", "en": "leaflet", "village": "冯原村", "place": "集市",
         "audience": "赶集群众", "handed_out": 80},
        {"on": "2026-02-03", "code": "broadcast", "zh": "村广播", "en": "village loudspeaker", "village": None,
         "place": "广播室", "audience": "", "handed_out": 0},
    ],
}  # fmt: skip


def publish_outlet() -> None:
    """A roster of a week, a board that hangs, and an item that is up on one channel of two."""
    with transaction():
        publish("duty", "2-2026-W48", ROSTER)
        publish("board", "2", BOARD)
        publish("disclosure", "2", DISCLOSURE)
        publish("publicity", "2-2026", TOLD)
