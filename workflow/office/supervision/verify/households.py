"""Photos of households against the events that name them: none is gone, exchanged, moved or put in afterwards.

Events before 0.6.0 hold no digest: such a photo must be named and must open, which only its own row's content does.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Select, select

from workflow.base.db import session
from workflow.kernel.errors import N_
from workflow.office.supervision.verify.finding import Finding
from workflow.office.supervision.verify.pictures import STEP, Act, acts, digest_of
from workflow.stages.people.documents.models import Document, Photo
from workflow.stages.people.documents.operations.photos import ADDED, REMOVED
from workflow.stages.people.models import Household

_STREAM = "household:"


def household_photos() -> Iterator[Finding]:
    """Findings in the photos of households."""
    added, removed = _named()
    for photo, household, document in session.execute(_photos().execution_options(yield_per=STEP)):
        act = added.pop(photo.public_id, None)
        where = {"household": household, "photo": photo.public_id}
        if act is None:
            yield Finding(N_("Household %(household)s: no event names its photo %(photo)s."), where)
        elif not (_belongs(photo, household, document, act) and _holds(photo, act, removed.get(photo.public_id))):
            yield Finding(N_("Household %(household)s: its photo %(photo)s is not the one that was kept."), where)
    for name, act in added.items():
        where = {"household": act.stream.removeprefix(_STREAM), "photo": name}
        yield Finding(N_("Household %(household)s: its photo %(photo)s is gone."), where)


def _photos() -> Select[Photo, str, str]:
    """Each photo with the public ids of its household and of the document that it shows."""
    query = select(Photo, Household.public_id, Document.public_id).order_by(Photo.id)
    return query.join(Household, Household.id == Photo.household_id).outerjoin(Photo.document)


def _named() -> tuple[dict[str, Act], dict[str, Act]]:
    """The act that added each photo, and the one that erased it."""
    found: dict[str, dict[str, Act]] = {ADDED: {}, REMOVED: {}}
    for act in acts(_STREAM, found):
        found[act.kind][act.payload["photo"]] = act
    return found[ADDED], found[REMOVED]


def _belongs(photo: Photo, household: str, document: str | None, act: Act) -> bool:
    told = act.payload
    there = act.stream == f"{_STREAM}{household}" and act.is_of(photo.added_by_id, photo.added_at)
    return there and (photo.subject, document) == (told["subject"], told["document"])


def _holds(photo: Photo, act: Act, erased: Act | None) -> bool:
    """The picture itself, or none of it where it was erased."""
    if erased is not None:
        return erased.is_at(photo.removed_at) and photo.picture is None
    found = digest_of(photo)
    return photo.removed_at is None and found is not None and act.payload.get("digest", found) == found
