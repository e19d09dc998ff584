"""Public notices by village (S43, S44). What is over is gone: 410 with its period and proof, without a name."""

from __future__ import annotations

from itertools import groupby
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
    standing = sorted(read.in_force("notice"), key=lambda record: (record.village or "", record.payload["first_day"]))
    return render_template("portal/notices.html", towns=_grouped(standing, "town"))


@bp.get("/<key>")
def show(key: str) -> ResponseReturnValue:
    """One notice with its entries by village group."""
    made_of("notice")
    record = read.one("notice", key)
    if record is None:
        return _gone(key)
    rows = sorted(record.payload["rows"], key=lambda row: row.get("group") or "")
    groups = {group: list(members) for group, members in groupby(rows, key=lambda row: row.get("group") or "")}
    return make_response(
        render_template("portal/notice.html", record=record, notice=record.payload, groups=groups), NOINDEX
    )


def _gone(key: str) -> ResponseReturnValue:
    record = read.latest("notice", key)
    if record is None or record.valid_from > read.today():
        abort(404)
    return make_response(render_template("portal/notice_gone.html", record=record, notice=record.payload), 410, NOINDEX)


def _grouped(records: list[read.Public], name: str) -> dict[Any, list[read.Public]]:
    found: dict[Any, list[read.Public]] = {}
    for record in records:
        found.setdefault(record.payload.get(name), []).append(record)
    return found
