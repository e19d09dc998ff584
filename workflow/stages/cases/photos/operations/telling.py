"""What the receipt's holder reads of the photos that they handed in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from workflow.doors.inbox.enclosing import UNREADABLE
from workflow.doors.inbox.models import Enclosure
from workflow.stages.cases import moves
from workflow.stages.cases.models import Case
from workflow.stages.cases.photos import queries, rules
from workflow.stages.cases.photos.models import MaterialPhoto


def tell(case: Case, *, at: datetime) -> None:
    """Bring it up to date: for each paper how many photos came, and what became of them."""
    told = {key: _standing(photos) for key, photos in queries.photos_of(case).items()}
    moves.tell_holder(case, at=at, photos=told)


def tell_of_photo(photo: Enclosure, at: datetime) -> None:
    """Once a photo was looked at: whoever sent one that is no picture reads it, and may send another."""
    case = queries.case_of(photo) if photo.state == UNREADABLE else None
    if case:
        tell(case, at=at)


def _standing(photos: Iterable[MaterialPhoto]) -> dict[str, Any]:
    found: dict[str, Any] = {"waiting": 0, "taken": 0, "unreadable": 0, "refused": []}
    for photo in photos:
        if photo.state == rules.REFUSED:
            found["refused"].append(photo.reason)
        elif photo.state != rules.DISCARDED:
            found["unreadable" if photo.enclosure.state == UNREADABLE else photo.state] += 1
    return found
