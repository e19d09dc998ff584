"""Complain (S08, S70), with a name or without; every other way to complain stands beside it."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from portal.complaining import ComplaintForm
from portal.receipts import receipt_page
from workflow.doors.inbox import receive
from workflow.doors.published import read

bp = Blueprint("complain", __name__)


@bp.route("/complain", methods=["GET", "POST"])
@receive.takes_files
def show() -> ResponseReturnValue:
    """The complaint form."""
    form = ComplaintForm(_offices())
    receipt = form.hand_in() if form.accepted() else None
    if receipt:
        return receipt_page(receipt)
    supervision = read.one("supervision", "self")
    return render_template("portal/complaint.html", form=form, supervision=supervision), form.status


def _offices() -> dict[str, str]:
    return {record.key: record.payload["name"] for record in read.in_force("office") if record.payload.get("outlet")}
