"""Counting cards, and the one table of their steps."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.evaluating import BUSINESSES, RATINGS
from workflow.kernel.errors import Conflict
from workflow.stages.feedback.cards import rules
from workflow.stages.feedback.cards.states import LABELS, TRANSITIONS, State, Step, after

cards = st.lists(
    st.tuples(
        st.sampled_from(["甲社", "乙社", ""]),
        st.sampled_from([*rules.RATINGS]),
        st.sampled_from([*rules.CLASSES, None]),
    )
)


def test_it_works() -> None:
    told = rules.totals([("甲社", "good", "praise"), ("甲社", "poor", "problem"), ("乙社", "fair", None)])
    assert told == [
        rules.Total("乙社", good=0, fair=1, poor=0, problem=0, unchecked=1),
        rules.Total("甲社", good=1, fair=0, poor=1, problem=1, unchecked=0),
    ]
    assert [each.all for each in told] == [1, 2]


@given(cards)
def test_every_card_is_counted_once_under_its_office(given_cards: list[rules.Judged]) -> None:
    told = rules.totals(given_cards)
    assert {each.office: each.all for each in told} == Counter(office for office, _rating, _found in given_cards)
    assert sum(each.problem for each in told) == sum(found == "problem" for _office, _rating, found in given_cards)
    assert sum(each.unchecked for each in told) == sum(found is None for _office, _rating, found in given_cards)


@pytest.mark.parametrize("step", list(Step))
@pytest.mark.parametrize("state", list(State))
def test_every_pair_that_is_not_in_the_table_is_refused(state: State, step: Step) -> None:
    if (state, step) in TRANSITIONS:
        assert after(state, step) in LABELS
        return
    with pytest.raises(Conflict) as refused:
        after(state, step)
    assert refused.value.params == {"state": state, "step": step}


def test_both_sides_offer_the_same() -> None:
    assert [*BUSINESSES] == [*rules.BUSINESSES]
    assert [*RATINGS] == [*rules.RATINGS]
