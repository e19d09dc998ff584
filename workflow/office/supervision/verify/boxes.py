"""Photos of box openings against the events that name them: none is gone, exchanged, moved or put in afterwards."""

from __future__ import annotations

import hashlib
from base64 import b64decode
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select

from workflow.base.db import session
from workflow.base.vault import KeysMissing
from workflow.kernel.errors import N_
from workflow.office.registers.boxes.models import BoxOpening, BoxPhoto
from workflow.office.registers.boxes.photos.operations import ADDED
from workflow.office.registers.operations import STRUCK
from workflow.office.supervision import queries
from workflow.office.supervision.verify.finding import Finding

_STEP = 50  # a picture is some hundred kilobytes, and none is read before its turn
_STREAMS = f"register:{BoxOpening.__tablename__}:"
_UNSTRUCK = (None, None, None)


def box_photos() -> Iterator[Finding]:
    """Findings in the photos of openings; an event that does not open is a finding of the chains."""
    named = _named()
    for photo in session.scalars(select(BoxPhoto).order_by(BoxPhoto.id).execution_options(yield_per=_STEP)):
        told = named.pop(photo.public_id, None)
        where = {"opening": photo.opening.public_id, "number": photo.number}
        if told is None:
            yield Finding(N_("Opening %(opening)s: no event names its photo %(number)s."), where)
        elif not _holds(photo, told):
            yield Finding(N_("Opening %(opening)s: its photo %(number)s is not the one that was kept."), where)
    for told in named.values():
        where = {"opening": told["opening"], "number": told["number"]}
        yield Finding(N_("Opening %(opening)s: its photo %(number)s is gone."), where)


def _named() -> dict[str, dict[str, Any]]:
    """What the events say of each photo, with how it was struck out."""
    found: dict[str, dict[str, Any]] = {}
    for row in queries.stored_events(_STREAMS):
        if row.kind not in (ADDED, STRUCK):
            continue
        try:
            event = queries.opened(row)
        except KeysMissing:
            continue
        told = event.payload
        if event.kind == ADDED:
            found[told["photo"]] = {**told, "stream": event.stream, "added": (event.by, event.at), "struck": _UNSTRUCK}
        elif told["entry"] in found:
            found[told["entry"]]["struck"] = (event.by, event.at, told["why"])
    return found


def _holds(photo: BoxPhoto, told: Mapping[str, Any]) -> bool:
    now = {
        "photo": photo.public_id, "opening": photo.opening.public_id, "number": photo.number, "step": photo.step,
        "digest": photo.digest, "stream": photo.stream, "added": (photo.recorded_by_id, photo.recorded_at),
        "struck": (photo.struck_by_id, photo.struck_at, photo.struck_why),
    }  # fmt: skip
    return now == told and _digest(photo) == told["digest"]


def _digest(photo: BoxPhoto) -> str | None:
    """Of the picture itself; None for one that does not open."""
    try:
        return hashlib.sha256(b64decode(photo.picture)).hexdigest()
    except (KeysMissing, ValueError):
        return None
    finally:
        session.expire(photo, ["content_sealed"])
