"""Shares that never look better than they are."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.office.supervision.coverage.books import shown
from workflow.office.supervision.coverage.rules import ARCHIVE, PRECREDIT, SURVEY, Numbers, Share, total

SEVENTY = Fraction(70, 100)


@pytest.mark.parametrize(
    ("part", "whole", "wanted", "words", "reached", "missing"),
    [
        (69_999, 100_000, SEVENTY, "69.99%", False, 1),
        (5, 5, None, "100.00%", None, None),
        (5, None, SEVENTY, "", None, None),
        (0, 0, SEVENTY, "", None, None),
    ],
)
def test_a_share_never_looks_better(
    part: int, whole: int | None, wanted: Fraction | None, words: str, reached: bool | None, missing: int | None
) -> None:
    share = Share(part, whole)
    assert (shown(share.value), share.reaches(wanted), share.missing(wanted)) == (words, reached, missing)


@settings(deadline=None)  # how long one takes on a busy machine says nothing
@given(st.integers(0, 999), st.integers(1, 999), st.fractions(0, 1, max_denominator=100))
def test_with_what_is_missing_it_is_reached_and_not_before(part: int, whole: int, wanted: Fraction) -> None:
    missing = Share(part, whole).missing(wanted)
    assert missing is not None
    assert Share(part + missing, whole).reaches(wanted)
    assert missing == 0 or not Share(part + missing - 1, whole).reaches(wanted)


def test_an_office_with_a_village_that_nobody_counted_has_no_number() -> None:
    counted = Numbers(10, known=9, archived=8, precredited=6, rated=4)
    both = total([counted, Numbers(None, known=1, archived=1, uncounted=1)])
    assert (both.fit, both.archived, both.uncounted) == (None, 9, 1)
    assert both.share(ARCHIVE) == Share(9, None)
    assert total([counted, counted]).share(PRECREDIT) == Share(12, 16)
    assert counted.share(SURVEY) == Share(4, 8)
    assert Share(11, 10).contradicts
