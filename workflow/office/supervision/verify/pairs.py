"""Anchors and checkpoints go in pairs, each anchor naming the checkpoint before it: none can be taken out unseen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from workflow.base.db import session
from workflow.doors.published import checkpoint as notes
from workflow.doors.published.models import Checkpoint, LogLeaf
from workflow.kernel.errors import Invalid, N_
from workflow.office.publication.operations import anchoring
from workflow.office.supervision.verify.finding import Finding


def pairs() -> Iterator[Finding]:
    """Findings in the row of checkpoints."""
    signed = list(session.scalars(select(Checkpoint).order_by(Checkpoint.id)))
    for row in signed:
        yield from _dated(row)
    before: Checkpoint | None = None
    waiting = iter(signed)
    coming = next(waiting, None)
    for position, told in _anchors():
        while coming is not None and coming.size <= position:
            before, coming = coming, next(waiting, None)
        if told["before"] != anchoring.note_hash(before.note if before else None):
            yield Finding(N_("The checkpoint before leaf %(leaf)s is gone or was changed."), {"leaf": position})
        if coming is None or coming.size != position + 1:
            yield Finding(N_("The checkpoint that was signed after leaf %(leaf)s is gone."), {"leaf": position})


def _anchors() -> Iterator[tuple[int, dict[str, Any]]]:
    """Anchors with their statement; those of older houses name no checkpoint."""
    query = select(LogLeaf).where(LogLeaf.statement.startswith(anchoring.MARK, autoescape=True))
    for row in session.scalars(query.order_by(LogLeaf.position)):
        told = json.loads(row.statement)
        if "before" in told:
            yield row.position, told


def _dated(row: Checkpoint) -> Iterator[Finding]:
    try:
        told = notes.read_checkpoint(row.note).notes
    except Invalid:
        return  # said where its signature is looked at
    if told[:1] != (row.at.isoformat(),):
        message = N_("A checkpoint of %(size)s leaves is kept under another instant than the one that was signed.")
        yield Finding(message, {"size": row.size})
