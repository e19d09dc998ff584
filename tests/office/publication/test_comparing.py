"""What goes and what comes is marked piece by piece; each difference names the rule that stands nearest above it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.office.publication.comparing import GONE, NEW, SAME, cited, compared, marked

TEXTS = st.text(alphabet="年利率百分之七六5.85 %abc，。", max_size=24)


@pytest.mark.parametrize(
    ("before", "after", "old", "new"),
    [
        ("年利率 7.5%", "年利率 6.5%", [(SAME, "年利率 "), (GONE, "7.5%")], [(SAME, "年利率 "), (NEW, "6.5%")]),
        ("包村客户经理", "包村客户经理，宣传", [(SAME, "包村客户经理")], [(SAME, "包村客户经理"), (NEW, "，宣传")]),
        ("", "新", [], [(NEW, "新")]),
        ("旧", "", [(GONE, "旧")], []),
        ("within 5 days", "完全不同", [(GONE, "within 5 days")], [(NEW, "完全不同")]),
        ("in 5 days", "in 15 days", [(SAME, "in "), (GONE, "5"), (SAME, " days")],
         [(SAME, "in "), (NEW, "15"), (SAME, " days")]),
    ],
)  # fmt: skip
def test_marks(before: str, after: str, old: object, new: object) -> None:
    assert marked(before, after) == (old, new)


@given(TEXTS, TEXTS)
def test_the_pieces_are_the_texts(before: str, after: str) -> None:
    old, new = marked(before, after)
    assert ("".join(text for _how, text in old), "".join(text for _how, text in new)) == (before, after)
    assert NEW not in {how for how, _text in old}
    assert GONE not in {how for how, _text in new}


def test_a_difference_names_its_field_and_its_rule() -> None:
    before = {"label": {"zh": "利率", "en": "Rate"}, "rate": 7500, "cite": "第3条"}
    (found,) = compared(before, before | {"rate": 6500, "cite": "第3条"}, "zh_Hans")
    assert (found.path, found.cite) == (("rate",), "第3条")
    assert "".join(text for _how, text in found.after) == "6.5"


def test_the_nearest_citation_counts() -> None:
    payload = {"cite": "甲", "notes": [{"zh": "一", "en": "one", "cite": "乙"}, {"zh": "二", "en": "two", "cite": ""}]}
    assert cited(payload, ("notes", "1")) == "乙"
    assert cited(payload, ("notes", "2")) == "甲"
    assert cited(payload, ("gone", "7")) == "甲"
    assert cited({}, ("rate",)) == ""


def test_what_is_new_and_what_goes_are_both_told() -> None:
    told = compared({"phone": "1", "duties": "包村"}, {"phone": "1", "town": "安里镇"}, "en")
    assert [(each.path, bool(each.before), bool(each.after)) for each in told] == [
        (("town",), False, True),
        (("duties",), True, False),
    ]


def test_an_item_put_in_between_moves_no_other() -> None:
    names = ["冯原村", "牙曲村", "太极村"]
    before = {"villages": [{"code": str(at), "name": name, "town": "冯原镇"} for at, name in enumerate(names)]}
    added = {"code": "9", "name": "赵庄村", "town": "冯原镇"}
    after = {"villages": [before["villages"][0], added, *before["villages"][1:]]}
    (found,) = compared(before, after, "zh_Hans")
    assert (found.path, found.before, found.after) == (("villages", "2"), [], [(NEW, "赵庄村 · 冯原镇 · 9")])
    (gone,) = compared(after, before, "zh_Hans")
    assert (gone.path, gone.after) == (("villages", "2"), [])


def test_an_item_that_changed_is_marked_inside() -> None:
    before = {"notes": [{"zh": "年满18岁", "en": "18", "cite": "甲"}, {"zh": "有担保", "en": "secured", "cite": "乙"}]}
    after = {"notes": [{"zh": "年满20岁", "en": "20", "cite": "丙"}, before["notes"][1]]}
    (found,) = compared(before, after, "zh_Hans")
    assert (found.path, found.cite) == (("notes", "1"), "丙")
    assert (NEW, "20") in found.after
