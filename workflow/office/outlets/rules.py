"""Weeks, slots and results of what an outlet must show. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from workflow.kernel.errors import N_

BOARD, ITEM = "board", "item"
#: How a free slot of the wall boards is named: `free_1`, `free_2` …
FREE = "free_"
GOOD, WORN, WRONG, MISSING = "good", "worn", "wrong", "missing"
RESULTS: Mapping[str, str] = {
    GOOD: N_("hangs and is right"),
    WORN: N_("hangs, hard to read"),
    WRONG: N_("hangs, not up to date"),
    MISSING: N_("does not hang"),
}

_DAYS = timedelta(days=6)


def week_of(day: date) -> date:
    """The Monday of the week that a day lies in."""
    return day - timedelta(days=day.weekday())


def last_of(monday: date) -> date:
    """The Sunday of the week that begins on a Monday."""
    return monday + _DAYS


def days_of(monday: date) -> list[date]:
    """The seven days of a week."""
    return [monday + timedelta(days=number) for number in range(7)]


def week_key(office_id: int, monday: date) -> str:
    """What a roster is called: the outlet and the ISO week, `7-2026-W48`."""
    year, week, _day = monday.isocalendar()
    return f"{office_id}-{year}-W{week:02d}"


def is_free(code: str) -> bool:
    """Whether a board's code is that of a slot which the rules count but do not name."""
    return code.startswith(FREE)


def free_slots(slots: int | None, named: int) -> list[str]:
    """The codes of the slots that the rules count but do not name."""
    return [f"{FREE}{number}" for number in range(1, max((slots or 0) - named, 0) + 1)]
