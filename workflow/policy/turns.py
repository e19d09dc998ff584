"""The turns of whole months that the rules divide the calendar year into: half-years, quarters, months. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from workflow.policy.calendar import ONE_DAY
from workflow.policy.terms import add_months

_YEAR = 12


@dataclass(frozen=True, slots=True)
class Turn:
    """A stretch of days, both ends included."""

    first: date
    last: date


def turn_of(day: date, months: int) -> Turn:
    """The turn of so many months in which a day lies; every year begins a new one.

    ValueError where the months do not divide a year: its last turn would be cut short.
    """
    if months < 1 or _YEAR % months:
        raise ValueError(f"turns of {months} months do not divide a year")
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return Turn(first, add_months(first, months) - ONE_DAY)


def before(turn: Turn, months: int) -> Turn:
    """The turn before this one."""
    return turn_of(turn.first - ONE_DAY, months)
