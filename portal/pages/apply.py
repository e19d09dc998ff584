"""Apply for a loan (S15): choose the product, tell the household's side, keep the receipt."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue
from wtforms.fields import SelectChoice

from portal.cache import made_of
from portal.forms import ApplicationForm
from portal.pages.officers import towns
from portal.receipts import receipt_page
from portal.words import item
from workflow.doors.published import read

bp = Blueprint("apply", __name__, url_prefix="/apply")


@bp.get("")
def index() -> str:
    """For which product?"""
    made_of("product")
    return render_template("portal/apply.html", products=read.in_force("product"))


@bp.route("/<key>", methods=["GET", "POST"])
def show(key: str) -> ResponseReturnValue:
    """The application for one product."""
    record = read.one("product", key) or abort(404)
    product = record.payload
    form = ApplicationForm(product, _villages(), _papers(product))
    receipt = form.hand_in() if form.accepted() else None
    if receipt:
        return receipt_page(receipt)
    return render_template("portal/application.html", form=form, product=product), form.status


def _villages() -> list[SelectChoice]:
    known = [village for villages in towns().values() for village in villages]
    return [SelectChoice(village["code"], village["name"], optgroup=village["town"]) for village in known]


def _papers(product: dict[str, Any]) -> dict[str, str]:
    return {paper["key"]: item(paper) for paper in product.get("materials", ())}
