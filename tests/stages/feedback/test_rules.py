"""Whose name stands in a complaint, and the words every code has."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.stages.feedback import rules

NAMES = {1: "韩秋生", 2: "李春梅", 3: "和平安", 4: ""}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("李春梅说我的材料不全", {2}),
        ("李 春 梅 和 韩秋生", {1, 2}),
        ("祝一路和平 安好", {3}),  # kept out by mistake is better than let in by mistake
        ("柜台的大姐", set()),
        ("", set()),
    ],
)
def test_a_name_is_recognised(text: str, found: set[int]):
    assert rules.named_in(text, NAMES) == found


@given(before=st.text(max_size=20), after=st.text(max_size=20), number=st.sampled_from([1, 2, 3]))
def test_a_name_is_found_wherever_it_stands(before: str, after: str, number: int):
    assert number in rules.named_in(before + NAMES[number] + after, NAMES)


def test_the_first_ground_is_kept():
    merged = rules.merged({1: "named"}, None, {1: "acted", 2: "head"})
    assert merged == {1: "named", 2: "head"}


@pytest.mark.parametrize(
    ("state", "in_writing", "category"),
    [
        ("late", True, "late_objection"),
        ("late", False, "late_objection"),
        ("inadmissible", False, "oral_objection"),
        ("inadmissible", True, "dismissed_objection"),
    ],
)
def test_what_an_objection_becomes(state: str, in_writing: bool, category: str):
    assert rules.of_objection(state, in_writing=in_writing) == category
    assert category in rules.CATEGORIES
