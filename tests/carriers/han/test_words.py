"""Words in traditional characters: as the library has them, but for a reviewed list; names only without doubt."""

from __future__ import annotations

import opencc
import pytest

from tests.support import han
from workflow.carriers.han import HERE, registered, traditional

EXCEPTIONS = [line.split("\t") for line in (HERE / "exceptions.txt").read_text().splitlines() if "\t" in line]


@pytest.mark.parametrize(
    ("simplified", "expected"),
    [
        ("贷款利率", "貸款利率"),
        ("柜台上发放", "櫃檯上發放"),
        ("村里", "村裡"),
        ("十里村公里", "十里村公里"),
        ("书面异议、面粉", "書面異議、麵粉"),
        ("平台与台风", "平臺與颱風"),
        ("皇后以后", "皇后以後"),
        ("干部不干净", "幹部不乾淨"),
        ("复印件、答复、复议", "複印件、答覆、復議"),
        ("公开发布", "公開發布"),
        ("签合同", "簽合同"),
        ("对账单", "對帳單"),
        ("5.45% a year, L/C", "5.45% a year, L/C"),
        ("𪩘沟村", "巘溝村"),
        ("", ""),
    ],
)
def test_words(simplified: str, expected: str) -> None:
    assert traditional(simplified) == expected
    assert traditional(expected) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("冯原镇", "馮原鎮"),
        ("杨少军", "楊少軍"),
        ("马秋生", "马秋生"),
        ("雷*民", "雷*民"),
        ("范志强", "范志强"),
        ("后岭村", "后岭村"),
        ("余家沟", "余家沟"),
    ],
)
def test_names_with_two_ways_to_be_written_stay_as_registered(name: str, expected: str) -> None:
    assert registered(name) == expected


def test_each_exception_has_a_reason_and_says_something_else_than_the_dictionary() -> None:
    lines = (HERE / "exceptions.txt").read_text().splitlines()
    assert all(line.startswith("#") or "\t" in line for line in lines)
    assert lines[0].startswith("#")
    full = opencc.OpenCC("s2tw").convert
    assert [word for word, form in EXCEPTIONS if full(word) == form] == ["公开发布"]  # wrong in the small one only


def test_the_small_dictionary_is_the_librarys() -> None:
    stored = dict(line.split("\t") for line in (HERE / "words.txt").read_text().splitlines())
    assert stored == han.words(), "python -m tests.support.han writes it anew"
    assert (HERE / "several.txt").read_text().strip() == han.several()
