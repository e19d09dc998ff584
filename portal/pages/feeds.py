"""To follow what is published: Atom feeds and calendars. None holds an entry of a notice."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, request
from flask_babel import gettext as _

from portal.cache import made_of
from portal.faces import worded
from portal.files import addresses, atom, calendars, feeds
from portal.files.addresses import ATOM, ICS, served, site, tongue
from portal.files.listing import Listing, as_row
from portal.files.lists import LISTS
from portal.files.watching import notice_title
from portal.pages.search import MOST_SIGNS
from workflow.doors.inbox.receive import checks
from workflow.doors.published import read

bp = Blueprint("feeds", __name__)
bp.before_request(addresses.once)

NOINDEX = {"X-Robots-Tag": "noindex, noarchive"}


def _of_list(listing: Listing) -> Response:
    made_of(*listing.kinds)
    return _atom(feeds.of_list(listing))


for _each in LISTS:
    if _each.title:
        bp.add_url_rule(f"/feeds/{_each.name}.atom", f"list_{_each.name}", partial(_of_list, _each))


@bp.get("/feeds/log.atom")
def log() -> Response:
    """The newest statements of the public log."""
    made_of("log")
    return _atom(feeds.of_log())


@bp.get("/feeds/taken-down.atom")
def taken_down() -> Response:
    """What was taken down and why."""
    made_of("log")
    return _atom(feeds.of_taken_down())


@bp.get("/villages/<code>.atom")
def village(code: str) -> Response:
    """What happens in a village."""
    made_of("village", "notice", village=code)
    return _atom(feeds.of_village(read.one("village", code) or abort(404)))


@bp.get("/search.atom")
def search() -> Response:
    """What a search finds, for who wants to hear of what it will find later. Never kept: it is one reader's words."""
    text = checks.shown(request.args.get("q", ""))[:MOST_SIGNS].strip()
    return _atom(feeds.of_search(text, read.find(text, most=feeds.MOST).hits))


@bp.get("/villages/<code>.ics")
def notices(code: str) -> Response:
    """The periods of the notices that stand in a village."""
    made_of("village", "notice", village=code)
    record = read.one("village", code) or abort(404)
    events = [_period(as_row(each)) for each in read.heads("notice", village=code)]
    return _ics(_("Notices in %(village)s", village=record.payload["name"]), events)


@bp.get("/duty.ics")
def duty() -> Response:
    """Who is on duty, day by day, at every outlet."""
    made_of("duty")
    rows = [as_row(each) for each in read.in_force("duty")]
    return _ics(_("On duty"), [event for row in rows for event in (*_shifts(row), *_sit_ins(row))])


def _period(row: dict[str, Any]) -> calendars.Event:
    first, last = (date.fromisoformat(row[name]) for name in ("first_day", "last_day"))
    page = f"{site()}{tongue()}/notices/{row['key']}"
    words = worded(row["how_to_object"])
    return calendars.Event(row["key"], notice_title(row), first, last, row["published_at"], page, words)


def _shifts(row: dict[str, Any]) -> list[calendars.Event]:
    """A day's people are one event; a day on which nobody is written down is none."""
    days = [(date.fromisoformat(day["on"]), [person["name"] for person in day["people"]]) for day in row["days"]]
    title = _("On duty at %(office)s", office=worded(row["office"]))
    return [
        calendars.Event(f"duty-{row['key']}-{on}", f"{title}: {', '.join(names)}", on, on, row["published_at"], site())
        for on, names in days
        if names
    ]


def _sit_ins(row: dict[str, Any]) -> list[calendars.Event]:
    """Everyone who sits in is an event of the day, with hours and place in words."""
    found = [(day["on"], number, each) for day in row["days"] for number, each in enumerate(day.get("sit_in", ()))]
    days = [(f"sit-in-{row['key']}-{on}-{number}", date.fromisoformat(on), each) for on, number, each in found]
    return [
        calendars.Event(key, _sits_in(each), on, on, row["published_at"], site(), each["hours"])
        for key, on, each in days
    ]


def _sits_in(sitting: dict[str, Any]) -> str:
    where = " ".join(filter(None, (sitting["village_name"], sitting["where"])))
    return _("%(name)s sits in: %(place)s", name=sitting["name"], place=where)


def _atom(feed: atom.Feed) -> Response:
    return _followed(served(atom.written(feed), ATOM))


def _ics(name: str, events: list[calendars.Event]) -> Response:
    host = urlsplit(site()).hostname or "localhost"
    return _followed(served(calendars.written(name, host, events), ICS))


def _followed(response: Response) -> Response:
    """For readers of feeds, not for search engines."""
    response.headers.update(NOINDEX)
    return response
