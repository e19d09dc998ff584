"""How staff must behave, who watches over it, who decides together (S08, S09, S11)."""

from __future__ import annotations

from flask import Blueprint, render_template

from portal.cache import made_of
from workflow.doors.published import read

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
    """Who sits in which committee, office by office."""
    made_of("panel")
    return render_template("portal/panels.html", panels=read.in_force("panel"))
