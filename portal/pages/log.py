"""The public log: what was published, in an order nobody can change unseen."""

from __future__ import annotations

from flask import Blueprint, Response, abort, jsonify, render_template

from portal.cache import made_of
from workflow.doors.published import read

bp = Blueprint("log", __name__, url_prefix="/log")

LARGEST = 2**53


@bp.get("")
def index() -> str:
    """The newest checkpoint, the key that signs it, the newest entries."""
    made_of(*read.KINDS)
    newest = {"checkpoint": read.checkpoint(), "key": read.verifier_key(), "leaves": read.leaves()}
    return render_template("portal/log.html", **newest)


@bp.get("/checkpoint")
def checkpoint() -> Response:
    """The newest signed checkpoint as it is."""
    made_of("log")
    return _plain(read.checkpoint() or abort(404))


@bp.get("/key")
def key() -> Response:
    """The key that verifies it."""
    made_of("log")
    return _plain(read.verifier_key() + "\n")


@bp.get("/<int:leaf>.json")
def proof(leaf: int) -> Response:
    """An entry with the hashes that lead from it to the newest checkpoint."""
    made_of("log")
    found = read.proof(leaf) if leaf < LARGEST else None
    return jsonify(found or abort(404))


def _plain(text: str) -> Response:
    return Response(text, content_type="text/plain; charset=utf-8")
