"""Say how a business went (S71): an evaluation card by receipt, read by the supervising department alone."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from portal.evaluating import EvaluationForm
from portal.receipts import receipt_page

bp = Blueprint("evaluate", __name__)


@bp.route("/evaluate", methods=["GET", "POST"])
def show() -> ResponseReturnValue:
    """The card."""
    form = EvaluationForm()
    receipt = form.hand_in() if form.accepted() else None
    if receipt:
        return receipt_page(receipt)
    return render_template("portal/evaluate.html", form=form), form.status
