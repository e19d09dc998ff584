"""Keeping photos of an opening: written anew, sealed, and named by digest in the opening's chain of events."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from datetime import datetime

from workflow.base import audit, vault
from workflow.base.db import session
from workflow.carriers.darkroom import Developed
from workflow.kernel.errors import Conflict, Forbidden, N_
from workflow.office.registers.boxes.models import BEFORE_SEAL, PACKET, BoxOpening, BoxPhoto
from workflow.office.registers.boxes.photos import queries, rules
from workflow.staff.models import Officer

ADDED = audit.declare("box_photo_added", "opening", "photo", "number", "step", "digest")


def add_photo(opening: BoxOpening, developed: Developed, *, by: Officer, at: datetime) -> BoxPhoto:
    """Keep a photo of an opening, or of the packet it made; the same one sent again is the same photo.

    Whoever then signs has it before their eyes, for the opening is another version with it. Forbidden and Conflict as
    `check_taking`.
    """
    queries.hold(opening)
    check_taking(opening, by)
    once = f"box_photo:{opening.public_id}:{developed.sent}"
    return queries.photo_once(once) or _kept(opening, once, developed, by, at)


def check_taking(opening: BoxOpening, by: Officer) -> None:
    """Conflict for an opening that is struck out or closed; Forbidden for who has no hand in it at this step."""
    if opening.struck_at is not None:
        raise Conflict(N_("This entry is struck out already."))
    if opening.closed:
        raise Conflict(N_("This opening is closed: no photo is added to it any more."))
    if not rules.may_take(**queries.hand(opening, by)):
        raise Forbidden(
            N_("Before the seal those take photos who are there, afterwards the department that takes the packet over.")
        )


def _kept(opening: BoxOpening, once: str, developed: Developed, by: Officer, at: datetime) -> BoxPhoto:
    photo = BoxPhoto(
        opening=opening, office_id=opening.office_id, number=len(opening.photos) + 1,
        step=PACKET if opening.settled else BEFORE_SEAL, width=developed.size[0], height=developed.size[1],
        digest=hashlib.sha256(developed.picture).hexdigest(), once_key=vault.current().blind(once),
        recorded_by_id=by.id, recorded_at=at,
    )  # fmt: skip
    photo.picture = b64encode(developed.picture).decode()
    session.add(photo)
    session.flush()
    told = {"photo": photo.public_id, "number": photo.number, "step": photo.step, "digest": photo.digest}
    audit.record(ADDED, opening.stream, at=at, by=by.id, opening=opening.public_id, **told)
    return photo
