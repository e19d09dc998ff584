"""The pure rules, by table and by property."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.kernel.errors import Invalid, NotSet
from workflow.stages.approval import rules
from workflow.stages.approval.rules import Powers, Verdict

amounts = st.integers(1, 10**9)
verdicts = st.sampled_from(Verdict)
powers = st.builds(
    Powers,
    top=st.booleans(),
    limit=st.none() | amounts,
    may_lower=st.booleans(),
    may_refuse=st.booleans(),
    reason_for=st.sets(verdicts.map(str)).map(tuple),
)


@given(yes=st.integers(0, 40), others=st.integers(0, 40))
def test_two_thirds_is_counted_exactly(yes: int, others: int) -> None:
    members = yes + others
    if members:
        assert rules.passes(yes, members, Fraction(2, 3)) == (3 * yes >= 2 * members)


@given(verdict=verdicts, powers=powers, passed=st.none() | amounts, amount=st.none() | st.integers(-5, 10**9))
def test_nothing_is_granted_without_a_pass_above_it_or_above_authority(
    verdict: Verdict, powers: Powers, passed: int | None, amount: int | None
) -> None:
    try:
        rules.check_verdict(verdict, powers, passed)
        granted = rules.amount_granted(verdict, amount, passed)
    except Invalid:
        return
    if granted is None:
        assert verdict in (Verdict.REFUSE, Verdict.ESCALATE)
        return
    assert passed is not None
    assert 0 < granted <= passed
    assert powers.top or powers.limit is not None, "an authority that is not set grants nothing"
    assert powers.limit is None or passed <= powers.limit
    assert (granted == passed) == (verdict is Verdict.GRANT)


@given(powers=powers, passed=st.none() | amounts)
def test_the_form_offers_exactly_what_the_rules_accept(powers: Powers, passed: int | None) -> None:
    for verdict in Verdict:
        try:
            rules.check_verdict(verdict, powers, passed)
            accepted = True
        except Invalid:
            accepted = False
        assert accepted == (verdict in rules.allowed(powers, passed))


def test_an_authority_that_is_not_set_says_so() -> None:
    open_limit = Powers(top=False, limit=None, may_lower=True, may_refuse=True, reason_for=())
    assert rules.allowed(open_limit, 100) == (Verdict.ESCALATE,)
    with pytest.raises(NotSet, match="not set"):
        rules.check_verdict(Verdict.GRANT, open_limit, 100)


def test_the_top_level_needs_no_limit_and_sends_nothing_up() -> None:
    top = Powers(top=True, limit=None, may_lower=True, may_refuse=True, reason_for=())
    assert rules.allowed(top, 10**9) == (Verdict.GRANT, Verdict.LOWER, Verdict.REFUSE)
    with pytest.raises(Invalid, match="no higher level"):
        rules.check_verdict(Verdict.ESCALATE, top, 100)


@pytest.mark.parametrize(
    ("verdict", "named", "needed"),
    [
        (Verdict.GRANT, (), False),
        (Verdict.GRANT, ("grant",), True),
        (Verdict.ESCALATE, (), False),
        (Verdict.ESCALATE, ("escalate",), True),
        (Verdict.LOWER, (), True),
        (Verdict.REFUSE, (), True),
    ],
)
def test_reasons(verdict: Verdict, named: tuple[str, ...], needed: bool) -> None:
    able = Powers(top=True, limit=None, may_lower=True, may_refuse=True, reason_for=named)
    rules.check_reason(verdict, "because", able)
    if needed:
        with pytest.raises(Invalid, match="reason"):
            rules.check_reason(verdict, "", able)
    else:
        rules.check_reason(verdict, "", able)


@pytest.mark.parametrize(
    ("amount", "fine"), [(1, True), (100, True), (101, False), (0, False), (-1, False), (None, False)]
)
def test_a_passed_amount_lies_within_the_proposal(amount: int | None, fine: bool) -> None:
    if fine:
        assert rules.check_passed_amount(amount, 100) == amount
    else:
        with pytest.raises(Invalid):
            rules.check_passed_amount(amount, 100)
