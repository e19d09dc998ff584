"""Names on a list: masked as the pack says, namesakes told apart by no more than is needed."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.stages.notices import rules
from workflow.stages.notices.naming import Entry, Named, Ways, group_order, id_tail, masked, named

ALL = ("group", "spouse", "id_tail", "remark")
#: A village of one clan: one surname, few names, few groups.
CLAN = st.lists(
    st.builds(
        Entry, key=st.uuids().map(str), name=st.sampled_from(["王建国", "王建军", "王伟", "王秀英"]),
        group=st.sampled_from(["一组", "二组", ""]), spouse=st.sampled_from(["", "李梅", "李桂兰", "赵云"]),
        id_number=st.sampled_from(["360000196001010013", "360000197203040029", "360000600101001", ""]),
        remark=st.sampled_from(["", "村东", "桥头"]),
    ),
    max_size=14,
)  # fmt: skip
WAYS = st.builds(
    Ways, full=st.booleans(), mask=st.sampled_from(["rest", "middle"]), grouped=st.booleans(),
    order=st.permutations(ALL).flatmap(lambda way: st.integers(0, 4).map(lambda most: tuple(way[:most]))),
    digits=st.integers(0, 6),
)  # fmt: skip


def seen(entry: Entry, shown: dict[str, Named], ways: Ways) -> object:
    """All that a reader sees of who an entry is."""
    mine = shown[entry.key]
    return mine.name, entry.group if ways.grouped else "", tuple(sorted(mine.apart.items()))


@given(CLAN, WAYS)
def test_two_households_differ_or_are_named_as_alike(entries: list[Entry], ways: Ways) -> None:
    shown, alike = named(entries, ways)
    together = [set(keys) for keys in alike]
    for one, other in combinations(entries, 2):
        same = seen(one, shown, ways) == seen(other, shown, ways)
        assert same == any({one.key, other.key} <= keys for keys in together)


@given(CLAN, WAYS)
def test_nothing_is_shown_that_the_pack_does_not_choose_or_that_tells_nothing_apart(
    entries: list[Entry], ways: Ways
) -> None:
    shown, _alike = named(entries, ways)
    base = {entry.key: (shown[entry.key].name, entry.group if ways.grouped else "") for entry in entries}
    for entry in entries:
        assert set(shown[entry.key].apart) <= set(ways.order)
        if list(base.values()).count(base[entry.key]) == 1:
            assert not shown[entry.key].apart


@given(CLAN, WAYS)
def test_no_birth_date_ever(entries: list[Entry], ways: Ways) -> None:
    shown, _alike = named(entries, ways)
    for entry in entries:
        tail = shown[entry.key].apart.get("id_tail", "")
        assert len(tail) <= {18: 4, 15: 3}.get(len(entry.id_number), 0)
        birth = entry.id_number[6:14] if len(entry.id_number) == 18 else entry.id_number[6:12]
        assert not tail or len(entry.id_number) - len(tail) >= 6 + len(birth)


@given(st.text("王李赵建国秀英", min_size=2, max_size=6))
def test_masked_names_tell_neither_the_rest_nor_its_length(name: str) -> None:
    assert masked(name) == name[0] + "＊＊"
    assert name[1] not in masked(name, "middle")[1:2]


@pytest.mark.parametrize(
    ("number", "digits", "tail"),
    [
        ("36000019600101001X", 4, "001X"),
        ("36000019600101001X", 9, "001X"),
        ("360000600101001", 9, "001"),
        ("12", 4, ""),
    ],
)
def test_last_digits(number: str, digits: int, tail: str) -> None:
    assert id_tail(number, digits) == tail


def test_groups_stand_as_people_count_them() -> None:
    counted = ["一组", "二组", "三组", "9组", "十组", "十一组", "二十组", "二十一组", "东坡组"]
    assert sorted(sorted(counted), key=group_order) == counted


@pytest.mark.parametrize(
    ("amount", "least", "most"), [(500, None, 1000), (1000, None, 1000), (1001, 1000, 3000), (9000, 3000, None)]
)
def test_bands(amount: int, least: int | None, most: int | None) -> None:
    assert rules.band(amount, [1000, 3000]) == {"min": least, "max": most}
