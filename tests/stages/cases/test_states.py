"""The one table: what is in it works, every other pair is refused by name."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.kernel.errors import Conflict
from workflow.stages.cases.states import ENDED, LABELS, TRANSITIONS, State, Step, after, steps_from

PAIRS = list(product(State, Step))


@pytest.mark.parametrize(("state", "step"), PAIRS, ids=lambda part: part.value)
def test_every_pair(state, step):
    if (state, step) in TRANSITIONS:
        assert after(state, step) is TRANSITIONS[state, step]
        return
    with pytest.raises(Conflict) as refusal:
        after(state, step)
    assert refusal.value.params == {"state": state, "step": step}


def test_every_state_has_words_and_is_reached():
    assert LABELS.keys() == set(State)
    assert {State.SUBMITTED, *TRANSITIONS.values()} == set(State)


def test_nothing_leads_out_of_an_end():
    assert not [state for state in ENDED if steps_from(state)]


@given(st.lists(st.sampled_from(Step), max_size=30))
def test_no_order_of_steps_pays_or_takes_effect_unapproved(steps):
    """Whatever is posted in whatever order: payable and effective lie behind an acceptance, a pass and an approval."""
    state, taken = State.SUBMITTED, set()
    for step in steps:
        try:
            state = after(state, step)
            taken.add(step)
        except Conflict:
            continue
    if state in (State.PAYABLE, State.EFFECTIVE):
        assert {Step.ACCEPT, Step.INVESTIGATE, Step.PASS, Step.APPROVE, Step.POST} <= taken
