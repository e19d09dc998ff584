"""Slips of a demonstration's history: the door itself stamps with the present instant only."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import IO, Any

from workflow.base.db import session
from workflow.base.settings import Limits
from workflow.doors.inbox import developing, enclosing, stamp, take
from workflow.doors.inbox.take import Handed
from workflow.places.queries import institution

_MOST = Limits().photo_bytes


def handed_in(kind: str, payload: dict[str, Any], *, at: datetime, photos: Iterable[IO[bytes]] = ()) -> Handed:
    """Tell that this was handed in at `at`, photos and all; the chain goes on as if it had. Refused outside a
    demonstration."""
    if not institution().demonstration:
        raise PermissionError("only a demonstration tells of the past; a real slip is stamped at the door")
    session.flush()
    found, door = [enclosing.looked_over(each, most=_MOST) for each in photos], session.connection()
    whole = payload | enclosing.named(found)
    place = stamp.place_for(door, secrets.token_hex(16))
    stamp.keep(door, place, kind, whole, at)
    enclosing.keep(door, stamp.key_of(place.digits), found)
    handed = take.by_receipt(stamp.key_of(place.digits))
    for photo, kept in zip(found, take.enclosed(handed), strict=True):
        photo.sent.seek(0)
        developing.settle(kept, developing.developed(photo.sent.read()), at=at)
    return handed
