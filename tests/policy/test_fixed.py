"""Deadlines that stand on the calendar."""

from __future__ import annotations

from datetime import date

import pytest

from workflow.policy.fixed import due_by
from workflow.policy.pack import Fixed


@pytest.mark.parametrize(
    ("fixed", "on", "expected"),
    [
        (Fixed(5, None, 1), date(2011, 8, 17), date(2011, 9, 5)),  # A39
        (Fixed(5, None, 1), date(2011, 12, 31), date(2012, 1, 5)),
        (Fixed(31, None, 1), date(2012, 1, 31), date(2012, 2, 29)),
        (Fixed(31, 12, 0), date(2012, 12, 31), date(2012, 12, 31)),
        (Fixed(28, 2, 0), date(2012, 3, 1), date(2013, 2, 28)),
        (Fixed(31, 1, 1), date(2012, 1, 1), date(2013, 1, 31)),
    ],
)
def test_due_by(fixed: Fixed, on: date, expected: date) -> None:
    assert due_by(fixed, on) == expected
