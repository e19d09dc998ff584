"""How each outlet told people of its loans: when, where, by which way, how much was handed out (S12)."""

from __future__ import annotations

from flask import Blueprint, abort, render_template

from portal.cache import made_of
from workflow.doors.published import read

bp = Blueprint("publicity", __name__)


@bp.get("/publicity")
def index() -> str:
    """Every outlet and year, the newest year first."""
    made_of("publicity")
    found = sorted(read.in_force("publicity"), key=lambda each: (-each.payload["year"], each.payload["office_id"]))
    return render_template("portal/publicity.html", records=found)


@bp.get("/publicity/<key>")
def show(key: str) -> str:
    """One outlet's year."""
    made_of("publicity")
    record = read.one("publicity", key) or abort(404)
    return render_template("portal/publicity_outlet.html", record=record, told=record.payload)
