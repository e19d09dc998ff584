"""Personal numbers are found however they are written, and nothing else is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some
from stdnum import luhn
from stdnum.cn import ric

from workflow.kernel import personal

WORK = frozenset({"09136890001"})

FOUND = [
    ("11010519491231002X", "identity"),
    ("身份证110105 19491231 002x,请核", "identity"),
    ("１１０１０５１９４９１２３１００２Ｘ", "identity"),
    ("110105-1949-1231-002X", "identity"),
    ("130503670401001", "identity"),
    ("13800138000", "phone"),
    ("138 - 0013 - 8000", "phone"),
    ("一三八〇〇一三八〇〇〇", "phone"),
    ("١٣٨٠٠١٣٨٠٠٠", "phone"),
    ("壹壹零壹零伍壹玖肆玖壹贰叁壹零零贰X", "identity"),
    ("联系138-0013-8000王某", "phone"),
    ("+86 138 0013 8000", "phone"),
    ("0913-6890009", "phone"),
    ("(0913)6890009", "phone"),
    ("6222 0212 3456 7890 128", "card"),
    ("卡号4111111111111111", "card"),
]
NOTHING = [
    "2026-11-21T23:30:00+00:00", "2011-05-06至2011-05-09", "610525101220", "5000000", "银发〔2021〕169号",
    "0913-6890001", "0913 6890001", "(0913)6890001", "1234567890123456789", "110105194912310021", "村委会公告栏", "",
    "2026-000123", "60000.50", "一二三四五", "二〇二六年一月一日", "第一二三组", "第3条第12项",
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind"), FOUND)
def test_a_personal_number_is_found(text: str, kind: str):
    assert list(personal.numbers_in(text, WORK)) == [kind]


@pytest.mark.parametrize("text", NOTHING)
def test_nothing_else_is(text: str):
    assert list(personal.numbers_in(text, WORK)) == []


def test_it_is_found_anywhere_in_a_payload():
    rows = [{"name": "王＊＊", "note": {"zh": "电话13800138000"}}]
    payload = {"rows": rows, "phone": "0913-6890001", "n": 13900139000}
    assert set(personal.places_in(payload, WORK)) == {("rows.1.note.zh", "phone"), ("n", "phone")}


@given(
    some.integers(0, 999),
    some.sampled_from(["", " ", "-", "　", "\u200b"]),
    some.sampled_from(["", "号", "x y "]),
)
def test_every_identity_and_card_number_is_found(number: int, gap: str, before: str):
    body = f"61052519600101{number:03d}"
    identity = body + ric.calc_check_digit(body + "0")
    card = "622848" + f"{number:012d}"
    card += luhn.calc_check_digit(card)
    for digits, kind in ((identity, "identity"), (card, "card")):
        written = gap.join(digits[at : at + 6] for at in range(0, len(digits), 6))
        assert kind in personal.numbers_in(f"{before}{written}。")


BY_CHANCE = "5f3a13800138000b9c41d7e26a08f3c19d4b7e605a2c81f3d94e07b6a5c2d118"


@pytest.mark.parametrize("length", [32, 40, 64])
def test_a_telephone_number_in_a_digest_stands_there_by_chance(length: int):
    text = f'{{"seed": "{BY_CHANCE[:length]}"}}'
    assert personal.PHONE in set(personal.numbers_in(text))
    assert set(personal.numbers_in(personal.without_digests(text))) == set()


@pytest.mark.parametrize("text", ["a13800138000b", f"13800138000 {BY_CHANCE}", BY_CHANCE[:33]])
def test_what_is_no_digest_is_looked_through(text: str):
    assert personal.PHONE in set(personal.numbers_in(personal.without_digests(text)))
