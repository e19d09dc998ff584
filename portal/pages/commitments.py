"""Promise beside actual (S07, N03): each commitment with what was done, the promise in words and in figures."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask import Blueprint, render_template

from portal.cache import made_of
from portal.faces import worded
from workflow.doors.published import read

bp = Blueprint("commitments", __name__)

DELAYED_DAYS = 2  # figures come daily; two days without new ones is a silence to be named


@bp.get("/commitments")
def index() -> str:
    """Every promise in force, timed ones with their figures."""
    made_of("commitment", "performance", "conduct")
    return render_template(
        "portal/commitments.html",
        figures=[_figure(record) for record in timed()],
        others=[record for record in read.in_force("commitment") if record.payload["kind"] != "time"],
        conduct=read.in_force("conduct"),
        delayed_days=DELAYED_DAYS,
    )


def timed() -> list[read.Public]:
    """The promises with a number of days, in the order of the rules: the loan first, complaints last."""
    found = [record for record in read.in_force("commitment") if record.payload["kind"] == "time"]
    return sorted(found, key=lambda record: record.payload.get("order", 0))


def _performance(key: str) -> dict[str, Any] | None:
    found = read.one("performance", key)
    return found.payload if found else None


def _figure(record: read.Public) -> dict[str, Any]:
    """What the shared figure macro draws, with the record it rests on."""
    promise, actual = record.payload, _performance(record.key) or {}
    told = {name: actual.get(name) for name in ("n", "median", "p90", "open_overdue", "from", "as_of")}
    return told | {
        "id": record.key.replace(".", "-"), "label": worded(promise["label"]), "promised": promise.get("days"),
        "unit": promise.get("unit"), "cite": promise.get("cite"), "hidden": actual.get("suppressed"),
        "on_time_share": Decimal(actual.get("on_time") or 0) / 1000, "promise": promise, "record": record,
    }  # fmt: skip
