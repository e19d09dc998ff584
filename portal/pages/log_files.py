"""The public log as files for programs: checkpoints, the key, proofs, C2SP tiles under /log."""

from __future__ import annotations

from flask import Blueprint, Response, abort, jsonify

from portal import proofs
from portal.cache import made_of
from portal.files import addresses
from portal.pages.log import LARGEST, consistent, saved
from workflow.doors.published import read

bp = Blueprint("log_files", __name__)
bp.before_request(addresses.once)

_FOR_EVER = "public, max-age=31536000, immutable"


@bp.get("/log/checkpoint")
def checkpoint() -> Response:
    """The newest signed checkpoint as it is."""
    made_of("log")
    return _plain(read.public_log.checkpoint() or abort(404))


@bp.get("/log/checkpoint/<int:size>")
def checkpoint_of(size: int) -> Response:
    """The first signed checkpoint of so many entries."""
    made_of("log")
    return _plain(read.public_log.checkpoint_of(size) or abort(404))


@bp.get("/log/key")
def key() -> Response:
    """The key that verifies it."""
    made_of("log")
    return _plain(read.public_log.verifier_key() + "\n")


@bp.get("/log/<int:leaf>.json")
def inclusion(leaf: int) -> Response:
    """An entry with the hashes that lead from it to the newest checkpoint."""
    made_of("log")
    found = read.public_log.inclusion(leaf) if leaf < LARGEST else None
    return jsonify({**proofs.inclusion(found), "key": read.public_log.verifier_key()} if found else abort(404))


@bp.get("/log/<int:leaf>.tlog-proof")
def text(leaf: int) -> Response:
    """The same in the C2SP form."""
    made_of("log")
    found = read.public_log.inclusion(leaf) if leaf < LARGEST else None
    return _plain(proofs.text(found) if found else abort(404))


@bp.get("/log/tile/<int:level>/<path:place>")
def tile(level: int, place: str) -> Response:
    """256 hashes of the tree, or as many as the address says."""
    number, width = read.tiles.place(place) or abort(404)
    return _bytes(read.tiles.tile(level, number, width))


@bp.get("/log/tile/entries/<path:place>")
def entries(place: str) -> Response:
    """256 statements, or as many as the address says."""
    number, width = read.tiles.place(place) or abort(404)
    return _bytes(read.tiles.bundle(number, width))


@bp.get("/log/consistency/<int:old>/<int:size>.json")
def consistency(old: int, size: int) -> Response:
    """The hashes that show one checkpoint to add to another only."""
    made_of("log")
    return jsonify((consistent(old, size) if size < LARGEST else None) or abort(404))


@bp.get("/notices/<key>/proof.json")
def notice(key: str) -> Response:
    """The proof of a notice, also after its end: then without its entries."""
    record = read.latest("notice", key) or abort(404)
    return saved(record.leaf, f"proof-{record.leaf}.json")


def _bytes(found: bytes | None) -> Response:
    """Kept by every store on the way, but not by ours: all bundles together are as large as the log."""
    answer = Response(found if found is not None else abort(404), content_type="application/octet-stream")
    answer.headers["Cache-Control"] = _FOR_EVER
    return answer


def _plain(text: str) -> Response:
    return Response(text, content_type="text/plain; charset=utf-8")
