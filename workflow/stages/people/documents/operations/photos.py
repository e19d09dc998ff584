"""Photographs: written anew and sealed when they come in, opened with a purpose, removed with a reason."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from datetime import datetime

from workflow.base import audit, vault
from workflow.base.db import session
from workflow.carriers import pictures
from workflow.kernel import ids
from workflow.kernel.errors import Invalid, N_
from workflow.staff.models import Officer
from workflow.stages.people.documents import queries, rules
from workflow.stages.people.documents.models import Document, Photo
from workflow.stages.people.keyed import refuse_tied, stream
from workflow.stages.people.models import Household

ADDED = audit.declare("photo_added", "photo", "subject", "document")
LOOKED_AT = audit.declare("photo_looked_at", "photo", "purpose")
REMOVED = audit.declare("photo_removed", "photo", "reason")


def add_photo(
    household: Household, *, sent: bytes, subject: str, document: Document | None, by: Officer, at: datetime
) -> Photo:
    """Keep a photograph of a document or of what `subject` names; the same one sent again is the same photograph.

    Invalid for what is no photo that can be read (see `pictures.photograph`) and for an unknown subject.
    """
    refuse_tied(household, by)
    if document is None and subject not in rules.SUBJECTS:
        raise Invalid(N_("Say what the photos show."), field="shows")
    subject = rules.DOCUMENT if document else subject
    once = f"photo:{household.public_id}:{document.public_id if document else subject}:{_digest(sent)}"
    known = queries.photo_once(once)
    if known:
        return known
    written, (width, height) = pictures.photograph(sent)
    photo = Photo(
        public_id=ids.public_id(), household_id=household.id, document_id=document.id if document else None,
        subject=subject, once_key=vault.current().blind(once), width=width, height=height, added_by_id=by.id,
        added_at=at,
    )  # fmt: skip
    photo.picture = b64encode(written).decode()
    session.add(photo)
    session.flush()
    told = {"photo": photo.public_id, "subject": subject, "document": document.public_id if document else None}
    audit.record(ADDED, stream(household), at=at, by=by.id, **told)
    return photo


def _digest(sent: bytes) -> str:
    return hashlib.sha256(sent).hexdigest()


def look_at_photo(household: Household, photo: Photo, *, purpose: str, by: Officer, at: datetime) -> None:
    """Record who opened a sensitive photograph, and why; the view then shows it."""
    if not purpose:
        raise Invalid(N_("Say what you need it for."), field="purpose")
    refuse_tied(household, by)
    audit.record(LOOKED_AT, stream(household), at=at, by=by.id, photo=photo.public_id, purpose=purpose)
    audit.look(by=by.id, what=f"photo:{photo.public_id}", purpose=purpose, at=at)


def remove_photo(household: Household, photo: Photo, *, reason: str, by: Officer, at: datetime) -> None:
    """Erase a photograph's content for good; that it was there, and why it went, stays."""
    if not reason:
        raise Invalid(N_("Say why."), field="reason")
    refuse_tied(household, by)
    photo.picture, photo.once_key, photo.removed_at = None, None, at
    session.flush()
    audit.record(REMOVED, stream(household), at=at, by=by.id, photo=photo.public_id, reason=reason)
