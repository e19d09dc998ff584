"""Somebody compares what stands in public with its source and finds it right; nothing is published by that."""

from __future__ import annotations

from datetime import datetime

from workflow.base import audit, clock
from workflow.office.publication import queries
from workflow.staff.models import Officer

CHECKED = audit.declare("publication_checked", "of", "keys")


def check(kind: str, *, by: Officer, at: datetime) -> None:
    """Note that every record of a kind was compared with its source and is still right."""
    keys = sorted(queries.in_force(kind, clock.local_date(at)))
    audit.record(CHECKED, queries.checked_stream(kind), at=at, by=by.id, of=kind, keys=keys)
