"""What it costs: annual rates and the only fees (S04, S05)."""

from __future__ import annotations

from flask import Blueprint, render_template

from portal.cache import made_of
from workflow.doors.published import read

bp = Blueprint("rates", __name__)


@bp.get("/rates")
def index() -> str:
    """All rates and fees in force."""
    made_of("rate", "fee")
    return render_template("portal/rates.html", rates=read.in_force("rate"), fees=read.in_force("fee"))
