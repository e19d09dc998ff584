"""Who decides together, as anyone reads it: groups with parts and terms, panels at their villages, what is missing."""

from __future__ import annotations

import csv
import io

import pytest
from flask.testing import FlaskClient

from tests.support.board import publish
from tests.support.page import judged, words
from workflow.base.db import transaction

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

LEADER = {"zh": "组长", "en": "group leader"}
OPEN = {"village": None, "village_name": None, "duties": None, "cite": None, "from": None, "until": None}


def body(title: str, sort: str, *names: str, **more: object) -> dict[str, object]:
    seats = [{"name": name, "part": None if sort == "committee" else LEADER, "post": ""} for name in names]
    told = {"title": {"zh": title, "en": title}, "office": "冯原信用社", "sort": sort, "members": list(names)}
    return {**told, "seats": seats, **OPEN, **more}


def publish_bodies(village: str) -> None:
    term = {"from": "2026-05-19", "until": "2029-05-19", "duties": "跟踪风险贷款", "cite": "实施方案 二（三）"}
    with transaction():
        publish("panel", "2", body("贷款审查小组", "committee", "袁海波"))
        publish("panel", "2-risk_group", body("风险管理小组", "risk_group", "曹建设", **term))
        publish("panel", "v-abc", body("村评议小组", "village", "权长有", village=village, village_name="冯原村"))


@pytest.fixture
def village(board: FlaskClient) -> str:
    rows = board.get("/villages.json").get_json()["rows"]
    publish_bodies(rows[0]["code"])
    return str(rows[0]["code"])


def test_groups_stand_at_their_office_and_panels_at_their_villages(board: FlaskClient, village: str) -> None:
    listed = judged(board.get("/panels"))
    links = [link.get("href") for link in listed.iter("a")]
    assert {"/panels/2#2-risk_group", f"/villages/{village}#v-abc"} <= set(links)
    judged(board.get("/panels/7"), 404)
    page = words(judged(board.get("/panels/2")))
    assert [word for word in ("袁海波", "曹建设", "组长", "跟踪风险贷款", "2029年5月19日") if word not in page] == []
    assert "权长有" not in page
    assert "权长有" in words(judged(board.get(f"/villages/{village}")))


def test_rows_say_part_and_term(board: FlaskClient, village: str) -> None:
    rows = {row["key"]: row for row in board.get("/panels.json").get_json()["rows"]}
    risk = rows["2-risk_group"]
    assert (risk["sort"], risk["term_from"], risk["term_until"]) == ("risk_group", "2026-05-19", "2029-05-19")
    assert risk["seats"] == [{"name": "曹建设", "part": LEADER, "post": ""}]
    assert rows["v-abc"]["village"] == village
    table = list(csv.reader(io.StringIO(board.get("/panels.csv").get_data(as_text=True))))
    assert [row for row in table if "2-risk_group" in row and "曹建设" in row]


def test_what_was_published_before_there_were_parts_still_reads(board: FlaskClient) -> None:
    with transaction():
        publish("panel", "9", {"title": {"zh": "审查小组", "en": "Committee"}, "office": "城关", "members": ["王秀兰"]})
    assert "王秀兰" in words(judged(board.get("/panels/9")))


def test_the_table_of_what_must_be_public_counts_them(board: FlaskClient, village: str) -> None:
    names = ("rating_group", "risk_group")
    hung = {"put_up_on": "2026-05-19", "inspected_on": None, "inspected_by": None, "result": None, "result_words": None}
    boards = [{"code": code, "zh": code, "en": code, **hung} for code in names]
    told = {"office_id": 2, "office": "冯原信用社", "due": "2026-09-15", "due_cite": "", "slots": 2, "free": 0}
    source = {"cite": "实施方案", "from": "2012-08-25", "default": False, "example": False}
    item = {"code": "products", "zh": "贷款种类", "en": "Loan kinds", "ways": []}
    with transaction():
        publish("board", "2", {"label": {"zh": "公示牌", "en": "Boards"}, **told, "boards": boards, **source})
        publish("disclosure", "2", {"label": {"zh": "公开", "en": "Open"}, **told, "items": [item], **source})
    assert "1 missing" in words(judged(board.get("/en/disclosures")))
    hanging = judged(board.get("/en/boards/2"))
    assert "members not named" in words(hanging)
    assert "/en/panels/2#2-risk_group" in [link.get("href") for link in hanging.iter("a")]
