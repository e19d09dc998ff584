"""The draw can be repeated by anybody and favours nobody; a summary counts every valid questionnaire."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.kernel.errors import Conflict, Invalid
from workflow.stages.appraisal.survey import rules
from workflow.stages.appraisal.survey.rules import Answered

POOLS = st.sets(st.integers(0, 10**9), min_size=6, max_size=30).map(lambda lots: [f"{lot:016d}" for lot in lots])


@given(POOLS, st.text(max_size=32), st.randoms())
def test_the_order_of_the_pool_makes_no_difference(pool: list[str], seed: str, chance) -> None:
    mixed = chance.sample(pool, len(pool))
    assert rules.drawn(mixed, seed, 6) == rules.drawn(pool, seed, 6)
    assert len(set(rules.drawn(pool, seed, 6))) == 6


@given(POOLS, st.text(max_size=32))
def test_replacements_go_on_in_the_same_order(pool: list[str], seed: str) -> None:
    order = rules.ranked(pool, seed)
    for place in range(6, len(pool)):
        assert rules.next_drawn(pool, seed, order[:place]) == order[place]
    with pytest.raises(Conflict):
        rules.next_drawn(pool, seed, order)


@given(POOLS, st.text(max_size=32), st.data())
def test_whoever_leaves_the_pool_moves_nobody_else(pool: list[str], seed: str, data: st.DataObject) -> None:
    """Taking out one who is not wanted brings in no one of the remover's choice: the others keep their order."""
    gone = data.draw(st.sampled_from(pool))
    assert rules.ranked(set(pool) - {gone}, seed) == [each for each in rules.ranked(pool, seed) if each != gone]


def test_the_draw_written_down_in_the_docs_is_this_one() -> None:
    pool, seed = ["aaaa", "bbbb", "cccc"], "2f0e"
    by_hand = sorted(pool, key=lambda number: hashlib.sha256(f"{seed}\n{number}".encode()).hexdigest())
    assert rules.ranked(pool, seed) == by_hand == ["bbbb", "cccc", "aaaa"]


def test_no_place_in_the_pool_is_luckier() -> None:
    pool = [f"{number:04d}" for number in range(12)]
    hits = dict.fromkeys(pool, 0)
    for seed in range(2000):
        for number in rules.drawn(pool, str(seed), 6):
            hits[number] += 1
    assert all(900 < count < 1100 for count in hits.values())


@pytest.mark.parametrize(("line", "reason"), [(None, None), (100, "rcb_p1.1"), (None, "rcb_p1.99")])
def test_a_questionnaire_says_one_thing(line: int | None, reason: str | None) -> None:
    with pytest.raises(Invalid):
        rules.check_answer(line, reason, ["rcb_p1.1"])


def test_a_code_waits_for_the_team() -> None:
    six = [Answered(100)] * 6
    assert rules.is_complete(six, 6)
    assert not rules.is_complete(six[:5], 6)
    assert not rules.is_complete([*six, Answered(None, "rcb_p1.7")], 6)
    assert rules.is_complete([*six, Answered(None, "rcb_p1.7", "rejected")], 6)
    assert rules.confirmed([*six, Answered(None, "rcb_p1.7", "confirmed")]) == "rcb_p1.7"
