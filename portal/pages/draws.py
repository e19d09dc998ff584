"""Draws of villages and loans for inspection (S67): what was fixed before, what was drawn, how anybody repeats it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, jsonify, render_template

from portal.cache import made_of
from portal.files import addresses
from workflow.doors.published import read

bp = Blueprint("draws", __name__, url_prefix="/draws")
files = Blueprint("draw_files", __name__, url_prefix="/draws")
files.before_request(addresses.once)

#: What a program needs to repeat a draw, beside the list.
_REPEATED = ("format", "checksum", "promise", "secret", "words", "seed", "drawn")


@bp.get("")
def index() -> str:
    """Every draw that was announced, the newest first."""
    made_of("draw")
    found = sorted(read.heads("draw"), key=lambda record: record.payload["announced_at"], reverse=True)
    return render_template("portal/draws.html", records=found)


@bp.get("/<key>")
def show(key: str) -> str:
    """One draw."""
    made_of("draw")
    record = read.one("draw", key) or abort(404)
    return render_template("portal/draw.html", record=record, told=record.payload)


@files.get("/<key>/draw.json")
def file(key: str) -> Response:
    """Everything that anybody needs to repeat a draw with `sunshine draw verify`; 404 before it is drawn."""
    made_of("draw")
    record = read.one("draw", key) or abort(404)
    told: dict[str, Any] = record.payload
    if told["drawn_at"] is None:
        abort(404)
    answer = jsonify({**{name: told[name] for name in _REPEATED}, "list": told["rows"]})
    answer.headers["Content-Disposition"] = 'attachment; filename="draw.json"'
    return answer
