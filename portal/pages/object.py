"""Object to an entry of a notice (S45), in writing, while the notice stands."""

from __future__ import annotations

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from portal.forms import ObjectionForm
from portal.pages.notices import NOINDEX
from portal.receipts import receipt_page
from workflow.doors.published import read

bp = Blueprint("object", __name__, url_prefix="/object")


@bp.route("/<notice>/<row>", methods=["GET", "POST"])
def show(notice: str, row: str) -> ResponseReturnValue:
    """The objection to one entry. What comes after the end is received too; the page says it is a complaint then."""
    record = read.latest("notice", notice) or abort(404)
    entry = next((each for each in record.payload["rows"] if each["id"] == row), None) or abort(404)
    form = ObjectionForm(notice, row)
    receipt = form.hand_in() if form.accepted() else None
    if receipt:
        return receipt_page(receipt)
    entry = entry if read.one("notice", notice) else None
    return render_template("portal/objection.html", form=form, notice=record.payload, entry=entry), form.status, NOINDEX
