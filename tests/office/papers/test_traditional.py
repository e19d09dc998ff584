"""Every public paper in traditional characters: read back from the PDF, names as names are written, small enough."""

from __future__ import annotations

import pytest

from tests.office.papers.conftest import A4, SITE
from tests.support import reading
from tests.support.board import publish
from workflow.base import clock
from workflow.base.db import transaction
from workflow.office.papers import kinds
from workflow.office.papers.sheet import Making
from workflow.office.papers.voice import ENGLISH, TRADITIONAL, Voice

pytestmark = [
    pytest.mark.usefixtures("board"),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]
IN_TRADITIONAL = Making(Voice(TRADITIONAL), "a4", SITE)
MOST = 1_000_000
#: Words that each paper holds, and what must not be left of the simplified ones.
SAID = {
    "poster": ("公示", "電話", "戶"), "plate": ("便民服務牌", "監督電話"), "card": ("客戶經理",), "duty": ("值班",),
    "disclosures": ("八公開", "監督"), "rates": ("貸款利率", "年利率"), "fees": ("收費",),
}  # fmt: skip
SIMPLIFIED = set("贷监电话户经费额项证单")


def publish_roster() -> None:
    today = clock.today().isoformat()
    told = {
        "label": {"zh": "值班表", "en": "Roster"}, "office_id": 2, "office": "冯原信用社", "phone": "", "address": "",
        "from": today, "until": today, "rule": None, "cite": "",
        "days": [{"on": today, "people": [{"name": "范后山", "window": "1号窗口", "phone": ""}]}],
    }  # fmt: skip
    with transaction():
        publish("duty", "2-2026-W48", told)


@pytest.mark.parametrize("kind", SAID)
def test_every_paper_says_it_in_traditional_characters(kind: str) -> None:
    if kind == "duty":
        publish_roster()
    made, plain = (kinds.sheet(kind, kinds.keys(kind)[0], making) for making in (IN_TRADITIONAL, A4))
    assert made is not None
    assert plain is not None
    pdf = made.typeset()
    text = reading.words(pdf)
    assert [word for word in SAID[kind] if word not in text] == []
    assert not SIMPLIFIED & set(text)
    assert len(pdf) < MOST
    assert text != reading.words(plain.typeset())
    if kind == "duty":
        assert "范后山" in text, "a name with two ways to be written stays as it is registered"


def test_it_leads_to_the_pages_of_its_language() -> None:
    sheet = kinds.sheet("plate", "610525101200", IN_TRADITIONAL)
    assert sheet is not None
    assert reading.codes(reading.printed(sheet.typeset())) == [f"{SITE}/zh-hant/villages/610525101200"]


def test_every_kind_lies_ready_in_it() -> None:
    wanted = list(kinds.wanted())
    assert {kind for kind, _key, language in wanted if language == TRADITIONAL} == {kind for kind, _key, _ in wanted}
    assert {kind for kind, _key, language in wanted if language == ENGLISH} == {"disclosures", "rates", "fees"}
