"""Who looks after which village (S06): choose the town, then the village."""

from __future__ import annotations

from base64 import b64decode
from typing import Any

from flask import Blueprint, Response, abort, render_template

from portal.cache import made_of
from portal.pages import conduct, duty
from workflow.doors.published import read

bp = Blueprint("officers", __name__)


@bp.get("/officers")
def index() -> str:
    """The towns, and every officer."""
    made_of("village", "officer", "office")
    return render_template(
        "portal/officers.html",
        towns=towns(),
        officers=read.in_force("officer"),
        offices=[record.payload for record in read.in_force("office") if record.payload.get("outlet")],
    )


@bp.get("/towns/<code>")
def town(code: str) -> str:
    """The villages of a town with their officers."""
    made_of("village")
    villages = towns().get(code) or abort(404)
    return render_template("portal/town.html", villages=villages, town=villages[0]["town"])


@bp.get("/villages/<code>")
def village(code: str) -> str:
    """All about a village at one address: whom to call, who sits on the panel, its notices, how far things are."""
    made_of("village", "notice", "panel", "progress", "duty", village=code)
    record = read.one("village", code) or abort(404)
    panels = conduct.of_villages(code)
    return render_template(
        "portal/village.html", record=record, village=record.payload, panels=panels,
        notices=read.heads("notice", village=code), over=read.ended("notice", code),
        progress=read.one("progress", code), sit_ins=duty.sit_ins(code),
    )  # fmt: skip


@bp.get("/officers/<key>")
def show(key: str) -> str:
    """An officer's card."""
    made_of("officer", "photo", "conduct")
    record, photo = read.one("officer", key) or abort(404), read.one("photo", key)
    return render_template(
        "portal/officer.html", record=record, officer=record.payload, conduct=read.in_force("conduct"), photo=photo
    )


@bp.get("/officers/<key>/photo")
def photo(key: str) -> Response:
    """An officer's photo, of a record like everything else."""
    made_of("photo")
    record = read.one("photo", key) or abort(404)
    return Response(b64decode(record.payload["data"]), content_type=record.payload["type"])


def towns() -> dict[str, list[dict[str, Any]]]:
    """The villages in the order of their codes, by the code of their town."""
    found: dict[str, list[dict[str, Any]]] = {}
    for record in read.in_force("village"):
        found.setdefault(record.payload["town_code"], []).append(record.payload)
    return found
