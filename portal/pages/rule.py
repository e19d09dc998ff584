"""One rule on a page of its own: what every number on these pages leads to (N14)."""

from __future__ import annotations

from flask import Blueprint, abort, render_template

from portal.cache import made_of
from workflow.doors.published import read

bp = Blueprint("rule", __name__)


@bp.get("/rules/<key>")
def show(key: str) -> str:
    """A value with unit, source and marks, and every version that was published."""
    made_of("rules")
    record = read.one("rules", key) or abort(404)
    return render_template("portal/rule.html", record=record, rule=record.payload, versions=read.history("rules", key))
