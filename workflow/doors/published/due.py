"""Stages leave here what must be shown or taken down; publication pulls it before the same commit."""

from __future__ import annotations

from datetime import datetime

from workflow.base.db import session
from workflow.doors.published.models import Due


def leave(kind: str, key: str, *, at: datetime) -> None:
    """Ask for the public face of `kind` `key` to be brought up to date within this transaction."""
    session.add(Due(kind=kind, key=key, left_at=at))
    session.info["due"] = True
