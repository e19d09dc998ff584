"""What people type is read kindly and checked exactly."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from workflow.kernel import checks
from workflow.kernel.errors import Invalid

ANY_AMOUNT = {"least": 1, "most": 10**13}


def refused(check: Any, typed: str, **bounds: int) -> str:
    with pytest.raises(Invalid) as caught:
        check(typed, **bounds)
    return str(caught.value)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("雷建民", "雷建民"),
        ("  雷　建民\t", "雷 建民"),
        ("Cafe\u0301", "Café"),
        ("阿依古丽·买买提", "阿依古丽·买买提"),
        ("𠮷田", "𠮷田"),
    ],
)
def test_a_line_is_one_line(typed: str, meant: str) -> None:
    assert checks.line(typed, most=20) == meant


@pytest.mark.parametrize("sign", ["\u200b", "\u202e", "\0", "\x7f", "\u3164", "\ufeff", "\ud800"])
def test_hidden_signs_are_refused_in_a_line(sign: str) -> None:
    assert "invisible" in refused(checks.line, f"雷{sign}民", most=20)


def test_lengths_count_characters() -> None:
    assert checks.line("𠮷" * 20, most=20) == "𠮷" * 20
    assert "21 characters, at most 20" in refused(checks.line, "雷" * 21, most=20)
    assert "broken" in refused(checks.line, "雷\ufffd民", most=20)


def test_a_passage_keeps_its_lines_and_drops_what_came_along_unseen() -> None:
    assert checks.passage(" 一\r\n二\r三\u200b\ufeff\n", most=20) == "一\n二\n三"
    assert checks.passage("👨\u200d👩", most=20) == "👨\u200d👩"
    for typed in ("一\u202e二", "一\x1b[31m二", "一\0"):
        assert "invisible" in refused(checks.passage, typed, most=20)


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("30000", 3_000_000),
        ("30,000.5", 3_000_050),
        ("３００００", 3_000_000),
        ("3万", 3_000_000),
        ("2.55 万元", 2_550_000),
        ("1.2345万", 1_234_500),
        ("0.01", 1),
        (" 12 345 元", 1_234_500),
        ("٣٠٠", 30_000),
    ],
)
def test_an_amount_becomes_fen(typed: str, fen: int) -> None:
    assert checks.yuan(typed, **ANY_AMOUNT) == fen


NO_AMOUNTS = ["abc", "-1", "+1", "1e3", "1.", ".5", "1,00", "1,0000", "inf", "nan", "0.001", "1.23456万", "三万"]


@pytest.mark.parametrize("typed", ["", "9" * 40, *NO_AMOUNTS])
def test_what_is_no_amount_is_refused(typed: str) -> None:
    refused(checks.yuan, typed, **ANY_AMOUNT)


def test_bounds_of_an_amount_are_named_in_yuan() -> None:
    assert "between 1,000 and 50,000 yuan" in refused(checks.yuan, "8万", least=100_000, most=5_000_000)
    assert checks.yuan("1000", least=100_000, most=5_000_000) == 100_000
    assert checks.yuan("5万", least=100_000, most=5_000_000) == 5_000_000


@given(st.integers(1, 10**12))
def test_every_amount_is_read_back_exactly(fen: int) -> None:
    assert checks.yuan(f"{fen // 100}.{fen % 100:02d}", **ANY_AMOUNT) == fen


def test_whole_numbers_have_bounds() -> None:
    assert checks.whole(" １２ ", least=1, most=600) == 12
    for typed in ("0", "601", "-1", "1.5", "", "9" * 5000, "x"):
        assert "from 1 to 600" in refused(checks.whole, typed, least=1, most=600)


def test_an_identity_number_is_checked_but_its_region_is_not() -> None:
    assert checks.id_number("610525 19780312 401 6") == "610525197803124016"
    assert checks.id_number("６１０５２５１９７８０３１２４０１６") == "610525197803124016"
    nowhere = "99999919780312401"
    assert checks.id_number(nowhere + ric.calc_check_digit(nowhere + "0"))


def test_the_last_sign_may_be_an_x_of_either_size() -> None:
    bodies = map(str, range(61052519780312000, 61052519780312099))
    found = next(body for body in bodies if ric.calc_check_digit(body + "0") == "X")
    assert checks.id_number(found + "x") == found + "X"


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("610525780312401", "old card"),
        ("61052519780312401", "eighteen digits"),
        ("61052519780312401A", "eighteen digits"),
        ("610525197803124017", "digit by digit"),
        ("", "eighteen digits"),
        ("二" * 18, "eighteen digits"),
    ],
)
def test_a_wrong_identity_number_says_what_is_wrong(typed: str, why: str) -> None:
    assert why in refused(checks.id_number, typed)


def test_a_date_that_never_was_is_found() -> None:
    body = "61052519780231401"
    assert "date of birth" in refused(checks.id_number, body + ric.calc_check_digit(body + "0"))


@given(st.integers(0, 16), st.integers(1, 9))
def test_every_wrong_digit_of_an_identity_number_is_found(at: int, shift: int) -> None:
    right = "610525197803124016"
    wrong = right[:at] + str((int(right[at]) + shift) % 10) + right[at + 1 :]
    refused(checks.id_number, wrong)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("138 9123 4567", "13891234567"),
        ("+86 138-9123-4567", "13891234567"),
        ("１３８９１２３４５６７", "13891234567"),
        ("0913-6811203", "09136811203"),
        ("(0913) 681 1203", "09136811203"),
        ("400-881-2345", "4008812345"),
        ("+852 2123 4567", "+85221234567"),
    ],
)
def test_a_telephone_number_is_read(typed: str, number: str) -> None:
    assert checks.phone(typed) == number


@pytest.mark.parametrize("typed", ["", "123", "6811203", "1389123456", "138912345678", "abc", "12345", "9" * 500])
def test_what_cannot_be_dialled_is_refused(typed: str) -> None:
    refused(checks.phone, typed)


@given(st.text())
def test_nothing_typed_ever_crashes_and_all_of_it_can_be_shown(typed: str) -> None:
    for check, bounds in (
        (checks.line, {"most": 60}),
        (checks.passage, {"most": 60}),
        (checks.yuan, ANY_AMOUNT),
        (checks.whole, {"least": 1, "most": 9}),
        (checks.id_number, {}),
        (checks.phone, {}),
    ):
        with suppress(Invalid):
            check(typed, **bounds)  # type: ignore[operator]
    shown = checks.shown(typed)
    assert "\0" not in shown
    shown.encode()
