"""Properties of the clock that hold for every start, limit and calendar year."""

from __future__ import annotations

import json
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.policy.calendar import load_calendar
from workflow.policy.terms import Deadline, Limit, add_months, due, explain, lateness, notice_period

CALENDAR = load_calendar()
STARTS = st.dates(date(2006, 6, 1), date(2027, 12, 31))
LIMITS = st.builds(
    Limit,
    st.integers(0, 60),
    st.sampled_from(["calendar", "workday"]),
    st.sampled_from(["none", "next_workday"]),
    st.just("cite"),
    st.just("label"),
)


def recount(deadline: Deadline) -> date:
    """The due date by the steps alone, as a villager would count them on the fingers."""
    numbers = [step.number for step in deadline.steps if step.number]
    assert numbers == list(range(1, deadline.limit.days + 1))
    assert deadline.steps[-1].kind == "due"
    return deadline.steps[-1].on


@given(STARTS, LIMITS)
def test_steps_recompute_to_the_same_date(start: date, limit: Limit) -> None:
    deadline = due(start, limit, CALENDAR)
    assert recount(deadline) == deadline.due_on
    dates = [step.on for step in deadline.steps if limit.days or step.kind != "due"]
    assert dates == [start + timedelta(days=n) for n in range(len(dates))], "no day is left out or told twice"
    assert explain(deadline) == list(deadline.steps)


@given(STARTS, LIMITS)
def test_counted_days_work_and_skipped_days_rest(start: date, limit: Limit) -> None:
    for step in due(start, limit, CALENDAR).steps:
        if step.number and limit.unit == "workday":
            assert CALENDAR.works(step.on)
        if step.kind == "skipped":
            assert not CALENDAR.works(step.on)


@given(STARTS, st.integers(0, 5), LIMITS)
def test_later_start_is_never_due_earlier(start: date, later: int, limit: Limit) -> None:
    assert due(start, limit, CALENDAR).due_on <= due(start + timedelta(days=later), limit, CALENDAR).due_on


@given(STARTS, LIMITS)
def test_roll_never_lands_on_a_rest_day(start: date, limit: Limit) -> None:
    due_on = due(start, limit, CALENDAR).due_on
    assert limit.roll == "none" or CALENDAR.works(due_on)


@given(STARTS, LIMITS)
def test_internal_target_lies_between_start_and_due(start: date, limit: Limit) -> None:
    deadline = due(start, limit, CALENDAR)
    assert start <= deadline.internal_target <= deadline.due_on
    assert CALENDAR.works(deadline.internal_target) or deadline.internal_target == start


@given(STARTS, LIMITS)
def test_stored_and_read_again(start: date, limit: Limit) -> None:
    deadline = due(start, limit, CALENDAR)
    assert Deadline.from_dict(json.loads(json.dumps(deadline.as_dict()))) == deadline


@given(STARTS, LIMITS, st.integers(-3, 30))
def test_late_is_positive_and_in_time_is_zero(start: date, limit: Limit, after: int) -> None:
    deadline = due(start, limit, CALENDAR)
    done_on = deadline.due_on + timedelta(days=after)
    assert (lateness(deadline, done_on, CALENDAR) > 0) == (done_on > deadline.due_on)


@given(STARTS, LIMITS)
def test_warnings_come_in_order_and_end_on_the_due_date(start: date, limit: Limit) -> None:
    deadline = due(start, limit, CALENDAR)
    warnings = deadline.warnings_at([Fraction(1, 2), Fraction(4, 5)])
    assert list(warnings) == sorted(warnings)
    assert warnings[-1] == deadline.due_on


def test_warnings_of_ten_days() -> None:
    deadline = due(date(2026, 6, 1), Limit(10, "calendar", "none", "", ""), CALENDAR)
    warnings = deadline.warnings_at([Fraction(1, 2), Fraction(4, 5)])
    assert warnings == (date(2026, 6, 6), date(2026, 6, 9), date(2026, 6, 11))


def test_lateness_is_in_the_unit_of_the_limit() -> None:
    workdays = due(date(2012, 9, 26), Limit(3, "workday", "none", "", ""), CALENDAR)
    assert workdays.due_on == date(2012, 9, 29)
    assert lateness(workdays, date(2012, 10, 9), CALENDAR) == 2
    calendar_days = due(date(2012, 9, 26), Limit(3, "calendar", "none", "", ""), CALENDAR)
    assert lateness(calendar_days, date(2012, 10, 9), CALENDAR) == 10
    assert lateness(workdays, date(2012, 10, 1), CALENDAR) == 1, "late, though on a rest day"


@given(STARTS, st.integers(1, 30))
def test_notice_ends_on_a_working_day_and_takes_effect_the_day_after(posted: date, days: int) -> None:
    period = notice_period(posted, days, CALENDAR)
    assert CALENDAR.works(period.last_day)
    assert period.effective_on == period.last_day + timedelta(days=1)
    assert (period.last_day - posted).days >= days, "never shortened"


def test_negative_limit_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        due(date(2026, 1, 5), Limit(-1, "calendar", "none", "", ""), CALENDAR)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2011, 5, 31), 9, date(2012, 2, 29)),
        (date(2010, 5, 31), 9, date(2011, 2, 28)),
        (date(2011, 1, 31), 1, date(2011, 2, 28)),
        (date(2011, 12, 15), 1, date(2012, 1, 15)),
        (date(2011, 3, 31), -1, date(2011, 2, 28)),
        (date(2012, 2, 29), 12, date(2013, 2, 28)),
    ],
)
def test_months(start: date, months: int, end: date) -> None:
    assert add_months(start, months) == end
