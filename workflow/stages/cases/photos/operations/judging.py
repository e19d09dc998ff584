"""A clerk looks at a photo of a paper: usable, so it goes into the household's file, or not, and why."""

from __future__ import annotations

from datetime import datetime

from workflow.base import audit
from workflow.base.db import session
from workflow.doors.inbox import developing, take
from workflow.kernel.errors import Conflict, Invalid, N_
from workflow.staff.models import Officer
from workflow.stages.cases.photos import rules
from workflow.stages.cases.photos.models import MaterialPhoto
from workflow.stages.cases.photos.operations.telling import tell
from workflow.stages.people.documents import operations as documents
from workflow.stages.people.documents.models import Document, Photo
from workflow.stages.people.keyed import refuse_tied

TAKEN_OVER = audit.declare("material_photo_taken_over", "material", "photo", "became")
REFUSED = audit.declare("material_photo_refused", "material", "photo", "reason")


def take_over(photo: MaterialPhoto, *, subject: str, document: Document | None, by: Officer, at: datetime) -> Photo:
    """Put a photo into the household's file, as what `subject` names or of a `document` there; it leaves the inbox.

    Whether the paper is in good order is judged on the checklist, not here: one paper may need several photos.
    """
    _check(photo, by)
    enclosure = photo.enclosure
    kept = documents.keep_photo(
        photo.case.household, picture=take.picture(enclosure), size=(enclosure.width, enclosure.height),
        subject=subject, document=document, by=by, at=at,
    )  # fmt: skip
    photo.photo_id = kept.id
    _judge(photo, rules.TAKEN, f"photo:{kept.public_id}", by, at)
    told = {"material": photo.material.key, "photo": photo.public_id, "became": kept.public_id}
    audit.record(TAKEN_OVER, photo.case.stream, at=at, by=by.id, **told)
    tell(photo.case, at=at)
    return kept


def refuse(photo: MaterialPhoto, *, reason: str, by: Officer, at: datetime) -> None:
    """Say that a photo cannot be used; the household reads why and sends another. Its picture is erased."""
    _check(photo, by)
    if not reason:
        raise Invalid(N_("Give the reason: the household will read it."), field="reason")
    photo.reason = reason
    _judge(photo, rules.REFUSED, "refused", by, at)
    told = {"material": photo.material.key, "photo": photo.public_id, "reason": reason}
    audit.record(REFUSED, photo.case.stream, at=at, by=by.id, **told)
    tell(photo.case, at=at)


def _check(photo: MaterialPhoto, by: Officer) -> None:
    refuse_tied(photo.case.household, by)
    if photo.state != rules.WAITING:
        raise Conflict(N_("Somebody has looked at this photo and judged it meanwhile."))


def _judge(photo: MaterialPhoto, state: str, became: str, by: Officer, at: datetime) -> None:
    photo.state, photo.judged_by_id, photo.judged_at = state, by.id, at
    session.flush()
    developing.let_go(photo.enclosure, became=became, by=by.id, at=at)
