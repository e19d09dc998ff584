"""Deadlines that stand on the calendar ("by the 5th of the next month", "by 31 December"). Pure."""

from __future__ import annotations

import calendar
from datetime import date

from workflow.policy.pack import Fixed
from workflow.policy.terms import add_months


def due_by(fixed: Fixed, on: date) -> date:
    """The last day in time for something that happened on a day; a month without that day ends earlier.

    Of a yearly deadline the first one that is not over on that day, `later` years on.
    """
    if fixed.month is None:
        return _in_month(add_months(date(on.year, on.month, 1), fixed.later), fixed.day)
    this = _in_month(date(on.year, fixed.month, 1), fixed.day)
    year = on.year + fixed.later + (this < on)
    return _in_month(date(year, fixed.month, 1), fixed.day)


def _in_month(first: date, day: int) -> date:
    return first.replace(day=min(day, calendar.monthrange(first.year, first.month)[1]))
