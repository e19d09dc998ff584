"""Photos that were handed in are written anew before anybody may open one: by the worker, in the darkroom.

The receipt does not wait for it. What came along with a picture – place, device, anything hidden behind it – is gone
from then on; bytes that make no picture are given up, and both sides are told.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any, NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import undefer

from workflow.base import audit, vault
from workflow.base.db import reading, session, transaction
from workflow.base.vault import KeysMissing
from workflow.carriers import darkroom
from workflow.carriers.darkroom import Crashed
from workflow.doors.inbox.enclosing import GONE, READY, SENT, UNREADABLE, digest_of, place
from workflow.doors.inbox.models import Enclosure
from workflow.kernel.errors import Invalid

WRITTEN = audit.declare("photo_written_anew", "digest")
GIVEN_UP = audit.declare("photo_given_up", "why")
LEFT = audit.declare("photo_left_inbox", "became")

#: What breaks the darkroom down may be the machine's fault; so often it is the picture's.
_MOST_TRIES = 3
#: As many as one tick takes on, so that its other duties come round.
_AT_ONCE = 40

Tell = Callable[[Enclosure, datetime], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came out of the darkroom: a picture with its size, or why there is none; `broke_off` says try again."""

    picture: bytes = b""
    size: tuple[int, int] = (0, 0)
    fault: str = ""
    broke_off: bool = False


def write_waiting_anew(*, at: datetime, tell: Tell) -> tuple[int, int]:
    """Write photos anew, the oldest first, each in a transaction of its own in which `tell` learns of it.

    Two workers at once write each once, and what breaks off under both counts as one try. Returns how many were
    looked at and how many could not be opened at all (the verification says which).
    """
    unopened = 0
    waiting = _waiting()
    for row_id in waiting:
        try:
            with reading():
                sent = _sent(row_id)
        except KeysMissing:
            unopened += 1
            continue
        if sent is None:
            continue
        outcome = developed(sent.content)
        with transaction():
            photo = session.scalar(_unwritten(row_id).where(Enclosure.tries == sent.tries).with_for_update())
            if photo is not None:
                settle(photo, outcome, at=at)
                tell(photo, at)
    return len(waiting), unopened


def _waiting() -> list[int]:
    with reading():
        query = select(Enclosure.id).where(Enclosure.state == SENT).order_by(Enclosure.tries, Enclosure.id)
        return list(session.scalars(query.limit(_AT_ONCE)))


def _unwritten(row_id: int) -> Select[Enclosure]:
    return select(Enclosure).where(Enclosure.id == row_id, Enclosure.state == SENT)


class _Sent(NamedTuple):
    """The bytes of a photo as they came, and how often they were tried before."""

    content: bytes
    tries: int


def _sent(row_id: int) -> _Sent | None:
    """None where another worker was first."""
    photo = session.scalar(_unwritten(row_id).options(undefer(Enclosure.content)))
    return _Sent(vault.current().unseal_bytes(photo.content, place(photo.public_id)), photo.tries) if photo else None


def developed(sent: bytes) -> Outcome:
    """What the darkroom makes of a photo."""
    try:
        return Outcome(*darkroom.photograph(BytesIO(sent)))
    except Crashed as error:
        return Outcome(fault=error.message, broke_off=True)
    except Invalid as error:
        return Outcome(fault=error.message)


def settle(photo: Enclosure, outcome: Outcome, *, at: datetime) -> None:
    """Put what was made of a photo in the place of what was sent; what broke off is tried again a few times."""
    photo.tries += 1
    if outcome.broke_off and photo.tries < _MOST_TRIES:
        return
    if outcome.fault:
        _empty(photo, UNREADABLE)
        photo.fault = outcome.fault
        audit.record(GIVEN_UP, photo.stream, at=at, why=outcome.fault)
        return
    photo.state, (photo.width, photo.height) = READY, outcome.size
    photo.content = vault.current().seal(b64encode(outcome.picture).decode(), place(photo.public_id))
    audit.record(WRITTEN, photo.stream, at=at, digest=digest_of(outcome.picture))


def told_of(photo: Enclosure) -> dict[str, dict[str, Any]]:
    """What the events of a photo say, by their kind."""
    return {event.kind: event.payload for event in audit.history(photo.stream)}


def let_go(photo: Enclosure, *, became: str, by: int | None, at: datetime) -> None:
    """Empty a paper's photo that lies elsewhere now ("photo:…"), was refused or is nobody's."""
    _empty(photo, GONE)
    audit.record(LEFT, photo.stream, at=at, by=by, became=became)


def _empty(photo: Enclosure, state: str) -> None:
    photo.state, photo.content = state, vault.current().seal("", place(photo.public_id))
