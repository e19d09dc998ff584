"""Looks of earlier releases are brought into the trail: their events are sealed, so that no migration could."""

from __future__ import annotations

from sqlalchemy import insert

from workflow.base import audit
from workflow.base.audit import Look
from workflow.base.db import session, transaction
from workflow.office.looks import queries


def bring_up_to_date() -> int:
    """Keep every recorded look by what was looked at, a few hundred a transaction; returns how many were added."""
    added = 0
    while rows := _next():
        added += rows
    return added


def _next() -> int:
    with transaction():
        rows = [
            {"officer_id": event.by, "sequence": event.sequence, "at": event.at, "thing": _thing(event)}
            for event in queries.missing()
        ]
        if rows:
            session.execute(insert(Look), rows)
        return len(rows)


def _thing(event: audit.Event) -> str:
    return str(audit.opened(event).payload["what"])
