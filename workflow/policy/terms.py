"""Deadlines and notice periods that explain themselves: every result carries the days it was counted on.

Counting (Q01-Q03): the day of the start event is day 0, day N ends at 24:00 Asia/Shanghai. Pure: the caller
brings the dates, the limit from a policy pack and the calendar.
"""

from __future__ import annotations

import calendar as months
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import ceil
from typing import Any, Literal, NamedTuple, Self, cast

from workflow.policy.calendar import ONE_DAY, Calendar
from workflow.policy.pack import Value

Unit = Literal["calendar", "workday"]
Roll = Literal["none", "next_workday"]
DayOne = Literal["posting_day", "next_day"]


class Step(NamedTuple):
    """One date on the way to a deadline; codes only, templates word them.

    `kind`: start, counted (`number` says the how manieth), skipped (does not count), rolled (a rest day that
    the end moved past) or due. `reason`: start, calendar_day, or a reason of `calendar.Day`.
    """

    on: date
    kind: str
    number: int | None
    reason: str
    festival: str | None
    provisional: bool


@dataclass(frozen=True, slots=True)
class Limit:
    """How long something may take: `days` of `unit`; `roll` says whether an end on a rest day moves on."""

    days: int
    unit: Unit
    roll: Roll
    cite: str
    label: str
    label_en: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Deadline:
    """When something is due, and why. `due_on` is the last day in time.

    `internal_target` is the last working day on or before it (never before the start). `provisional`: the due
    date, or with `target_provisional` only the target, rests on a year whose arrangement is not loaded.
    """

    start: date
    due_on: date
    internal_target: date
    provisional: bool
    target_provisional: bool
    steps: tuple[Step, ...]
    limit: Limit
    calendar_version: str

    def warnings_at(self, shares: Sequence[Fraction]) -> tuple[date, ...]:
        """The dates on which these shares of the limit are used up, then the due date."""
        counted = [step.on for step in self.steps if step.number]
        used = [counted[max(ceil(len(counted) * share), 1) - 1] for share in shares if counted]
        return (*used, self.due_on)

    def as_dict(self) -> dict[str, Any]:
        """For storage and JSON: ISO dates and codes."""
        return _as_dict(self)

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Self:
        """What `as_dict` gave."""
        return cls(**_from_dict(stored))


@dataclass(frozen=True, slots=True)
class Period:
    """How long a notice stands: posted on day 0, counted from `first_day` to `last_day`, then effective."""

    posted_on: date
    first_day: date
    last_day: date
    effective_on: date
    provisional: bool
    steps: tuple[Step, ...]
    limit: Limit
    calendar_version: str

    def as_dict(self) -> dict[str, Any]:
        """For storage and JSON: ISO dates and codes."""
        return _as_dict(self)

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Self:
        """What `as_dict` gave."""
        return cls(**_from_dict(stored))


def limit_of(value: Value, *, roll: Roll = "none") -> Limit:
    """The limit that a pack's value states; ValueError if it is not a number of days."""
    if value.unit not in ("calendar", "workday") or not isinstance(value.value, int):
        raise ValueError(f"{value.key} is no number of days")
    unit = cast(Unit, value.unit)
    return Limit(value.value, unit, roll, value.cite, value.label, value.label_en, value.key)


def due(start: date, limit: Limit, calendar: Calendar) -> Deadline:
    """The deadline of something that started on `start`."""
    steps = _steps(start, limit, calendar)
    due_on = steps[-1].on
    target = max(calendar.last_working(due_on), start)
    unsettled = calendar.day(target).provisional or calendar.day(due_on).provisional
    return Deadline(
        start, due_on, target, _provisional(steps), unsettled, tuple(steps), limit, calendar.version
    )


def notice_period(
    posted_on: date,
    days: int,
    calendar: Calendar,
    *,
    unit: Unit = "calendar",
    roll: Roll = "next_workday",
    day_one: DayOne = "next_day",
    cite: str = "",
    label: str = "",
    label_en: str = "",
) -> Period:
    """The period of a notice posted on `posted_on`; effective on the day after the last (Q03).

    `day_one` says whether the day of posting counts itself (as some publishers do) or the next one is the first.
    """
    limit = Limit(days, unit, roll, cite, label, label_en)
    including = day_one == "posting_day"
    steps = _steps(posted_on, limit, calendar, including=including)
    last = steps[-1].on
    first = posted_on if including else min(posted_on + ONE_DAY, last)
    return Period(
        posted_on, first, last, last + ONE_DAY, _provisional(steps), tuple(steps), limit, calendar.version
    )


def recounted(period: Period, calendar: Calendar) -> Period:
    """The same period as another calendar counts it: same posting, same length, same rule."""
    limit = period.limit
    return notice_period(
        period.posted_on, limit.days, calendar, unit=limit.unit, roll=limit.roll,
        day_one="posting_day" if period.first_day == period.posted_on else "next_day",
        cite=limit.cite, label=limit.label, label_en=limit.label_en,
    )  # fmt: skip


def lateness(deadline: Deadline, done_on: date, calendar: Calendar) -> int:
    """By how many days of the limit's own unit something was late (Q45); 0 if it was in time.

    Done on a rest day after a limit in working days is late all the same: the first day late is day 1.
    """
    if done_on <= deadline.due_on:
        return 0
    if deadline.limit.unit == "calendar":
        return (done_on - deadline.due_on).days
    return max(calendar.working_days(deadline.due_on + ONE_DAY, done_on), 1)


def explain(deadline: Deadline | Period) -> list[Step]:
    """The days the result was counted on, from the start event to the due date."""
    return list(deadline.steps)


def add_months(start: date, number: int) -> date:
    """The same day `number` months on, or the last of the month where that day is missing (Q15)."""
    year, month = divmod(start.year * 12 + start.month - 1 + number, 12)
    return date(year, month + 1, min(start.day, months.monthrange(year, month + 1)[1]))


def _steps(start: date, limit: Limit, calendar: Calendar, *, including: bool = False) -> list[Step]:
    """From the start event to the due date; `including`: the day of the start may be day one itself."""
    if limit.days < 0:
        raise ValueError("a limit is never negative")
    steps = [Step(start, "start", None, "start", calendar.day(start).festival, False)]
    count = _count_workdays if limit.unit == "workday" else _count_calendar
    count(steps, start - ONE_DAY if including else start, limit.days, calendar)
    if limit.roll == "next_workday":
        _roll(steps, calendar)
    _close(steps, calendar)
    return steps


def _count_workdays(steps: list[Step], after: date, days: int, calendar: Calendar) -> None:
    on, number = after, 0
    while number < days:
        on += ONE_DAY
        day = calendar.day(on)
        if day.kind == "working":
            number += 1
            steps.append(Step(on, "counted", number, day.reason, day.festival, day.provisional))
        else:
            steps.append(Step(on, "skipped", None, day.reason, day.festival, day.provisional))


def _count_calendar(steps: list[Step], after: date, days: int, calendar: Calendar) -> None:
    for number in range(1, days + 1):
        on = after + timedelta(days=number)
        steps.append(Step(on, "counted", number, "calendar_day", calendar.day(on).festival, False))


def _roll(steps: list[Step], calendar: Calendar) -> None:
    """Move the end to a working day. From here on the kind of the day matters, so it may be provisional."""
    on = steps[-1].on
    day = calendar.day(on)
    steps[-1] = steps[-1]._replace(provisional=day.provisional)
    while day.kind == "rest":
        on += ONE_DAY
        day = calendar.day(on)
        steps.append(Step(on, "rolled", None, day.reason, day.festival, day.provisional))


def _close(steps: list[Step], calendar: Calendar) -> None:
    last = steps[-1]
    if last.kind == "start":
        day = calendar.day(last.on)
        steps.append(Step(last.on, "due", None, day.reason, day.festival, last.provisional))
    else:
        steps[-1] = last._replace(kind="due")


def _provisional(steps: Sequence[Step]) -> bool:
    return any(step.provisional for step in steps)


def _as_dict(result: Deadline | Period) -> dict[str, Any]:
    plain = {name: getattr(result, name) for name in result.__slots__}
    plain["steps"] = [{**step._asdict(), "on": step.on.isoformat()} for step in result.steps]
    plain["limit"] = {name: getattr(result.limit, name) for name in result.limit.__slots__}
    return {name: part.isoformat() if isinstance(part, date) else part for name, part in plain.items()}


def _from_dict(stored: Mapping[str, Any]) -> dict[str, Any]:
    parts = dict(stored)
    for name in ("start", "due_on", "internal_target", "posted_on", "first_day", "last_day", "effective_on"):
        if name in parts:
            parts[name] = date.fromisoformat(parts[name])
    parts["steps"] = tuple(Step(**{**step, "on": date.fromisoformat(step["on"])}) for step in parts["steps"])
    parts["limit"] = Limit(**parts["limit"])
    return parts
