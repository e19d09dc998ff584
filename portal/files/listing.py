"""A list as data: its rows from records in force, and what is the same for all lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple
from urllib.parse import quote

from flask_babel import lazy_gettext as _

from portal.files.fields import CODE, COUNT, DAY, FLAG, INSTANT, TEXT, Field, Row
from workflow.doors.published import read

RECORD = (
    Field("valid_from", DAY, _("In force from")),
    Field("valid_until", DAY, _("In force until, that day included; empty: until replaced")),
    Field("published_at", INSTANT, _("Published at (UTC)")),
    Field("leaf", COUNT, _("Entry of the public log")),
    Field("page", CODE, _("Address of the page on this site")),
)
KEY = Field("key", CODE, _("Stable key of the record"))
SOURCE = (
    Field("cite", TEXT, _("Source")),
    Field("since", DAY, _("Rule in force since"), "from"),
    Field("default", FLAG, _("Our default where the institution's own document is silent")),
    Field("example", FLAG, _("Figure made up for the demonstration")),
)


class Listing(NamedTuple):
    """One public list. One of these in `lists.LISTS` gives it JSON, CSV, a schema, a line on /data and links.

    `shown_on` are the endpoints of the pages that show it, `page` is the address of a row's page with the row's
    fields in braces, `title` says a row in one line of the reader's language: with it the list has a feed, too.
    `more` are other files about the same, each with its name.
    """

    name: str
    label: Any
    kinds: tuple[str, ...]
    shown_on: tuple[str, ...]
    rows: Callable[[], Iterable[Row]]
    fields: tuple[Field, ...]
    page: str
    title: Callable[[Row], str] | None = None
    version: int = 1
    indexed: bool = True
    more: tuple[tuple[Any, str], ...] = ()

    def found(self) -> list[dict[str, Any]]:
        """The rows of today, each with the address of its page."""
        return [{**row, "page": self.page_of(row)} for row in self.rows()]

    def page_of(self, row: Row) -> str:
        """The address of a row's page."""
        return self.page.format_map(_Quoted(row))


class _Quoted(dict[str, Any]):
    """A row whose values can stand in an address."""

    def __getitem__(self, name: str) -> str:
        return quote(str(super().__getitem__(name)), safe="")


def records(kind: str) -> Callable[[], list[dict[str, Any]]]:
    """The records of a kind in force today, by key: payload and what is known of the record."""
    return lambda: [as_row(record) for record in read.in_force(kind)]


def as_row(record: read.Public) -> dict[str, Any]:
    """A record's payload with what is known of the record itself; the payload's own words come first."""
    known = {name: getattr(record, name) for name in _KNOWN}
    return known | _dated(record.payload) | {"past": [_dated(each) for each in record.payload.get("past", ())]}


def _dated(said: Row) -> dict[str, Any]:
    return {**said, "from": read.first_day(said)}


_KNOWN = ("key", "valid_from", "valid_until", "published_at", "leaf")
