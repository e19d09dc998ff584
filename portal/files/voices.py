"""What complaints and evaluation cards of ended periods came to; a number that would point at somebody is left open."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask_babel import lazy_gettext as _

from portal.files.fields import CODE, COUNT, DAY, DAYS, PAIR, Field
from portal.files.listing import KEY, RECORD, Listing, as_row
from workflow.doors.published import read

_PAGES = ("complaints.index", "complaints.show")
_ROW = (
    KEY, Field("first_day", DAY, _("First day of the period"), "from"),
    Field("last_day", DAY, _("Last day of the period"), "until"),
    Field("least", COUNT, _("Smaller numbers, and those that would tell one, are left open")),
    Field("of", CODE, _("What is counted: all, a kind or an office")),
    Field("code", CODE, _("Code of the kind, or number of the office")),
    Field("label", PAIR, _("What it is called")),
)  # fmt: skip


def _rows(table: str) -> list[dict[str, Any]]:
    return [as_row(record) | row for record in read.in_force("complaints") for row in record.payload[table]]


def _of(table: str) -> Callable[[], list[dict[str, Any]]]:
    return partial(_rows, table)


COMPLAINTS = Listing(
    "complaints", _("What complaints came to"), ("complaints",), _PAGES, _of("complaints"),
    (
        *_ROW, Field("answered", COUNT, _("Complaints answered"), "n"),
        Field("upheld", COUNT, _("Upheld")), Field("partly", COUNT, _("Upheld in part")),
        Field("not_upheld", COUNT, _("Not upheld")), Field("not_provable", COUNT, _("Could not be proved")),
        Field("in_time", COUNT, _("Answered in time")), Field("late", COUNT, _("Answered late")),
        Field("median_days", DAYS, _("Half were answered within so many days"), "median"),
        Field("p90_days", DAYS, _("Nine in ten were answered within so many days"), "p90"), *RECORD,
    ),
    "/complaints/{key}",
)  # fmt: skip

CARDS = Listing(
    "cards", _("How customers judged us"), ("complaints",), _PAGES, _of("cards"),
    (
        *_ROW, Field("cards", COUNT, _("Evaluation cards that came"), "n"),
        Field("good", COUNT, _("Good")), Field("fair", COUNT, _("Fair")), Field("poor", COUNT, _("Poor")), *RECORD,
    ),
    "/complaints/{key}",
)  # fmt: skip
