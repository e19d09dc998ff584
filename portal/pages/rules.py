"""Our rules: every value in force, from which document and since when."""

from __future__ import annotations

from flask import Blueprint, render_template

from portal.cache import made_of
from portal.faces import worded
from workflow.doors.published import read

bp = Blueprint("rules", __name__)


@bp.get("/rules")
def index() -> str:
    """The values of the institution's own document."""
    made_of("rules")
    return render_template("portal/rules.html", sources=_sources(own=True))


@bp.get("/rules/common")
def common() -> str:
    """What holds beside it: the law, the wider plans, our defaults last."""
    made_of("rules")
    return render_template("portal/rules_common.html", sources=_sources(own=False))


def _sources(*, own: bool) -> dict[str, list[read.Public]]:
    """Values by the document they come from."""
    institution = read.one("institution", "self")
    name = institution.payload["pack_name"] if institution else None
    wanted = [record for record in read.in_force("rules") if (record.payload["pack"] == name) == own]
    sources: dict[str, list[read.Public]] = {}
    for record in sorted(wanted, key=lambda record: bool(record.payload.get("default"))):
        sources.setdefault(worded(record.payload["pack"]), []).append(record)
    return sources
