"""Our rules: every value in force, from which document and since when."""

from __future__ import annotations

from flask import Blueprint, render_template

from portal.cache import made_of
from portal.faces import worded
from workflow.doors.published import read

bp = Blueprint("rules", __name__)


@bp.get("/rules")
def index() -> str:
    """All values by the document they come from."""
    made_of("rules")
    sources: dict[str, list[read.Public]] = {}
    for record in read.in_force("rules"):
        sources.setdefault(worded(record.payload["pack"]), []).append(record)
    return render_template("portal/rules.html", sources=sources)
