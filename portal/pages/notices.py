"""Public notices by village (S43, S44). What is over is gone: 410 with its period and proof, without a name."""

from __future__ import annotations

from bisect import bisect_right
from itertools import groupby
from operator import itemgetter
from typing import Any

from flask import Blueprint, abort, make_response, render_template
from flask.typing import ResponseReturnValue

from portal.cache import made_of
from workflow.doors.published import read

bp = Blueprint("notices", __name__, url_prefix="/notices")

NOINDEX = {"X-Robots-Tag": "noindex, noarchive"}


@bp.get("")
def index() -> str:
    """Which notices stand today, by town and village; no entry is shown here."""
    made_of("notice")
    standing = sorted(read.heads("notice"), key=lambda record: (record.village or "", record.payload["first_day"]))
    return render_template("portal/notices.html", towns=_by_town(standing))


@bp.get("/<key>")
@bp.get("/<key>/<int(min=2):page>")
def show(key: str, page: int = 1) -> ResponseReturnValue:
    """One notice with its entries by village group; a long one in pages whose bounds were fixed when it was posted."""
    made_of("notice")
    record = read.one("notice", key)
    if record is None:
        return _gone(key)
    rows, pages = paged(record.payload, page)
    if page > pages:
        abort(404)
    shown = {
        "record": record, "notice": record.payload, "groups": grouped(rows), "more": more(record.payload),
        "versions": read.versions("notice", key) if record.generated else [], "earlier": _earlier(record),
        "anew": read.in_place_of(record) if record.generated else [],  # whole as posted: nothing was taken off it
    }  # fmt: skip
    made_of("notice", village=record.village)
    return make_response(render_template("portal/notice.html", page=page, pages=pages, **shown), NOINDEX)


def paged(notice: dict[str, Any], page: int) -> tuple[list[dict[str, Any]], int]:
    """The entries of one page, and how many pages there are.

    They stand in the order of their numbers. Each stays on its page whatever is taken off the list, so that nobody who
    turns pages misses one.
    """
    rows, most = notice["rows"], notice.get("page_rows")
    if not rows or not most:
        return rows, 1
    first, behind = (bisect_right(rows, most * before, key=itemgetter("n")) for before in (page - 1, page))
    return rows[first:behind], (rows[-1]["n"] - 1) // most + 1


def grouped(rows: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Entries by village group, in the order of the list."""
    return [(group, list(members)) for group, members in groupby(rows, key=lambda row: row.get("group") or "")]


def more(notice: dict[str, Any]) -> set[str]:
    """The fields that only some entries have."""
    return {field for field in ("apart", "guarantor") if any(row.get(field) for row in notice["rows"])}


def _gone(key: str) -> ResponseReturnValue:
    record = read.latest("notice", key)
    if record is None or record.valid_from > read.today():
        abort(404)
    linked = {"earlier": _earlier(record), "anew": read.in_place_of(record)}
    page = render_template("portal/notice_gone.html", record=record, notice=record.payload, **linked)
    return make_response(page, 410, NOINDEX)


def _earlier(record: read.Public) -> list[read.Public]:
    """The public lists on which entries of this one stood before."""
    found = (read.latest("notice", key) for key in record.payload.get("replaces", ()))
    return [each for each in found if each]


def _by_town(records: list[read.Public]) -> dict[str, list[read.Public]]:
    found: dict[str, list[read.Public]] = {}
    for record in records:
        found.setdefault(record.payload["town"], []).append(record)
    return found
