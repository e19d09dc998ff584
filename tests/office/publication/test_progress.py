"""How far lending has come in a village: counts that tell of no single household."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from tests.support.factories_cases import moment
from tests.support.factories_notices import village
from workflow.office.publication.concept import progress


@given(st.integers(0, 500), st.integers(0, 500), st.integers(2, 20))
def test_neither_a_count_nor_a_difference_tells_of_fewer_than_a_batch(one: int, other: int, batch: int) -> None:
    told = [progress.told(count, batch) for count in (one, other)]
    assert all(count is None or count % batch == 0 for count in told)
    if None not in told:
        difference = abs(told[0] - told[1])
        assert difference == 0 or difference >= batch


@pytest.mark.parametrize(("count", "batch", "told"), [(0, 5, 0), (4, 5, None), (5, 5, 5), (14, 5, 10), (7, 1, 7)])
def test_in_whole_batches(count: int, batch: int, told: int | None) -> None:
    assert progress.told(count, batch) == told


def test_counts_stand_still_for_a_month(database: Engine) -> None:
    made = village()
    for _ in range(6):
        made.approved(moment("2012-11-05 09:00"))
    before, after = (progress.payloads(date(2012, month, 9))[made.house.village.code] for month in (11, 12))
    assert {name: before[name] for name in ("households", "accepted", "granted")} == dict.fromkeys(
        ("households", "accepted", "granted"), 0
    )
    assert {name: after[name] for name in ("upto", "batch", "households", "accepted", "granted")} == {
        "upto": "2012-11-30", "batch": 5, "households": 5, "accepted": 5, "granted": 5,
    }  # fmt: skip
