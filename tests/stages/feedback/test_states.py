"""Every pair of the table leads where it says; every other is refused by name."""

from __future__ import annotations

from itertools import product

import pytest

from workflow.kernel.errors import Conflict
from workflow.stages.feedback.states import ENDED, TRANSITIONS, State, Step, after


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
