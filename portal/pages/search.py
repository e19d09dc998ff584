"""Find by typing: products, officers, villages, notices – never a household."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from workflow.doors.inbox.receive import checks
from workflow.doors.published import read

bp = Blueprint("search", __name__)

MOST_SIGNS = 60


@bp.get("/search")
def show() -> str:
    """What was found, by kind."""
    text = checks.shown(request.args.get("q", ""))[:MOST_SIGNS].strip()
    found: dict[str, list[read.Public]] = {}
    for record in read.find(text, read.DIRECTORY):
        found.setdefault(record.kind, []).append(record)
    return render_template("portal/search.html", text=text, found=found)
