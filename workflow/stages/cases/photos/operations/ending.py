"""An application that ends leaves no photo sealed that nobody will look at: each is kept, if the household wants it, or
erased."""

from __future__ import annotations

from datetime import datetime

from workflow.base import audit
from workflow.base.db import session
from workflow.doors.inbox import developing, take
from workflow.doors.inbox.enclosing import READY, SENT, UNREADABLE
from workflow.kernel.errors import Conflict, N_
from workflow.staff.models import Officer
from workflow.stages.cases.models import Case
from workflow.stages.cases.photos import queries, rules
from workflow.stages.cases.photos.models import MaterialPhoto
from workflow.stages.people.documents import operations as documents

KEPT = audit.declare("material_photo_kept", "material", "photo", "became")
DISCARDED = audit.declare("material_photo_discarded", "material", "photo")


def settle(case: Case, *, keep: bool, by: Officer, at: datetime) -> int:
    """Put every photo that nobody has judged into the household's file (`keep`: it asked for that), or erase it.

    Returns how many were erased. One that is no picture is erased either way.

    Conflict where one to be kept has not been written anew yet; Forbidden where one is to be kept by whoever has a tie
    to the household.
    """
    waiting = queries.waiting_of(case)
    if keep and any(photo.enclosure.state == SENT for photo in waiting):
        raise Conflict(N_("A photo has just come and is being made ready. Try again in a minute."))
    kept = [photo for photo in waiting if keep and photo.enclosure.state == READY]
    for photo in waiting:
        (_keep if photo in kept else _discard)(photo, by, at)
    return len(waiting) - len(kept)


def _keep(photo: MaterialPhoto, by: Officer, at: datetime) -> None:
    enclosure = photo.enclosure
    kept = documents.keep_photo(
        photo.case.household, picture=take.picture(enclosure), size=(enclosure.width, enclosure.height),
        subject=rules.PAPER, document=None, by=by, at=at,
    )  # fmt: skip
    photo.photo_id = kept.id
    _end(photo, rules.TAKEN, f"photo:{kept.public_id}", by, at)
    told = {"material": photo.material.key, "photo": photo.public_id, "became": kept.public_id}
    audit.record(KEPT, photo.case.stream, at=at, by=by.id, **told)


def _discard(photo: MaterialPhoto, by: Officer, at: datetime) -> None:
    _end(photo, rules.DISCARDED, "discarded", by, at)
    told = {"material": photo.material.key, "photo": photo.public_id}
    audit.record(DISCARDED, photo.case.stream, at=at, by=by.id, **told)


def _end(photo: MaterialPhoto, state: str, became: str, by: Officer, at: datetime) -> None:
    photo.state, photo.judged_by_id, photo.judged_at = state, by.id, at
    session.flush()
    if photo.enclosure.state != UNREADABLE:  # nothing is left of one
        developing.let_go(photo.enclosure, became=became, by=by.id, at=at)
