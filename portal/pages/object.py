"""Object to an entry of a notice (S45), in writing, while the notice stands."""

from __future__ import annotations

from typing import Any

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
    record = read.latest("notice", notice) or read.behind_code(notice) or abort(404)
    entry = _entry(record, row)
    form = ObjectionForm(notice, row)
    receipt = form.hand_in() if form.accepted() else None
    if receipt:
        return receipt_page(receipt)
    told = {"notice": record.payload, "entry": entry, "over": _is_over(record)}
    return render_template("portal/objection.html", form=form, **told), form.status, NOINDEX


def _entry(record: read.Public, row: str) -> dict[str, Any] | None:
    """The entry objected to; None of a list behind a code, whose entries are not known here: the office looks it up."""
    if "rows" not in record.payload:
        return None
    return next((each for each in record.payload["rows"] if each["id"] == row), None) or abort(404)


def _is_over(record: read.Public) -> bool:
    if record.ends_at is not None and record.ends_at <= read.now():
        return True
    return record.ended_at is not None or (record.valid_until is not None and record.valid_until < read.today())
