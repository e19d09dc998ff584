"""Photos against the slips and events that name them: none is gone, none was exchanged, none was put in afterwards."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterator, Sequence

from sqlalchemy import select

from workflow.base import vault
from workflow.base.db import session
from workflow.base.vault import KeysMissing
from workflow.doors.inbox import developing, enclosing
from workflow.doors.inbox.models import Enclosure, Slip
from workflow.kernel.errors import N_
from workflow.office.supervision.verify.finding import Finding

_STEP = 500


def enclosures() -> Iterator[Finding]:
    """Findings in the photos that came with slips; a slip that does not open is a finding of the chains."""
    with_photos = set(session.scalars(select(Enclosure.receipt_key).distinct()))
    for slip in session.scalars(select(Slip).order_by(Slip.id).execution_options(yield_per=_STEP)):
        named = _named(slip)
        kept = _beside(slip) if slip.receipt_key in with_photos else ()
        if named is not None and not _agree(named, kept):
            message = N_("%(stream)s %(sequence)s: its photos are not those that were handed in.")
            yield Finding(message, {"stream": slip.stream, "sequence": slip.sequence})


def _beside(slip: Slip) -> Sequence[Enclosure]:
    return session.scalars(select(Enclosure).where(Enclosure.receipt_key == slip.receipt_key)).all()


def _named(slip: Slip) -> dict[str, dict[str, str]] | None:
    try:
        told = json.loads(vault.current().unseal(slip.payload, f"slip.{slip.receipt_key}"))
    except (KeysMissing, ValueError):
        return None
    return {each["photo"]: each for each in told.get("photos", ())}


def _agree(named: dict[str, dict[str, str]], kept: Sequence[Enclosure]) -> bool:
    if named.keys() != {photo.public_id for photo in kept}:
        return False
    return all(_holds(photo, named[photo.public_id]) for photo in kept)


def _holds(photo: Enclosure, named: dict[str, str]) -> bool:
    """Whether a photo is what its slip or its events say; one at a time, for a picture is some hundred kilobytes."""
    told = developing.told_of(photo)
    try:
        content = vault.current().unseal_bytes(photo.content, enclosing.place(photo.public_id))
        return _is_told(photo.state, content, told, named)
    except (KeysMissing, ValueError):
        return False
    finally:
        session.expunge(photo)


def _is_told(state: str, content: bytes, told: dict[str, dict[str, str]], named: dict[str, str]) -> bool:
    if state == enclosing.SENT:
        return not told and enclosing.digest_of(content) == named["sent"]
    if state == enclosing.READY:  # before 0.5.0 the slip itself named what had been written anew
        digest = named.get("digest") or told.get(developing.WRITTEN, {}).get("digest")
        return enclosing.digest_of(b64decode(content)) == digest
    return (developing.LEFT if state == enclosing.GONE else developing.GIVEN_UP) in told and not content
