"""The signed receipt as a QR code: on a page of its own, because drawing it takes longer than filing."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from portal.receipts import CODE, qr
from workflow.doors.inbox import receive

bp = Blueprint("code", __name__)


@bp.post("/receipt-code")
def show() -> ResponseReturnValue:
    """Draw a receipt that is ours and nothing else. Nothing is kept and nothing stands in an address."""
    signed = request.form.get("signed", "")
    try:
        receive.check_token(request.form.get("token", ""), CODE)
    except receive.StaleToken:
        abort(400)
    fields = receive.verify_receipt(signed)
    if fields is None:
        abort(404)
    return render_template("portal/code.html", **fields, qr=qr(signed))
