"""Publishing as a recorded act."""

from __future__ import annotations

from datetime import datetime


def pull_due(*, at: datetime) -> None:
    """Bring up to date whatever the stages left as due, within the running transaction."""
