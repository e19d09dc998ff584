"""What is lent: each product with its conditions, papers, procedure and promised times (S02, S03)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, render_template

from portal.cache import made_of
from workflow.doors.published import read

bp = Blueprint("products", __name__, url_prefix="/products")


@bp.get("")
def index() -> str:
    """Every product in force."""
    made_of("product", "rate")
    rates = {record.key: record.payload for record in read.in_force("rate")}
    return render_template("portal/products.html", products=offered(), rates=rates)


def offered() -> list[read.Public]:
    """Every product in force, in the order of the rules."""
    return sorted(read.in_force("product"), key=lambda record: record.payload.get("order", 0))


def _open(rule: read.Public | None) -> dict[str, Any] | None:
    """The rule that wants a limit for every stage, where it leaves the number open."""
    return rule.payload if rule and not rule.payload["set"] else None


@bp.get("/<key>")
def show(key: str) -> str:
    """One product."""
    made_of("product", "rate", "commitment", "rules")
    record = read.one("product", key) or abort(404)
    promises = {each.key: each.payload for each in read.in_force("commitment")}
    found = [promises.get(name) for name in record.payload.get("limits", ())]
    shown = {"limits": [each for each in found if each], "promises": promises, "rate": read.one("rate", key)}
    shown["open_limit"] = _open(read.one("rules", "stage_limit"))
    return render_template("portal/product.html", record=record, product=record.payload, **shown)
