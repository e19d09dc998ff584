"""What it costs: annual rates and the only fees (S04, S05)."""

from __future__ import annotations

from flask import Blueprint, render_template

from portal.cache import made_of
from workflow.doors.published import read

bp = Blueprint("rates", __name__)


@bp.get("/rates")
def index() -> str:
    """All rates and fees in force: what a loan costs first, then the reference rates that pricing starts from."""
    made_of("rate", "fee", "product")
    products = {record.key for record in read.in_force("product")}
    rates = sorted(read.in_force("rate"), key=lambda record: record.key not in products)
    return render_template("portal/rates.html", rates=rates, fees=read.in_force("fee"))
