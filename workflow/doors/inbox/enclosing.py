"""Photos that come with a slip: written anew before anything is kept, sealed, and named in the slip by their digest.

They lie in the database beside their slip, in its own transaction: no receipt is without its photo, no photo without
its receipt, and no file is left over.
"""

from __future__ import annotations

import atexit
import hashlib
from base64 import b64encode
from collections.abc import Iterable
from typing import IO, Any, NamedTuple, cast

from sqlalchemy import Connection, Table, insert

from workflow.base import vault
from workflow.carriers.darkroom import Darkroom
from workflow.doors.inbox.models import Enclosure
from workflow.kernel import ids

_DARKROOM = Darkroom()
atexit.register(_DARKROOM.close)
_KEEP = insert(cast(Table, Enclosure.__table__)).inline()


class Photo(NamedTuple):
    """A photo of our own writing, sealed."""

    public_id: str
    digest: str
    width: int
    height: int
    sealed: bytes


def written_anew(sent: IO[bytes]) -> Photo:
    """The photo without anything that came along with it; Invalid for what is no photo that can be read."""
    picture, (width, height) = _DARKROOM.photograph(sent)
    public_id = ids.public_id()
    sealed = vault.current().seal(b64encode(picture).decode(), place(public_id))
    return Photo(public_id, digest_of(picture), width, height, sealed)


def place(public_id: str) -> str:
    """What a photo is sealed for."""
    return f"slip.photo.{public_id}"


def digest_of(picture: bytes) -> str:
    """What a slip keeps of a photo."""
    return hashlib.sha256(picture).hexdigest()


def named(photos: Iterable[Photo]) -> dict[str, Any]:
    """What a slip's payload says of its photos; nothing where there are none."""
    found = [{"photo": photo.public_id, "digest": photo.digest} for photo in photos]
    return {"photos": found} if found else {}


def keep(connection: Connection, receipt_key: str, photos: Iterable[Photo]) -> None:
    """Keep the photos of a slip that was just kept itself."""
    rows = [
        {"public_id": photo.public_id, "receipt_key": receipt_key, "width": photo.width, "height": photo.height,
         "content": photo.sealed}
        for photo in photos
    ]  # fmt: skip
    if rows:
        connection.execute(_KEEP, rows)
