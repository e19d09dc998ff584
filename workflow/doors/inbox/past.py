"""Slips of a demonstration's history: the door itself stamps with the present instant only."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import IO, Any

from workflow.base.db import session
from workflow.doors.inbox import enclosing, stamp, take
from workflow.doors.inbox.take import Handed
from workflow.places.queries import institution


def handed_in(kind: str, payload: dict[str, Any], *, at: datetime, photos: Iterable[IO[bytes]] = ()) -> Handed:
    """Tell that this was handed in at `at`, photos and all; the chain goes on as if it had. Refused outside a
    demonstration."""
    if not institution().demonstration:
        raise PermissionError("only a demonstration tells of the past; a real slip is stamped at the door")
    session.flush()
    read, door = [enclosing.written_anew(each) for each in photos], session.connection()
    whole = payload | enclosing.named(read)
    digits, _at = stamp.keep(door, kind, whole, nonce=secrets.token_hex(16), at=at)
    enclosing.keep(door, stamp.key_of(digits), read)
    return take.by_receipt(stamp.key_of(digits))
