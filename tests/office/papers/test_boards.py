"""Boards, plates and cards say what is published, in the language asked for, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.office.papers.conftest import A3, A4, IN_ENGLISH
from tests.support import reading
from tests.support.board import publish
from workflow.base import clock
from workflow.base.db import transaction
from workflow.doors.published import read
from workflow.office.papers import boards, disclosures, kinds, officers
from workflow.office.papers.sheet import Making, Sheet
from workflow.policy.money import percent

pytestmark = [
    pytest.mark.usefixtures("board"),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]
PHOTO = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="  # one pixel
)


def told(sheet: Sheet | None) -> str:
    assert sheet is not None
    made = sheet.typeset()
    assert len(made) < 300_000
    assert made == sheet.typeset()
    return reading.words(made)


def test_every_rate_with_its_figure() -> None:
    chinese, english = told(boards.rates(A4)), told(boards.rates(IN_ENGLISH))
    for record in read.in_force("rate"):
        payload = record.payload
        figure = "未设定" if payload["rate"] is None else f"{percent(payload['rate'])}%"
        assert payload["label"]["zh"].replace(" ", "") in chinese
        assert payload["label"]["en"].replace(" ", "") in english
        assert figure in chinese
    assert "谁多收您的钱，都不要给" in chinese
    assert "Annualrate" in english


def test_no_board_invents_a_first_day_for_a_default_of_ours() -> None:
    with transaction():
        publish("rate", "rate.ours", {
            "label": {"zh": "试贷", "en": "Trial loan"}, "rate": 5000, "basis": {"zh": "自定", "en": "set"},
            "cite": "默认", "from": "2000-01-01", "default": True,
        })  # fmt: skip
    chinese, english = told(boards.rates(A4)), told(boards.rates(IN_ENGLISH))
    assert ("2000年" in chinese, "起始日不详" in chinese) == (False, True)
    assert ("2000" in english, "nofirstdayknown" in english) == (False, True)


def test_fees_or_that_there_are_none() -> None:
    chinese = told(boards.fees(A4))
    for record in read.in_force("fee"):
        assert record.payload["label"]["zh"].replace(" ", "") in chinese
        assert record.payload["standard"]["zh"].replace(" ", "") in chinese
    assert ("没有收费" in chinese) == (not read.in_force("fee"))


def test_an_item_of_a_price_list_with_its_code() -> None:
    text = {"zh": "每份20元", "en": "20 yuan each"}
    with transaction():
        publish("fee", "fee.9", {
            "label": {"zh": "资信证明", "en": "Certificate"}, "standard": text, "cite": "价目表", "code": "211030001",
            "collector": {"zh": "柜台", "en": "the counter"}, "basis": {"zh": "发改价格[2014]268号", "en": "No. 268"},
        })  # fmt: skip
    chinese = told(boards.fees(A4))
    for part in ("211030001资信证明", "每份20元", "柜台", "发改价格[2014]268号"):
        assert part in chinese


def test_the_eight_disclosures_on_one_sheet() -> None:
    sheet = disclosures.sheet(A3)
    assert sheet is not None
    made = sheet.typeset()
    assert reading.size(made) == (420, 297)
    words = reading.words(made)
    titles = ("一、贷款", "二、条件", "三、办理流程", "四、利率", "五、收费", "六、客户经理", "七、监督", "八、")
    assert [title for title in titles if title not in words] == []
    for officer in read.in_force("officer"):
        assert officer.payload["phone"] in words
    assert "1.Loans" in told(disclosures.sheet(IN_ENGLISH))


def test_a_village_plate_names_officer_loans_and_supervision() -> None:
    record = read.one("village", "610525101200")
    assert record is not None
    words = told(officers.plate(record, A4))
    for part in ("冯原镇冯原村", "马秋生", "0913-6811203", "冯原信用社", "0913-6860110", "一组、二组"):
        assert part in words, part


@pytest.mark.parametrize("making", [A4, A3, IN_ENGLISH], ids=lambda making: f"{making.size}-{making.voice.language}")
@pytest.mark.parametrize("more", [0, 13])
def test_a_plate_and_the_eight_disclosures_are_one_sheet_in_any_language(making: Making, more: int) -> None:
    """Also with some more promises, the longest ones: what hangs in a village has no second sheet to turn to."""
    days = {"days": 15, "unit": "workday", "text": []}
    label = {"zh": "对不予受理的申请书面说明原因", "en": "Time limit for telling in writing why it was refused"}
    with transaction():
        for number in range(more):
            publish("commitment", f"more.{number}", days | {"label": label, "order": number, "cite": "示例"})
    record, board = read.one("village", "610525101200"), disclosures.sheet(making)
    assert record is not None
    assert board is not None
    (plate,) = reading.pages(officers.plate(record, making).typeset())
    assert "0913-6860110" in plate
    assert len(reading.pages(board.typeset())) == 1


def test_the_address_behind_a_code_can_be_typed() -> None:
    record = read.one("village", "610525101200")
    assert record is not None
    assert "yg.example.cn/villages/610525101200" in told(officers.plate(record, A4))
    assert "yg.example.cn/en/rates" in told(boards.rates(IN_ENGLISH))


def test_a_village_without_an_officer_has_its_office() -> None:
    record = next(each for each in read.in_force("village") if each.payload["officer"] is None)
    words = told(officers.plate(record, A4))
    assert "目前没有指定客户经理" in words
    assert record.payload["office"] in words


def test_the_officers_photo_stands_on_the_plate() -> None:
    officer = next(each for each in read.in_force("officer") if each.payload["name"] == "马秋生")
    with transaction():
        publish("photo", officer.key, {"type": "image/png", "width": 1, "height": 1, "data": PHOTO})
    record = read.one("village", "610525101200")
    assert record is not None
    sheets = [officers.plate(record, A4), officers.card(officer, A4)]
    assert [b"/Subtype/Image" in sheet.typeset() for sheet in sheets] == [True, True]
    photo = read.one("photo", officer.key)
    assert photo is not None
    assert [("photo", officer.key, [photo.leaf]) in map(tuple, sheet.made_of) for sheet in sheets] == [True, True]


@pytest.mark.parametrize("making", [A4, A3], ids=lambda making: making.size)
def test_ten_cards_to_cut(making: Making) -> None:
    record = next(each for each in read.in_force("officer") if each.payload["name"] == "马秋生")
    made = officers.card(record, making).typeset()
    assert len(reading.pages(made)) == 1
    assert reading.words(made).count("0913-6811203") == 10
    assert reading.codes(reading.printed(made)) == [f"https://yg.example.cn/officers/{record.key}"] * 10


def test_who_is_on_duty() -> None:
    today = clock.today()
    first = {"name": "马秋生", "window": "1号窗口", "phone": "0913-6811203"}
    people = [first, {"name": "党文娟", "window": "", "phone": ""}]
    days = [{"on": today.isoformat(), "people": people}, {"on": (today + timedelta(days=1)).isoformat(), "people": []}]
    rule = {"zh": "轮流值岗", "en": "taking turns"}
    with transaction():
        publish("duty", "2-2026-W48", {
            "label": {"zh": "值班表", "en": "Roster"}, "office_id": 2, "office": "冯原信用社",
            "phone": "", "address": "", "from": today.isoformat(), "rule": rule, "days": days,
            "until": (today + timedelta(days=6)).isoformat(),
        })  # fmt: skip
    record = read.one("duty", "2-2026-W48")
    assert record is not None
    words = told(officers.duty(record, A4))
    for part in ("冯原信用社", "值班公示牌", "马秋生", "党文娟", "1号窗口", "轮流值岗", "尚未安排"):
        assert part in words, part


def test_every_kind_has_its_papers() -> None:
    for kind in kinds.KINDS:
        for (key, name), known in zip(kinds.named(kind), kinds.keys(kind), strict=True):
            assert key == known
            assert kinds.sheet(kind, key, A4) is not None
            assert name or key == kinds.SELF
    assert kinds.sheet("rates", "other", A4) is None
    assert kinds.sheet("plate", "1", A4) is None
