"""Taking in the photos of papers that came through the receipt; no person is needed for it."""

from __future__ import annotations

from datetime import datetime

from workflow.base import audit
from workflow.base import clock as time
from workflow.base.db import session
from workflow.doors.inbox import developing, take
from workflow.doors.inbox.models import Enclosure
from workflow.doors.inbox.take import Handed
from workflow.kernel import ids
from workflow.stages.cases import moves, queries
from workflow.stages.cases.models import Case, Material
from workflow.stages.cases.photos.models import MaterialPhoto
from workflow.stages.cases.photos.operations.telling import tell
from workflow.stages.cases.photos.queries import PAPER_SLIP, came_before
from workflow.stages.cases.states import State

RECEIVED = audit.declare("material_photo_received", "set", "material", "photo")

_AT_THE_COUNTER = (State.SUBMITTED, State.INCOMPLETE)


def take_photos(*, at: datetime) -> int:
    """Put a portion of the photos of papers beside their applications and bring those back to the desk; returns how
    many came.

    What belongs to no application at the counter, or came before, is let go: the slip stays, the picture does not.
    """
    ready = take.ripe(PAPER_SLIP, take.PORTION)
    for handed in ready:
        case = queries.by_receipt_key(handed.payload["receipt_key"])
        material = _wanted(case, handed)
        [photo] = take.enclosed(handed)
        if case is None or material is None:
            take.take(handed, became="nothing", by=None, at=at)
            developing.let_go(photo, became="nothing", by=None, at=at)
        else:
            take.take(handed, became=case.stream, by=None, at=at)
            _put_beside(case, material, photo, handed, at)
    return len(ready)


def _wanted(case: Case | None, handed: Handed) -> Material | None:
    if case is None or case.state not in _AT_THE_COUNTER:
        return None
    found = next((each for each in case.materials if each.key == handed.payload["material"]), None)
    [named] = handed.payload["photos"]
    return None if found is None or came_before(found, named["sent"]) else found


def _put_beside(case: Case, material: Material, photo: Enclosure, handed: Handed, at: datetime) -> None:
    found = MaterialPhoto(
        public_id=ids.public_id(), case_id=case.id, material_id=material.id, enclosure_id=photo.id,
        received_at=handed.received_at,
    )  # fmt: skip
    session.add(found)
    changed = moves.change(case, next_on=time.local_date(at)) if case.next_on is None else {}
    session.flush()
    audit.record(RECEIVED, case.stream, at=at, set=changed, material=material.key, photo=found.public_id)
    tell(case, at=at)
