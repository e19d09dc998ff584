"""What complaints and evaluation cards came to: numbers, times, outcomes by kind and office, period by period."""

from __future__ import annotations

from flask import Blueprint, abort, render_template

from portal.cache import made_of
from workflow.doors.published import read

bp = Blueprint("complaints", __name__)


@bp.get("/complaints")
def index() -> str:
    """Every period that is told, the newest first."""
    made_of("complaints")
    found = sorted(read.in_force("complaints"), key=lambda each: each.key, reverse=True)
    return render_template("portal/complaints.html", records=found)


@bp.get("/complaints/<key>")
def show(key: str) -> str:
    """One period."""
    made_of("complaints")
    record = read.one("complaints", key) or abort(404)
    return render_template("portal/complaints_period.html", record=record, told=record.payload)
