"""What anyone may watch: notices without entries, rules of conduct, ways to supervise, draws, the public log."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from portal.faces import worded
from portal.files.fields import CODE, COUNT, DAY, FLAG, INSTANT, PAIR, PAIRS, TEXT, TEXTS, Field, Row, rows
from portal.files.listing import KEY, RECORD, SOURCE, Listing, as_row, records
from workflow.doors.published import read


def notice_title(row: Row) -> str:
    """A notice by its place and last day; never by an entry."""
    return gettext("Public notice in %(village)s, until %(day)s", village=row["village_name"], day=row["last_day"])


def _notices() -> list[dict[str, Any]]:
    """Every notice that stands, never its entries: they are not even read."""
    return [as_row(record) for record in read.heads("notice")]


NOTICES = Listing(
    "notices", _("Public notices"), ("notice",), ("notices.index",), _notices,
    (
        KEY,
        Field("kind", CODE, _("What is posted: a loan or a credit line")),
        Field("village", CODE, _("Code of the village")), Field("village_name", TEXT, _("Village")),
        Field("town", TEXT, _("Town")), Field("place", TEXT, _("Where the paper hangs")),
        Field("posted_at", INSTANT, _("Posted at (UTC)")),
        Field("first_day", DAY, _("First day")), Field("last_day", DAY, _("Last day")),
        Field("days", COUNT, _("Length of the period in days")),
        Field("unit", CODE, _("Kind of day: calendar counts every day, workday only days the office works")),
        Field("on_paper", COUNT, _("Entries on the paper list only"), "hidden"),
        Field("how_to_object", PAIR, _("How to object")), *RECORD,
    ),
    "/notices/{key}", notice_title, indexed=False,
)  # fmt: skip

CONDUCT = Listing(
    "conduct", _("Rules of conduct"), ("conduct",), ("conduct.index",), records("conduct"),
    (KEY, Field("label", PAIR, _("What it is about")), Field("items", PAIRS, _("The rules")), *SOURCE, *RECORD),
    "/conduct", lambda row: worded(row["label"]),
)  # fmt: skip

_VILLAGES = rows(Field("name", TEXT, _("Name")), Field("code", CODE, _("Code of the village")))
DRAWS = Listing(
    "draws", _("Draws for inspection"), ("draw",), ("draws.index", "draws.show"),
    lambda: [as_row(record) for record in read.heads("draw")],
    (
        KEY, Field("office_id", COUNT, _("Number of the office")), Field("office", PAIR, _("Office")),
        Field("first_day", DAY, _("First day of the period"), "from"),
        Field("last_day", DAY, _("Last day of the period"), "until"),
        Field("state", CODE, _("How it stands: announced, drawn or given_up")),
        Field("announced_at", INSTANT, _("Announced at (UTC)")), Field("drawn_at", INSTANT, _("Drawn at (UTC)")),
        Field("given_up_at", INSTANT, _("Given up at (UTC)")),
        Field("villages_listed", COUNT, _("Villages on the list")),
        Field("officers_listed", COUNT, _("Officers on the list")),
        Field("loans_listed", COUNT, _("Loans on the list")),
        Field("villages", _VILLAGES, _("Villages drawn, in the order of the lot")),
        Field("loans", COUNT, _("Loans drawn")), Field("witnesses", COUNT, _("Witnesses")),
        Field("checksum", CODE, _("SHA-256 of the list")), Field("promise", CODE, _("SHA-256 of the secret")),
        Field("secret", CODE, _("The secret, told with the draw")), Field("words", TEXTS, _("The witnesses' words")),
        Field("seed", CODE, _("SHA-256 of secret and words: what the lot is made of")), *RECORD,
    ),
    "/draws/{key}",
)  # fmt: skip

_PEOPLE = rows(
    Field("name", TEXT, _("Name")), Field("office", PAIR, _("Office")), Field("phone", TEXT, _("Telephone"))
)
SUPERVISION = Listing(
    "supervision", _("Ways to supervise"), ("supervision",), ("conduct.supervision",), records("supervision"),
    (
        Field("channels", PAIRS, _("Ways to report")), Field("hotline", TEXT, _("Telephone for complaints")),
        Field("all_day", FLAG, _("Whether it is answered day and night")),
        Field("supervisors", PAIR, _("Who supervises")), Field("people", _PEOPLE, _("Who handles complaints")),
        *SOURCE, *RECORD,
    ),
    "/supervision", lambda _row: gettext("Ways to supervise"),
)  # fmt: skip

NEWEST_LEAVES = 500
"""How far back the list of the log reaches; every older entry has a page of its own."""


def _leaves() -> list[dict[str, Any]]:
    return read.public_log.leaves(NEWEST_LEAVES)


LOG = Listing(
    "log", _("The public log"), ("log", *read.KINDS), ("log.index", "log.taken_down"), _leaves,
    (
        Field("leaf", COUNT, _("Entry of the public log")),
        Field("act", CODE, _("What happened: published, superseded, withdrawn, ended, anchored")),
        Field("kind", CODE, _("Kind of record")), Field("key", CODE, _("Stable key of the record")),
        Field("valid_from", DAY, _("In force from")),
        Field("valid_until", DAY, _("In force until, that day included; empty: until replaced")),
        Field("published_at", INSTANT, _("Published at (UTC)")),
        Field("why", TEXT, _("Why it was taken down")),
        Field("proof", CODE, _("Address of the proof"), "page"),
    ),
    "/log/{leaf}.json", indexed=False,
    more=(("Atom", "/feeds/log.atom"), (_("Feed of what was taken down"), "/feeds/taken-down.atom")),
)  # fmt: skip
