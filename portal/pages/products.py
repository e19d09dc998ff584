"""What is lent: each product with its conditions, papers, procedure and promised times (S02, S03)."""

from __future__ import annotations

from flask import Blueprint, abort, render_template

from portal.cache import made_of
from workflow.doors.published import read

bp = Blueprint("products", __name__, url_prefix="/products")


@bp.get("")
def index() -> str:
    """Every product in force."""
    made_of("product", "rate")
    rates = {record.key: record.payload for record in read.in_force("rate")}
    return render_template("portal/products.html", products=read.in_force("product"), rates=rates)


@bp.get("/<key>")
def show(key: str) -> str:
    """One product."""
    made_of("product", "rate", "commitment")
    record = read.one("product", key) or abort(404)
    found = [read.one("commitment", name) for name in record.payload.get("limits", ())]
    shown = {"limits": [each.payload for each in found if each], "rate": read.one("rate", key)}
    return render_template("portal/product.html", record=record, product=record.payload, **shown)
