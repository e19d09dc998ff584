"""What is lent, at which price, under which promises and rules."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from portal.faces import worded
from portal.files.fields import (
    CODE,
    COUNT,
    DAY,
    DAYS,
    FLAG,
    INSTANT,
    PAIR,
    PAIRS,
    PERCENT,
    TEXT,
    TEXTS,
    YUAN,
    Field,
    Row,
    rows,
)
from portal.files.listing import KEY, RECORD, SOURCE, Listing, records
from portal.words import rate, within
from workflow.doors.published import read

_NAME = Field("name", PAIR, _("Name"))
_LABEL = Field("label", PAIR, _("What it is about"))
_UNIT = Field("unit", CODE, _("Kind of day: calendar counts every day, workday only days the office works"))
_MATERIALS = rows(
    _NAME._replace(path="both"),
    Field("original", COUNT, _("Originals to show")),
    Field("copy", COUNT, _("Copies to hand in")),
    Field("by", PAIR, _("Who brings it")),
)
_PAST = rows(
    Field("rate", PERCENT, _("Per cent a year; empty: not set")),
    Field("since", DAY, _("Rule in force since"), "from"),
    Field("cite", TEXT, _("Source")),
)
_STAGES = rows(
    _NAME._replace(path="both"),
    Field("post", PAIR, _("Who does it")),
    Field("customer", PAIR, _("What the customer does")),
)


def _products() -> list[dict[str, Any]]:
    """Papers and steps carry their two languages beside their other fields: put together under one name."""
    found = records("product")()
    return [{**row, **{part: _named(row.get(part, ())) for part in ("materials", "stages")}} for row in found]


def _named(parts: Any) -> list[dict[str, Any]]:
    return [{**part, "both": part} for part in parts]


PRODUCTS = Listing(
    "products", _("Loans"), ("product",), ("products.index",), _products,
    (
        KEY, _NAME,
        Field("introduction", PAIR, _("In a sentence")),
        Field("who", PAIR, _("For whom")),
        Field("purpose", PAIR, _("For what")),
        Field("amount_least", YUAN, _("Least amount, yuan"), "amount.min"),
        Field("amount_most", YUAN, _("Greatest amount, yuan"), "amount.max"),
        Field("term", PAIR, _("Term")),
        Field("guarantee", PAIR, _("Guarantee")),
        Field("repayment", PAIR, _("Repayment")),
        Field("how_to_apply", PAIR, _("How to apply")),
        Field("materials", _MATERIALS, _("Papers to bring")),
        Field("stages", _STAGES, _("Steps of the procedure")),
        Field("limits", TEXTS, _("Keys of the promised time limits")),
        Field("cite", TEXT, _("Source")), *RECORD,
    ),
    "/products/{key}", lambda row: worded(row["name"]),
)  # fmt: skip


def _rate_title(row: Row) -> str:
    if row["rate"] is None:
        return gettext("%(label)s: not set", label=worded(row["label"]))
    return gettext("%(label)s: %(rate)s%% a year", label=worded(row["label"]), rate=rate(row["rate"]))


RATES = Listing(
    "rates", _("Interest rates"), ("rate",), ("rates.index",), records("rate"),
    (
        KEY, _LABEL,
        Field("rate", PERCENT, _("Per cent a year; empty: not set")),
        Field("basis", PAIR, _("What it is priced from")),
        Field("reference", FLAG, _("Whether it is no price but a rate that prices start from")),
        Field("past", _PAST, _("Rates before this one, newest first")), *SOURCE, *RECORD,
    ),
    "/rates", _rate_title,
)  # fmt: skip

FEES = Listing(
    "fees", _("Fees"), ("fee",), ("fees.index", "rates.index"), records("fee"),
    (
        KEY, _LABEL, Field("standard", PAIR, _("What is charged")),
        Field("code", CODE, _("Code of the item in the catalogue of fees")),
        Field("price", CODE, _("Kind of price: government or market")),
        Field("collector", PAIR, _("Who collects it")), Field("basis", PAIR, _("On which basis")), *SOURCE, *RECORD,
    ),
    "/fees", lambda row: f"{worded(row['label'])}: {worded(row['standard'])}",
)  # fmt: skip


def _commitments() -> list[dict[str, Any]]:
    """Promises beside what was done; a figure that is held back for its few cases is empty."""
    figures = {record.key: record.payload for record in read.in_force("performance")}
    return [{**row, "done": figures.get(row["key"])} for row in records("commitment")()]


def _promise_title(row: Row) -> str:
    if row["kind"] != "time":
        return worded(row["label"])
    return f"{worded(row['label'])}: {within(row['days'], row['unit'])}"


COMMITMENTS = Listing(
    "commitments", _("Our promises"), ("commitment", "performance"), ("commitments.index",), _commitments,
    (
        KEY, _LABEL,
        Field("kind", CODE, _("Kind of promise: time, clean lending or good service")),
        Field("days", COUNT, _("Promised days")), _UNIT,
        Field("text", PAIRS, _("The promise in words")),
        Field("finished", COUNT, _("Cases finished"), "done.n"),
        Field("median_days", DAYS, _("Half were finished within so many days"), "done.median"),
        Field("p90_days", DAYS, _("Nine in ten were finished within so many days"), "done.p90"),
        Field("longest_days", DAYS, _("The longest took so many days"), "done.longest"),
        Field("in_time_per_mille", COUNT, _("So many of a thousand were in time"), "done.on_time"),
        Field("open_overdue", COUNT, _("Open and past their date"), "done.open_overdue"),
        Field("held_back", FLAG, _("Figures held back: so few cases would point at a household"), "done.suppressed"),
        Field("as_of", INSTANT, _("Figures of"), "done.as_of"), *SOURCE, *RECORD,
    ),
    "/commitments", _promise_title,
)  # fmt: skip

RULES = Listing(
    "rules", _("Our rules"), ("rules",), ("rules.index",), records("rules"),
    (
        KEY, _LABEL,
        Field("value", PAIR, _("The value in words"), "text"),
        Field("unit", CODE, _("Unit of the value")),
        Field("set", FLAG, _("Whether a source sets it")),
        Field("note", PAIR, _("Note")),
        Field("document", PAIR, _("Document it comes from"), "pack"),
        Field("link", TEXT, _("Address of the source"), "href"), *SOURCE, *RECORD,
    ),
    "/rules/{key}", lambda row: f"{worded(row['label'])}: {worded(row['text'])}",
)  # fmt: skip
