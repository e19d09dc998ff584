"""Photographs: written anew and sealed when they come in, opened with a purpose, removed with a reason."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from datetime import datetime

from workflow.base import audit, vault
from workflow.base.db import session
from workflow.carriers.darkroom import Developed
from workflow.kernel import ids
from workflow.kernel.errors import Invalid, N_
from workflow.staff.models import Officer
from workflow.stages.people.documents import queries, rules
from workflow.stages.people.documents.models import Document, Photo
from workflow.stages.people.keyed import refuse_tied, stream
from workflow.stages.people.models import Household

ADDED = audit.declare("photo_added", "photo", "subject", "document", "digest")
LOOKED_AT = audit.declare("photo_looked_at", "photo", "purpose")
REMOVED = audit.declare("photo_removed", "photo", "reason")


def add_photo(
    household: Household, developed: Developed, *, subject: str, document: Document | None, by: Officer, at: datetime
) -> Photo:
    """Keep a photograph of a document or of what `subject` names; the same one sent again is the same photograph.

    Invalid for an unknown subject.
    """
    refuse_tied(household, by)
    subject = _subject(subject, document)
    shown = document.public_id if document else subject
    once = f"photo:{household.public_id}:{shown}:{developed.sent}"
    known = queries.photo_once(once)
    if known:
        return known
    photo = _new(household, b64encode(developed.picture).decode(), developed.size, subject, document)
    photo.once_key = vault.current().blind(once)
    return _added(household, photo, document, by, at)


def keep_photo(
    household: Household, *, picture: str, size: tuple[int, int], subject: str, document: Document | None, by: Officer,
    at: datetime,
) -> Photo:  # fmt: skip
    """Keep a picture that the house has written anew already (a JPEG in base64), as `add_photo` does."""
    refuse_tied(household, by)
    photo = _new(household, picture, size, _subject(subject, document), document)
    return _added(household, photo, document, by, at)


def _subject(subject: str, document: Document | None) -> str:
    if document is None and subject not in rules.SUBJECTS:
        raise Invalid(N_("Say what the photos show."), field="shows")
    return rules.DOCUMENT if document else subject


def _new(
    household: Household, picture: str, size: tuple[int, int], subject: str, document: Document | None
) -> Photo:  # fmt: skip
    photo = Photo(
        public_id=ids.public_id(), household_id=household.id, document_id=document.id if document else None,
        subject=subject, width=size[0], height=size[1],
    )  # fmt: skip
    photo.picture = picture
    return photo


def _added(household: Household, photo: Photo, document: Document | None, by: Officer, at: datetime) -> Photo:
    photo.added_by_id, photo.added_at = by.id, at
    session.add(photo)
    session.flush()
    told = {"photo": photo.public_id, "subject": photo.subject, "document": document.public_id if document else None}
    digest = hashlib.sha256(photo.content).hexdigest()
    audit.record(ADDED, stream(household), at=at, by=by.id, **told, digest=digest)
    return photo


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
