"""A public page as a villager would see it once a proposal is confirmed: drawn by the portal itself, kept nowhere."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask import Response, current_app

from workflow.doors.published.models import Record
from workflow.kernel.canonical import canonical
from workflow.kernel.errors import N_, NotFound
from workflow.office.publication import concept, queries

#: Where the portal shows a record; kinds without a page of their own share one.
PAGES = {
    "product": "/products/{key}", "rate": "/rates", "fee": "/fees", "commitment": "/commitments",
    "officer": "/officers/{key}", "panel": "/panels", "conduct": "/conduct", "supervision": "/supervision",
    "village": "/villages/{key}", "progress": "/villages/{key}", "office": "/officers", "institution": "/",
    "rules": "/rules",
    "performance": "/commitments", "notice": "/notices/{key}", "duty": "/duty", "board": "/boards/{key}",
    "disclosure": "/disclosures/{key}", "photo": "/officers/{key}",
    "publicity": "/publicity/{key}", "complaints": "/complaints/{key}", "draw": "/draws/{key}",
}  # fmt: skip

MODES: Mapping[str, str] = {"": N_("normal type"), "elder": N_("large type"), "text": N_("text only")}
LANGUAGES: Mapping[str, str] = {"zh_Hans": "简体中文", "zh_Hant": "繁體中文", "en": "English"}

#: A preview runs nothing and sends nothing: there is no such page yet.
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


def public_path(kind: str, key: str, payload: concept.Payload, *, gone: bool = False) -> str:
    """The public page on which a record shows, or no longer does (`gone`).

    Who sits in a body stands with its village or office; with the last body of an office that page goes too.
    """
    if kind == "panel" and payload.get("village"):
        return f"/villages/{payload['village']}"
    if kind == "panel" and not gone:
        return f"/panels/{key.partition('-')[0]}"
    return PAGES[kind].format(key=key)


def proposed(kind: str, key: str, payload: concept.Payload, *, on: date, at: datetime) -> Record:
    """A row like the one that confirming would write; it never meets a database."""
    return Record(
        id=0, kind=kind, key=key, village=concept.village_of(kind, key), audience="public", salt="",
        payload=canonical(payload).decode(), valid_from=on, valid_until=concept.last_day_of(kind, payload),
        published_at=at, generated=False, leaf=queries.log_size(),
    )  # fmt: skip


def taken_down(kind: str, key: str, payload: concept.Payload, *, why: str, on: date, at: datetime) -> Record:
    """A row like the one that confirming a withdrawal would leave."""
    gone = proposed(kind, key, payload, on=on, at=at)
    gone.ended_at, gone.ended_how, gone.ended_why, gone.ended_leaf = at, "withdrawn", why, queries.log_size()
    return gone


def faces() -> dict[str, Any]:
    """How the portal can show a page, by a name that an address can hold: language, mode, beginning of the address."""
    every = current_app.extensions["public_faces"]
    return {face.prefix.strip("/").replace("/", "-") or "normal": face for face in every if face.mode in MODES}


def page(record: Record, face: str) -> Response:
    """The page of this record in a face of the portal; NotFound for a face that there is not."""
    found = faces().get(face)
    if found is None:
        raise NotFound
    payload, gone = json.loads(record.payload), record.ended_at is not None
    path = found.prefix + public_path(record.kind, record.key, payload, gone=gone)
    shown = current_app.extensions["render_public"](path, over=[record])
    headers = {"Content-Security-Policy": POLICY, "X-Robots-Tag": "noindex, noarchive"}
    return Response(shown.get_data(), 200, headers, content_type=shown.content_type)
