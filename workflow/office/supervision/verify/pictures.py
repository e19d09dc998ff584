"""What all photos that staff take have in common: the acts that name them, and the digest of the picture itself."""

from __future__ import annotations

import hashlib
from base64 import b64decode
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workflow.base.db import session
from workflow.base.vault import KeysMissing
from workflow.office.registers.pictures.models import KeptPhoto
from workflow.office.supervision import queries
from workflow.stages.people.documents.models import Photo

STEP = 50  # a picture is some hundred kilobytes, and none is read before its turn


@dataclass(frozen=True, slots=True)
class Act:
    """An event, opened; `after`: the instant of the one before it in its stream (its own, where it is the first)."""

    stream: str
    kind: str
    by: int | None
    at: datetime
    after: datetime
    payload: dict[str, Any]

    def is_of(self, by: int | None, at: datetime | None) -> bool:
        """Whether a row says by whom and when as the event does."""
        return self.by == by and self.is_at(at)

    def is_at(self, at: datetime | None) -> bool:
        """The instant alone; an act that took so long that another one was first stands at that one's in the chain."""
        return at is not None and self.at == max(at, self.after)


def acts(streams: str, kinds: Collection[str]) -> Iterator[Act]:
    """The acts of some kinds in streams that begin so; an event that does not open is a finding of the chains."""
    stream, after = "", None
    for row in queries.stored_events(streams):
        before = after if row.stream == stream and after else row.at
        stream, after = row.stream, row.at
        if row.kind not in kinds:
            continue
        try:
            yield Act(row.stream, row.kind, row.by, row.at, before, queries.opened(row).payload)
        except KeysMissing:
            continue


def digest_of(photo: KeptPhoto | Photo) -> str | None:
    """Of the picture itself; None for one that does not open, or is not there."""
    try:
        return hashlib.sha256(b64decode(photo.picture)).hexdigest() if photo.picture else None
    except (KeysMissing, ValueError):
        return None
    finally:
        session.expire(photo, ["content_sealed"])
