"""Keeping photos of an opening: written anew, sealed, and named by digest in the opening's chain of events."""

from __future__ import annotations

from datetime import datetime

from workflow.base import audit
from workflow.carriers.darkroom import Developed
from workflow.kernel.errors import Conflict, Forbidden, N_
from workflow.office.registers.boxes.models import BEFORE_SEAL, PACKET, BoxOpening, BoxPhoto
from workflow.office.registers.boxes.photos import queries, rules
from workflow.office.registers.pictures import operations as pictures
from workflow.staff.models import Officer

ADDED = audit.declare("box_photo_added", "opening", "photo", "number", "step", "digest")


def add_photo(opening: BoxOpening, developed: Developed, *, by: Officer, at: datetime) -> BoxPhoto:
    """Keep a photo of an opening, or of the packet it made; the same one sent again is the same photo.

    Whoever then signs has it before their eyes, for the opening is another version with it. Forbidden and Conflict as
    `check_taking`.
    """
    pictures.hold(opening)
    check_taking(opening, by)
    return pictures.kept_once(BoxPhoto, developed, opening) or _kept(opening, developed, by, at)


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


def _kept(opening: BoxOpening, developed: Developed, by: Officer, at: datetime) -> BoxPhoto:
    step = PACKET if opening.settled else BEFORE_SEAL
    photo = BoxPhoto(opening=opening, number=len(opening.photos) + 1, step=step)
    return pictures.keep(photo, developed, kind=ADDED, by=by, at=at, opening=opening.public_id, step=step)
