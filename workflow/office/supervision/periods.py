"""Half-years, quarters and other periods of whole months that the rules divide the year into. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from workflow.policy.calendar import ONE_DAY
from workflow.policy.terms import add_months

_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days, both ends included."""

    first: date
    last: date


def period_of(day: date, months: int) -> Period:
    """The period of so many months in which a day lies; periods are counted from January."""
    number = day.year * _MONTHS + day.month - 1
    begun = number - number % months
    first = date(begun // _MONTHS, begun % _MONTHS + 1, 1)
    return Period(first, add_months(first, months) - ONE_DAY)


def before(period: Period, months: int) -> Period:
    """The period before this one."""
    return period_of(period.first - ONE_DAY, months)
