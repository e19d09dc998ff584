"""iCalendar (RFC 5545): periods of notices and duty rosters as days, the same days in every time zone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

ONE_DAY = timedelta(days=1)


class Event(NamedTuple):
    """Whole days from the first to the last; `key` never changes, `at` is when it was published."""

    key: str
    title: str
    first_day: date
    last_day: date
    at: datetime
    page: str
    words: str = ""


def written(name: str, host: str, events: Iterable[Event]) -> bytes:
    """The calendar as a file."""
    from icalendar import Calendar  # some megabytes that only a worker who writes calendars should carry

    calendar = Calendar()
    heads = {"prodid": "-//Sunshine Credit//EN", "version": "2.0", "method": "PUBLISH", "name": name}
    for head, value in {**heads, "x-wr-calname": name}.items():
        calendar.add(head, value)
    for event in events:
        calendar.add_component(_component(event, host))
    return bytes(calendar.to_ical())


def _component(event: Event, host: str) -> Any:
    from icalendar import Event as Component

    made = Component()
    made.add("uid", f"{event.key}@{host}")
    made.add("dtstamp", event.at.astimezone(UTC))
    made.add("dtstart", event.first_day)
    made.add("dtend", event.last_day + ONE_DAY)  # the end is the first day that is free again
    made.add("summary", event.title)
    made.add("url", event.page)
    made.add("transp", "TRANSPARENT")
    if event.words:
        made.add("description", event.words)
    return made
