"""How staff must behave, who watches over it, who decides together (S08, S09, S11)."""

from __future__ import annotations

from flask import Blueprint, abort, render_template

from portal.cache import made_of
from workflow.doors.published import read

#: The sort of body that belongs to a village and stands on its page.
VILLAGE = "village"
bp = Blueprint("conduct", __name__)


@bp.get("/conduct")
def index() -> str:
    """The rules of conduct, set by set; a set that is named without its text says so."""
    made_of("conduct", "supervision")
    return render_template("portal/conduct.html", sets=read.in_force("conduct"), watch=read.one("supervision", "self"))


@bp.get("/supervision")
def supervision() -> str:
    """Every way to complain and to watch, who handles it, what follows."""
    made_of("supervision", "office")
    return render_template("portal/supervision.html", record=read.one("supervision", "self"))


@bp.get("/panels")
def panels() -> str:
    """Every committee and group by name, office by office, and the villages that have a panel."""
    made_of("panel", "office")
    return render_template("portal/panels.html", offices=offices(), villages=of_villages())


@bp.get("/panels/<key>")
def office(key: str) -> str:
    """Who sits in which committee and group of one office, as what, for how long."""
    made_of("panel", "office")
    bodies = offices().get(key) or abort(404)
    return render_template("portal/panels_office.html", bodies=bodies, office=bodies[0].payload["office"])


def offices() -> dict[str, list[read.Public]]:
    """Committees and groups by the key of the office they belong to, with which their own begins."""
    found: dict[str, list[read.Public]] = {}
    for record in read.in_force("panel"):
        if record.payload.get("sort") != VILLAGE:
            found.setdefault(record.key.partition("-")[0], []).append(record)
    return found


def of_villages(code: str | None = None) -> list[read.Public]:
    """The panels of villages (of one village, by its code)."""
    panels = [record for record in read.in_force("panel") if record.payload.get("sort") == VILLAGE]
    return [record for record in panels if code is None or record.payload["village"] == code]
