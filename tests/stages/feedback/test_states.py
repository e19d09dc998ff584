"""Every pair of the table leads where it says; every other is refused by name."""

from __future__ import annotations

from itertools import product

import pytest

from workflow.kernel.errors import Conflict
from workflow.stages.feedback.states import (
    ENDED,
    REVIEW_TRANSITIONS,
    TRANSITIONS,
    ReviewState,
    ReviewStep,
    State,
    Step,
    after,
    review_after,
)


@pytest.mark.parametrize(("state", "step"), product(State, Step))
def test_only_the_table_moves_a_complaint(state: State, step: Step):
    if (state, step) in TRANSITIONS:
        assert after(state, step) is TRANSITIONS[state, step]
    else:
        with pytest.raises(Conflict) as refusal:
            after(state, step)
        assert refusal.value.params == {"state": str(state), "step": str(step)}


def test_nothing_leads_out_of_an_end():
    assert not [step for (state, step) in TRANSITIONS if state in ENDED]


@pytest.mark.parametrize(("state", "step"), product(ReviewState, ReviewStep))
def test_only_the_table_moves_a_review(state: ReviewState, step: ReviewStep):
    if (state, step) in REVIEW_TRANSITIONS:
        assert review_after(state, step) is REVIEW_TRANSITIONS[state, step]
    else:
        with pytest.raises(Conflict) as refusal:
            review_after(state, step)
        assert refusal.value.params == {"state": str(state), "step": str(step)}
