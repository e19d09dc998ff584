"""A person's dates as an iCalendar (RFC 5545): whole days, the same in every time zone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from flask_babel import gettext

from workflow.office.reminders.queries import COMPLAINT, REVIEW, Due
from workflow.stages.cases.ways import NAMES

_ONE_DAY = timedelta(days=1)


def written(dues: Iterable[Due], *, site: str, at: datetime) -> bytes:
    """The calendar as a file: opaque numbers and addresses that ask to log in, no person's name."""
    from icalendar import Calendar  # some megabytes that only a worker who writes calendars should carry
    from icalendar import Event as Component

    calendar, host = Calendar(), urlsplit(site).hostname
    name = gettext("What is due with me")
    for head, value in {"prodid": "-//Sunshine Credit//EN", "version": "2.0", "method": "PUBLISH"}.items():
        calendar.add(head, value)
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    for due in dues:
        made = Component()
        made.add("uid", f"{due.sort}.{due.public_id}@{host}")
        made.add("dtstamp", at.astimezone(UTC))
        made.add("dtstart", due.on)
        made.add("dtend", due.on + _ONE_DAY)  # the end is the first day that is free again
        stage = gettext(NAMES[due.stage]) if due.stage else ""
        made.add("summary", gettext(due.title, number=due.number, stage=stage))
        made.add("url", f"{site}/staff/{_PAGES.get(due.sort, 'cases')}/{due.public_id}")
        made.add("transp", "TRANSPARENT")
        calendar.add_component(made)
    return bytes(calendar.to_ical())


_PAGES = {COMPLAINT: "complaints", REVIEW: "complaints"}
