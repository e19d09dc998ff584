"""The draw: shares, cycles, and that anybody finds out whether it was fair."""

from __future__ import annotations

import subprocess
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.kernel.errors import Invalid
from workflow.office.supervision.draws import rules
from workflow.office.supervision.draws.rules import Drawn, Shares

HALF = Shares(Fraction(1, 2), 1, Fraction(1, 2))
VILLAGES = [f"v{number:02d}" for number in range(15)]


def drawn(seed: str, fresh: list[str], villages: list[str] = VILLAGES, **loans: list[str]) -> list[Drawn]:
    return rules.chosen(rules.population("东城支行", "2026-07-01", HALF, villages, fresh, loans), seed)


def test_a40_eight_of_fifteen_then_the_seven_others_and_one_of_a_new_cycle() -> None:
    first = {each.key for each in drawn("a", VILLAGES)}
    assert len(first) == 8
    fresh = rules.still_fresh(VILLAGES, [first])
    assert fresh == set(VILLAGES) - first
    second = [each.key for each in drawn("b", sorted(fresh))]
    assert len(second) == 8
    assert set(second[:7]) == fresh, "those whose turn it is come first"
    assert rules.still_fresh(VILLAGES, [first, set(second)]) == set(VILLAGES) - {second[7]}


@settings(deadline=None)  # how long one takes on a busy machine says nothing
@given(st.integers(1, 12), st.lists(st.text(max_size=4), min_size=1, max_size=7))
def test_no_village_comes_again_before_all_had_their_turn(number: int, seeds: list[str]) -> None:
    villages, history = [f"v{each}" for each in range(number)], list[set[str]]()
    for seed in seeds:
        fresh = sorted(rules.still_fresh(villages, history))
        found = [each.key for each in drawn(seed, fresh, villages)]
        assert len(set(found)) == len(found) == -(-number // 2)
        again = set(found) - set(fresh)
        assert not again or set(fresh) <= set(found)
        history.append(set(found))
    times = [sum(village in each for each in history) for village in villages]
    assert max(times) - min(times) <= 1


def test_one_officer_and_half_of_their_loans_rounded_up() -> None:
    found = drawn("seed", VILLAGES, one=["1", "2", "3"], two=["4", "5", "6"])
    [officer] = [each.key for each in found if each.kind == rules.OFFICER]
    loans = [each for each in found if each.kind == rules.LOAN]
    assert len(loans) == 2
    assert {each.officer for each in loans} == {officer}
    assert {each.key for each in loans} <= ({"1", "2", "3"} if officer == "one" else {"4", "5", "6"})


def told(**changed: Any) -> dict[str, Any]:
    text = rules.population("东城支行", "2026-07-01", HALF, VILLAGES, VILLAGES, {"o": ["1", "2"]})
    items = rules.chosen(text, rules.seed("ab", ["七", "九"]))
    return rules.told(text, rules.promise("ab"), "ab", ["七", "九"], items) | changed


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, ""),
        ({"list": told()["list"].replace("v01", "v77")}, "list"),
        ({"secret": "ac"}, "secret"),
        ({"words": ["七", "八"]}, "seed"),
        ({"drawn": told()["drawn"][1:]}, "others"),
        ({"format": "x"}, "format"),
    ],
)
def test_whatever_is_changed_is_found(changed: dict[str, Any], said: str) -> None:
    found = rules.faults(told(**changed))
    assert bool(found) == bool(said)
    assert said in " ".join(found)


def test_the_seed_can_be_made_with_the_usual_programs() -> None:
    words = "printf '%s\\n%s\\n%s' ab 七 九 | sha256sum | cut -c1-64"
    by_hand = subprocess.run(words, shell=True, capture_output=True, text=True, check=True).stdout.strip()
    assert rules.seed("ab", ["七", "九"]) == by_hand


@pytest.mark.parametrize("words", [[], [""], ["七", ""], ["七\n八"]])
def test_no_draw_without_a_witness_and_a_word_each(words: list[str]) -> None:
    with pytest.raises(Invalid):
        rules.seed("ab", words)
