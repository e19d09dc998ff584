"""What the feeds tell: each list, each village, a search, the public log and what was taken down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from flask import g, request
from flask_babel import gettext as _

from portal.faces import worded
from portal.files.addresses import site, tongue
from portal.files.atom import Entry, Feed
from portal.files.fields import Field, Row
from portal.files.listing import Listing, as_row
from portal.files.lists import BY_KIND
from portal.files.people import VILLAGES
from portal.files.watching import NOTICES
from portal.words import reason
from workflow.doors.published import read

MOST = 100
"""So many entries a feed carries; who comes rarely reads the list itself."""
_NEVER = datetime(2000, 1, 1, tzinfo=UTC)


def of_list(listing: Listing) -> Feed:
    """What of a list is in force, the newest first."""
    entries = [entry(listing, row) for row in listing.found()]
    return _feed(_title(str(listing.label)), listing.page.partition("{")[0], entries, _changed(listing.kinds[0]))


def of_village(village: read.Public) -> Feed:
    """The village with its officer, and the notices that stand there; a notice without its entries."""
    notices = [as_row(each) for each in read.heads("notice", village=village.key)]
    found = [entry(VILLAGES, _paged(VILLAGES, as_row(village)))]
    found += [entry(NOTICES, _paged(NOTICES, row)) for row in notices]
    changed = max(_changed("notice", village.key), _changed("village", village.key))
    return _feed(_title(village.payload["name"]), f"/villages/{village.key}", found, changed)


def of_search(text: str, hits: Iterable[read.Hit]) -> Feed:
    """What a search finds, the newest first: to hear of what will be found later."""
    records = (record for hit in hits if (record := read.one(hit.kind, hit.key)))
    lists = [(BY_KIND[record.kind], as_row(record)) for record in records if record.kind in BY_KIND]
    found = [entry(listing, _paged(listing, row)) for listing, row in lists]
    title = _title(_("Search: %(text)s", text=text))
    updated = max((each.published for each in found), default=_NEVER)
    return _feed(title, "/search", found, updated, f"?{urlencode({'q': text})}")


def of_log() -> Feed:
    """The newest statements of the public log that a checkpoint covers."""
    signed = read.public_log.newest()
    found = [_leaf(told) for told in read.public_log.leaves(MOST) if "kind" in told]
    return _feed(_title(_("The public log")), "/log", found, signed.at if signed else _NEVER)


def of_taken_down() -> Feed:
    """What was taken down and why; no name stands in it."""
    signed, page = read.public_log.newest(), read.register.taken_down()
    found = [_leaf({**each.told, "leaf": each.leaf}) for each in page.entries]
    return _feed(_title(_("Taken down")), "/log/taken-down", found, signed.at if signed else _NEVER)


def entry(listing: Listing, row: Row) -> Entry:
    """One row of a list: its title, its fields in words, the page that shows it."""
    title = listing.title(row) if listing.title else row["key"]
    lines = [line for line in (_line(field, row) for field in listing.fields) if line]
    return Entry(_proof(row["leaf"]), title, site() + tongue() + row["page"], row["published_at"], lines, listing.name)


def _paged(listing: Listing, row: Row) -> dict[str, Any]:
    return {**row, "page": listing.page_of(row)}


def _line(field: Field, row: Row) -> str:
    told = field.told(row)
    return f"{field.meaning}: {field.kind.said(told)}" if told and field.kind.said else ""


def _proof(leaf: int) -> str:
    return f"{site()}/log/{leaf}"


def _leaf(told: Mapping[str, Any]) -> Entry:
    """A statement of the log about a record."""
    at = datetime.fromisoformat(told.get("ended_at") or told["published_at"])
    acts = {
        "published": _("published"), "withdrawn": _("withdrawn"), "ended": _("ended"), "superseded": _("replaced"),
        "anchored": _("inner records sealed"),
    }  # fmt: skip
    act, kind = acts.get(told["act"], told["act"]), BY_KIND.get(told["kind"])
    about = kind.label if kind else told["kind"]
    title = _("Entry %(leaf)s: %(about)s, %(act)s", leaf=told["leaf"], about=about, act=act)
    lines = [_("Reason: %(reason)s", reason=reason(told["why"]))] if told.get("why") else []
    page = f"{site()}{tongue()}/log/{told['leaf']}"
    return Entry(_proof(told["leaf"]), title, page, at, lines, told["kind"])


def _feed(title: str, page: str, entries: list[Entry], updated: datetime, asked: str = "") -> Feed:
    newest = sorted(entries, key=lambda each: (each.published, each.proof), reverse=True)[:MOST]
    here = site() + request.script_root + request.path
    language = str(g.language).replace("_", "-")
    return Feed(title, here + asked, site() + tongue() + page.rstrip("/") + asked, _author(), language, updated, newest)


def _title(words: str) -> str:
    return f"{words} – {_author()}"


def _author() -> str:
    own = read.one("institution", "self")
    return worded({"zh": own.payload["name"], "en": own.payload.get("name_en")}) if own else _("Sunshine Credit")


def _changed(kind: str, village: str | None = None) -> datetime:
    return read.changed_at(kind, village) or _NEVER
