"""What printing leaves behind: a village's whole list names households that did not agree to be shown online."""

from __future__ import annotations

from datetime import datetime

from workflow.base import audit

PRINTED = audit.declare("list_printed", "size")


def note_printing(stream: str, *, size: str, at: datetime) -> None:
    """Record on a notice's own stream that its whole list was printed by a command, where no officer is known."""
    audit.record(PRINTED, stream, at=at, size=size)
