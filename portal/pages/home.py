"""The first page: who we are, what can be done here, whom to call."""

from __future__ import annotations

from flask import Blueprint, render_template

from portal.cache import made_of
from portal.pages.commitments import timed
from portal.pages.duty import outlets
from workflow.doors.published import read

bp = Blueprint("home", __name__)


@bp.get("/")
def show() -> str:
    """The board at the door."""
    made_of("notice", "commitment", "duty", "office")
    promises = [record.payload for record in timed()]
    every = outlets()
    on_duty = [outlet for outlet in every if outlet.today]
    closed = not on_duty and any(outlet.works_today for outlet in every)
    return render_template(
        "portal/home.html", notices=len(read.in_force("notice")), promises=promises, on_duty=on_duty, closed=closed
    )
