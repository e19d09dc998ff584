"""Every fee there is, on which basis, who collects it, and what changed (S05)."""

from __future__ import annotations

from flask import Blueprint, render_template

from portal import prices
from portal.cache import made_of
from workflow.doors.published import read

bp = Blueprint("fees", __name__)


@bp.get("/fees")
def index() -> str:
    """The catalogue: items, surcharges of a broken contract, legal bases, the record of changes."""
    made_of("fee", "rules")
    fees = read.in_force("fee")
    return render_template(
        "portal/fees.html",
        items=[record for record in fees if record.key not in prices.SURCHARGES],
        surcharges=[record for record in fees if record.key in prices.SURCHARGES],
        bases=read.one("rules", "fees.bases"),
        changes=read.past("fee"),
    )
