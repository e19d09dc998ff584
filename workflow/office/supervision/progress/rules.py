"""The ten-day periods that the rules divide a month into, and what a report tells of one. Pure."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from workflow.kernel.errors import N_
from workflow.policy.calendar import ONE_DAY
from workflow.policy.terms import add_months

#: What a report tells, in its order: first what is there, then what was done in the period.
FIGURES = {
    "fit": N_("Households fit for archiving"),
    "archived": N_("On file"),
    "precredited": N_("With a pre-credit"),
    "rated": N_("Rated"),
    "recorded": N_("Households newly recorded in the period"),
    "settled": N_("Pre-credits verified in the period"),
    "graded": N_("Ratings settled in the period"),
    "received": N_("Applications received in the period"),
    "decided": N_("Applications decided in the period"),
}


@dataclass(frozen=True, slots=True)
class TenDays:
    """One period, both ends included, and the day its report is due: the day after."""

    first: date
    last: date

    @property
    def due_on(self) -> date:
        """The day after the last."""
        return self.last + ONE_DAY


def newest(days: Sequence[int], on: date) -> TenDays:
    """The newest period that is over on a day; `days` are the days of the month on which reports are due."""
    due = max(each for each in _due_days(days, add_months(on, -1), on) if each <= on)
    return ending(days, due - ONE_DAY)


def ending(days: Sequence[int], last: date) -> TenDays:
    """The period that ends on a day before one of the due days; ValueError for another day."""
    due = last + ONE_DAY
    if due not in set(_due_days(days, last, due)):
        raise ValueError(f"no period ends on {last}")
    first = max(each for each in _due_days(days, add_months(due, -1), due) if each < due)
    return TenDays(first, last)


def back_to(days: Sequence[int], since: date, on: date) -> Iterator[TenDays]:
    """The periods that are over on a day, newest first, back to the one that begins on or before `since`."""
    period = newest(days, on)
    yield period
    while period.first > since:
        period = ending(days, period.first - ONE_DAY)
        yield period


def _due_days(days: Sequence[int], *months: date) -> Iterator[date]:
    for month in months:
        longest = monthrange(month.year, month.month)[1]
        yield from (month.replace(day=each) for each in days if each <= longest)
