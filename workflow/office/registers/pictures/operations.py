"""Keeping a photo of an entry: sealed, and named by digest in the entry's chain of events."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from datetime import datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from workflow.base import audit, vault
from workflow.base.db import session
from workflow.carriers.darkroom import Developed
from workflow.office.registers.models import Entry
from workflow.office.registers.pictures.models import KeptPhoto
from workflow.staff.models import Officer

P = TypeVar("P", bound=KeptPhoto)


def hold(owner: Entry) -> None:
    """The entry as it is now, held until the end of the transaction, and another version of it: of two who act at once
    the second waits, and whoever has an older page open is told."""
    session.refresh(owner, with_for_update={"of": type(owner)})
    flag_modified(owner, "recorded_at")


def kept_once(model: type[P], developed: Developed, owner: Entry) -> P | None:
    """The photo that was kept of the very same sending."""
    return session.scalar(select(model).where(model.once_key == _once(model, developed, owner)))


def keep(photo: P, developed: Developed, *, kind: str, by: Officer, at: datetime, **told: str) -> P:
    """Keep a new photo, which knows its owner and its number; `told` is said of it in the event `kind` beside that."""
    photo.office_id, photo.recorded_by_id, photo.recorded_at = photo.owner.office_id, by.id, at
    photo.width, photo.height = developed.size
    photo.digest = hashlib.sha256(developed.picture).hexdigest()
    photo.once_key = _once(type(photo), developed, photo.owner)
    photo.picture = b64encode(developed.picture).decode()
    session.add(photo)
    session.flush()
    told |= {"photo": photo.public_id, "digest": photo.digest}
    audit.record(kind, photo.stream, at=at, by=by.id, number=photo.number, **told)
    return photo


def _once(model: type[KeptPhoto], developed: Developed, owner: Entry) -> str:
    return vault.current().blind(f"{model.__tablename__}:{owner.public_id}:{developed.sent}")
