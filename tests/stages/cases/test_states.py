"""The one table: what is in it works, every other pair is refused by name; and what a template may make of it."""

from __future__ import annotations

from itertools import chain, combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.kernel.errors import Conflict
from workflow.policy.flows import NAMED, USUAL, Kind, Way, written
from workflow.stages.cases.states import ENDED, LABELS, TRANSITIONS, State, Step, after, steps_from, table

PAIRS = list(product(State, Step))
ALL = [kind for kind in Kind if kind in NAMED]
#: Every way that a template can lay: any of the stages, in their order, with a decision.
WAYS = [
    Way(written(kinds), subject)
    for kinds in chain.from_iterable(combinations(ALL, number) for number in range(1, len(ALL) + 1))
    for subject in ("loan", "line")
    if Kind.DECISION in kinds and (Kind.REVIEW in kinds or Kind.SECOND_REVIEW not in kinds)
]
TWICE = [way for way in WAYS if Kind.SECOND_REVIEW in way.kinds]
PROOF = {Kind.INVESTIGATION: Step.INVESTIGATE, Kind.REVIEW: Step.PASS, Kind.CONTRACT: Step.SIGN, Kind.NOTICE: Step.POST}


@pytest.mark.parametrize(("state", "step"), PAIRS, ids=lambda part: part.value)
def test_every_pair(state, step):
    if (state, step) in TRANSITIONS:
        assert after(state, step) is TRANSITIONS[state, step]
        return
    with pytest.raises(Conflict) as refusal:
        after(state, step)
    assert refusal.value.params == {"state": state, "step": step}


def test_the_usual_stages_are_the_table_as_it_stands():
    assert table(Way(None, "loan")) == table(Way(written(USUAL), "line")) == TRANSITIONS


def test_every_state_has_words_and_is_reached():
    assert LABELS.keys() == set(State)
    assert {State.SUBMITTED, *TRANSITIONS.values(), *table(Way(written(ALL), "loan")).values()} == set(State)


def test_nothing_leads_out_of_an_end():
    assert not [(way, state) for way in WAYS for state in ENDED if steps_from(state, way)]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: f"{way.subject}-{way.flow}")
def test_every_way_ends_where_it_should_and_nowhere_is_a_dead_end(way):
    reached = {State.SUBMITTED, *table(way).values()}
    assert (State.EFFECTIVE if way.subject == "line" else State.PAYABLE) in reached
    assert not [state for state in reached - ENDED if not steps_from(state, way)]
    named = {start for start, _step in table(way)} | set(table(way).values())
    assert named == reached, "no row starts where no case comes to"


@given(st.sampled_from(WAYS), st.lists(st.sampled_from(Step), max_size=40))
def test_no_order_of_steps_ends_well_without_every_stage_of_its_way(way, steps):
    """Whatever is posted in whatever order, on whichever way a pack lays."""
    state, taken = State.SUBMITTED, set()
    for step in steps:
        try:
            state = after(state, step, way)
            taken.add(step)
        except Conflict:
            continue
    if state in (State.PAYABLE, State.EFFECTIVE):
        assert {Step.ACCEPT, Step.APPROVE} <= taken
        assert {PROOF[kind] for kind in way.kinds if kind in PROOF} <= taken


@given(st.sampled_from(TWICE), st.lists(st.sampled_from([Step.OPEN_REVIEW, Step.PASS, *Step]), max_size=40))
def test_of_two_committees_each_passes_it_before_anybody_decides(way, steps):
    """Neither alone is enough, in whatever order; what either fails is only ever refused or taken back."""
    state, passes, failed = State.SUBMITTED, 0, False
    for step in steps:
        try:
            state = after(state, step, way)
        except Conflict:
            continue
        passes, failed = passes + (step is Step.PASS), failed or step is Step.FAIL
        assert state not in (State.PASSED, State.APPROVED, State.PAYABLE, State.EFFECTIVE) or passes == 2
        assert not failed or state in (State.FAILED, State.REFUSED, State.WITHDRAWN)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: f"{way.subject}-{way.flow}")
def test_an_objection_reaches_whatever_was_posted_until_it_ends(way):
    """Also one that is read only when the contracts are due; without a notice there is nothing to object to."""
    open_to = {state for state, step in table(way) if step is Step.ADMIT_OBJECTION}
    assert bool(open_to) == (Kind.NOTICE in way.kinds)
    assert (State.SIGNABLE in open_to) == ({Kind.NOTICE, Kind.CONTRACT} <= set(way.kinds))
    for state in open_to - {State.FOREPOSTED}:
        assert {Step.UPHOLD, Step.REJECT_OBJECTION} <= steps_from(after(state, Step.ADMIT_OBJECTION, way), way)


def test_a_line_that_a_village_settled_is_decided_and_posted():
    way = Way("appraisal decision notice", "line")
    assert steps_from(State.PASSED, way) == steps_from(State.PASSED)
    assert not {start for start, _step in table(way)} & {State.SUBMITTED, State.ACCEPTED, State.REVIEWED}
