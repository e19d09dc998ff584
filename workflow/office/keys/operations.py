"""A new key in use, and everything sealed anew: each is an event, for a key says nothing about itself."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from workflow.base import audit, keys
from workflow.base.db import transaction
from workflow.kernel.errors import Conflict, N_
from workflow.office.keys import sealing

STREAM = "keys"
FOLLOWED = audit.declare("key_followed", "name", "number")
RESEALED = audit.declare("texts_resealed", "rows")


def rotate(folder: Path, name: str, *, at: datetime) -> int:
    """Let a new key follow under a name; returns its number. Conflict for a name whose key nothing may follow.

    Running processes seal with it when they are started again; until then each opens what the others seal.
    """
    if name not in keys.ROTATED:
        raise Conflict(N_("No other key can follow “%(name)s”: what rests on it is found with no other."), name=name)
    number = keys.numbers(folder, name)[-1] + 1
    audit.record(FOLLOWED, STREAM, at=at, name=name, number=number)
    try:
        added = keys.add(folder, name)
    except FileExistsError:
        added = None
    if added != number:
        raise Conflict(N_("Somebody or something was first: this has changed since you opened it. Please look again."))
    return number


def reseal(*, at: datetime) -> int:
    """Seal with the newest keys whatever is not yet, in transactions of its own; stopped anywhere, it goes on there.

    Returns how many texts were sealed anew.
    """
    rows = sum(sealing.bring_up(place) for place in sealing.places())
    with transaction():
        audit.record(RESEALED, STREAM, at=at, rows=rows)
    return rows
