"""Photos against the slips that name them: none is gone, none was exchanged, none was put in afterwards."""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode
from collections.abc import Iterator, Sequence

from sqlalchemy import select

from workflow.base import vault
from workflow.base.db import session
from workflow.base.vault import KeysMissing
from workflow.doors.inbox.models import Enclosure, Slip
from workflow.kernel.errors import N_
from workflow.office.supervision.verify.finding import Finding

_STEP = 500


def enclosures() -> Iterator[Finding]:
    """Findings in the photos that came with slips; a slip that does not open is a finding of the chains."""
    with_photos = set(session.scalars(select(Enclosure.receipt_key).distinct()))
    for slip in session.scalars(select(Slip).order_by(Slip.id).execution_options(yield_per=_STEP)):
        kept = dict(_digests(_beside(slip))) if slip.receipt_key in with_photos else {}
        named = _named(slip)
        if named is not None and named != kept:
            message = N_("%(stream)s %(sequence)s: its photos are not those that were handed in.")
            yield Finding(message, {"stream": slip.stream, "sequence": slip.sequence})


def _beside(slip: Slip) -> Sequence[Enclosure]:
    return session.scalars(select(Enclosure).where(Enclosure.receipt_key == slip.receipt_key)).all()


def _named(slip: Slip) -> dict[str, str] | None:
    try:
        told = json.loads(vault.current().unseal(slip.payload, f"slip.{slip.receipt_key}"))
    except (KeysMissing, ValueError):
        return None
    return {each["photo"]: each["digest"] for each in told.get("photos", ())}


def _digests(photos: Sequence[Enclosure]) -> Iterator[tuple[str, str]]:
    for photo in photos:
        try:
            plain = b64decode(vault.current().unseal(photo.content, f"slip.photo.{photo.public_id}"))
        except (KeysMissing, ValueError):
            yield photo.public_id, "damaged"
        else:
            yield photo.public_id, hashlib.sha256(plain).hexdigest()
        session.expunge(photo)  # a picture is some hundred kilobytes: one at a time
