"""The village poster: read from paper by a telephone and by the eye, on as many pages as it takes and no more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine

from tests.office.papers.conftest import A3, A4, IN_ENGLISH
from tests.support import reading
from tests.support.board import NOTICE
from tests.support.factories_cases import moment
from workflow.base import clock
from workflow.doors.published import read
from workflow.office.papers import poster
from workflow.office.papers.sheet import Making

pytestmark = [
    pytest.mark.usefixtures("noon", "board"),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]
VILLAGE = "610525101200"
INVITATION = "请撕一条带回家"


@pytest.fixture
def noon() -> Iterator[None]:
    """A day whose name is as long as any: how much a page holds does not hang on the day of the test."""
    with time_machine.travel(moment("2026-11-25 12:00"), tick=True):
        yield


def notice() -> read.Public:
    found = read.one("notice", NOTICE)
    assert found is not None
    return found


def pdf(making: Making = A4, **changed: Any) -> bytes:
    """The poster of the notice on the board, with parts of its payload changed."""
    record = notice()
    return poster.of_list(record, {**record.payload, **changed}, making).typeset()


def entries(many: int) -> list[dict[str, Any]]:
    rows = [{"name": f"户{n}＊", "group": f"{'一二三'[n % 3]}组", "amount": 1_000_000 + n * 100} for n in range(many)]
    return [row | {"id": str(n), "guarantee": "unsecured", "subject_to_approval": False} for n, row in enumerate(rows)]


def test_read_from_paper() -> None:
    """At 300 dots an inch a telephone finds the page, an eye the village, the last day, a masked name, an amount."""
    made = pdf()
    picture = reading.printed(made)
    codes = reading.codes(picture)
    assert codes.count(f"https://yg.example.cn/notices/{NOTICE}") == 1
    assert codes.count(f"https://yg.example.cn/villages/{VILLAGE}") == poster.STRIPS == len(codes) - 1
    seen, last = reading.recognised(picture, share=0.55), date.fromisoformat(notice().payload["last_day"])
    for text in ("冯原镇", "冯原村", f"{last.year}年{last.month}月{last.day}日", "党*娃", "50,000"):
        assert text in seen, (text, seen)


def test_it_says_how_to_object_without_a_telephone_and_what_it_rests_on() -> None:
    told, record = reading.words(pdf()), notice()
    for text in (
        "雷*民", "党*娃", "王*强", "待上级审批", "写下榜上的姓名", "冯原镇街道", "0913-6811200", "0913-6860110",
        "实施方案二(四)", "发布单位：澄城县农村信用合作联社", "村委会公告栏", f"公开存证第{record.leaf}条", "撕一条",
        "还有1条因农户不同意", f"yg.example.cn/villages/{VILLAGE}",
    ):  # fmt: skip
        assert text in told, text
    assert "50,000" in told


def test_readable_at_two_metres() -> None:
    """Sign heights in mm: what names a household is twice as tall on A3 as a book's title, on A4 no less than 5 mm."""
    for many in (3, 100):
        small, large = pdf(A4, rows=entries(many)), pdf(A3, rows=entries(many))
        assert reading.height_of(small, "户0") >= 5
        assert reading.height_of(large, "户0") >= 7
        assert reading.height_of(small, "星期") >= 7


@pytest.mark.parametrize("making", [A4, A3, IN_ENGLISH], ids=lambda making: f"{making.size}-{making.voice.language}")
def test_fixed_numbers_of_pages(making: Making) -> None:
    """The same on A3: only larger."""
    counted = {many: len(reading.pages(pdf(making, rows=entries(many)))) for many in (0, 1, 4, 60, 660)}
    assert counted == {0: 1, 1: 1, 4: 1, 60: 2, 660: 13}
    assert reading.size(pdf(making)) == ((297, 420) if making.size == "a3" else (210, 297))


def test_a_long_list_keeps_its_head_and_its_groups_on_every_page_and_its_strips_for_the_last() -> None:
    made = pdf(rows=entries(660))
    told = ["".join(page.split()) for page in reading.pages(made)]
    for number, page in enumerate(told, 1):
        assert f"第{number}页，共{len(told)}页" in page
        assert (INVITATION in page) == (number == len(told))
    for page in told[:-1]:
        assert "姓名金额（元）担保方式" in page
        assert "组" in page.partition("担保方式")[2]
    assert all(f"户{n}＊" in "".join(told) for n in range(660))
    assert len(made) < 1_000_000


def test_groups_in_the_order_of_their_numbers() -> None:
    told = reading.words(pdf(rows=entries(9)))
    assert told.index("一组") < told.index("二组") < told.index("三组")


def test_what_tells_namesakes_apart_and_a_range_for_an_amount() -> None:
    band = {"min": 1_000_000, "max": 2_000_000}
    apart = [{"zh": "配偶李＊＊", "en": "spouse"}]
    row = {"id": "1", "name": "王＊＊", "group": "一组", "band": band, "apart": apart}
    told = reading.words(pdf(rows=[row], columns=["name", "group", "amount"]))
    assert "王＊＊配偶李＊＊" in told
    assert "10,000至20,000元" in told
    assert "担保方式" not in told


def test_an_end_within_the_day_is_said() -> None:
    """The strips name the last day as one that still counts."""
    last = date.fromisoformat(notice().payload["last_day"])
    assert reading.words(pdf()).count(f"截至{last.year}年{last.month}月{last.day}日") == poster.STRIPS
    closes = clock.start_of(last).replace(hour=9).isoformat()
    assert "这一天结束之前" in reading.words(pdf())
    assert "请在这一天17:00之前提出" in reading.words(pdf(ends_at=closes))
    assert "这一天结束之前" in reading.words(pdf(ends_at=clock.end_of(last).isoformat()))


def test_english() -> None:
    told = reading.words(pdf(IN_ENGLISH))
    assert "Whoeverobjectsdoessobeforethisdayends" in told
    assert "ChengchengCountyRuralCreditUnion" in told
    assert f"yg.example.cn/en/villages/{VILLAGE}" in told


def test_the_same_bytes_on_another_day() -> None:
    """What is printed later is the same paper: its date is the notice's."""
    assert pdf() == pdf()


def test_a_list_of_which_nothing_is_shown_says_it_once() -> None:
    told = reading.words(pdf(rows=[], hidden=2))
    assert "共2条" in told
    assert "还有" not in told
    assert "没有在网上显示的条目" not in told
