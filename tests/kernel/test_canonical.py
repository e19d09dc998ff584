"""One meaning, one byte string; what two programs could write differently is refused."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.kernel.canonical import canonical, commitment, new_salt

names = st.text(alphabet=st.characters(max_codepoint=127), max_size=8)
numbers = st.integers(-(2**53) + 1, 2**53 - 1)
words = st.text(alphabet=st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    st.none() | st.booleans() | numbers | words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": [True, None, "村"]}, '{"a":[true,null,"村"],"b":1}'),
        ("e\u0301", '"\u00e9"'),
        ((1, 2), "[1,2]"),
        ("\u2028\x7f\n\x01\"\\/", '"\u2028\x7f\\n\\u0001\\"\\\\/"'),
        ({}, "{}"),
    ],
)
def test_the_form(value, text):
    assert canonical(value) == text.encode()


@given(values)
def test_reading_and_writing_again_changes_nothing(value):
    once = canonical(value)
    assert canonical(json.loads(once)) == once


@given(st.dictionaries(names, values, min_size=2, max_size=5))
def test_order_of_keys_does_not_matter(value):
    assert canonical(dict(reversed(value.items()))) == canonical(value)


@pytest.mark.parametrize(
    ("value", "error"),
    [
        (0.1, TypeError),
        ({"a": [1.0]}, TypeError),
        (Decimal("1"), TypeError),
        (date(2026, 1, 1), TypeError),
        (b"bytes", TypeError),
        ({1, 2}, TypeError),
        (2**53, ValueError),
        ({1: "a"}, ValueError),
        ({"键": 1}, ValueError),
        ("\ud800", ValueError),
    ],
)
def test_what_has_no_exact_form_is_refused(value, error):
    with pytest.raises(error):
        canonical(value)


def test_a_commitment_binds_and_hides():
    salt, other = new_salt(), new_salt()
    assert commitment(salt, {"name": "王"}) == commitment(salt, {"name": "王"})
    assert commitment(salt, {"name": "王"}) != commitment(salt, {"name": "李"})
    assert commitment(salt, {"name": "王"}) != commitment(other, {"name": "王"})
    assert len(salt) == 16
