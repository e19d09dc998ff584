"""Photos that come with a slip: checked cheaply, sealed as they came, and named in the slip by their digest.

They lie in the database beside their slip, in its own transaction: no receipt is without its photo, no photo without
its receipt, and no file is left over. Nobody opens them before they were written anew (`developing`).
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from typing import IO, Any, NamedTuple, cast

from sqlalchemy import Connection, Table, insert

from workflow.base import vault
from workflow.carriers import headers, pictures
from workflow.doors.inbox.models import Enclosure
from workflow.kernel import ids
from workflow.kernel.errors import Invalid, N_

#: What becomes of a photo (see `Enclosure`).
SENT, READY, UNREADABLE, GONE = "sent", "ready", "unreadable", "gone"
_KEEP = insert(cast(Table, Enclosure.__table__)).inline()


class Photo(NamedTuple):
    """A photo as it was sent: `sent` is where its bytes can be read, once more, when they are kept."""

    public_id: str
    digest: str
    width: int
    height: int
    sent: IO[bytes]


def looked_over(sent: IO[bytes], *, most: int) -> Photo:
    """A photo that may come in, of at most so many bytes; Invalid for what by its own words is none that can be read.

    It is not decoded here, and never in memory as a whole.
    """
    width, height = headers.size(sent)
    if sent.seek(0, os.SEEK_END) > most:
        raise Invalid(N_("This file is too large: a photo may have %(most)s MB."), most=most >> 20)
    return Photo(ids.public_id(), pictures.digest(sent), width, height, sent)


def place(public_id: str) -> str:
    """What a photo is sealed for."""
    return f"slip.photo.{public_id}"


def digest_of(picture: bytes) -> str:
    """What slips and events keep of a photo."""
    return hashlib.sha256(picture).hexdigest()


def named(photos: Iterable[Photo]) -> dict[str, Any]:
    """What a slip's payload says of its photos; nothing where there are none."""
    found = [{"photo": photo.public_id, "sent": photo.digest} for photo in photos]
    return {"photos": found} if found else {}


def keep(connection: Connection, receipt_key: str, photos: Iterable[Photo]) -> None:
    """Keep the photos of a slip that was just kept itself; one at a time, so that one at a time is in memory."""
    for photo in photos:
        photo.sent.seek(0)
        sealed = vault.current().seal_large(photo.sent.read(), place(photo.public_id))
        row = {"public_id": photo.public_id, "receipt_key": receipt_key, "width": photo.width, "height": photo.height}
        connection.execute(_KEEP, row | {"content": sealed, "state": SENT, "tries": 0})
