"""The weeks that duty rosters are made for: Monday to Sunday. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

_LENGTH = 7
_DAY = timedelta(days=1)
WEEK = _LENGTH * _DAY


def monday_of(day: date) -> date:
    """The Monday of the week that a day lies in."""
    return day - day.weekday() * _DAY


def sunday_of(monday: date) -> date:
    """The last day of the week that begins on a Monday."""
    return monday + WEEK - _DAY


def days_of(monday: date) -> list[date]:
    """The seven days of a week."""
    return [monday + number * _DAY for number in range(_LENGTH)]


def mondays(first: date, last: date) -> Iterator[date]:
    """The Mondays of the weeks that two days lie in and of those between."""
    monday = monday_of(first)
    while monday <= last:
        yield monday
        monday += WEEK


def key(office_id: int, monday: date) -> str:
    """What a roster is called: the outlet and the ISO week, `7-2026-W48`."""
    year, week, _day = monday.isocalendar()
    return f"{office_id}-{year}-W{week:02d}"
