"""Our rules: every value in force, from which document and since when."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template

from portal.cache import made_of
from portal.faces import worded
from workflow.doors.published import read

bp = Blueprint("rules", __name__)


@bp.get("/rules")
def index() -> str:
    """All values by the document they come from, the institution's own first, our defaults last."""
    made_of("rules")
    institution = read.one("institution", "self")
    own = institution.payload["pack_name"] if institution else None
    sources: dict[str, list[read.Public]] = {}
    for record in sorted(read.in_force("rules"), key=lambda record: _rank(record.payload, own)):
        sources.setdefault(worded(record.payload["pack"]), []).append(record)
    return render_template("portal/rules.html", sources=sources)


def _rank(rule: dict[str, Any], own: Any) -> tuple[bool, bool]:
    return rule["pack"] != own, bool(rule.get("default"))
