"""Which record lies behind a leaf, and whether the public may read it: what is shown can be checked by everyone.

A leaf commits to its record by a salted hash. The salt is told with the payload, and only while the payload itself is
public: of a record that ended, or is not for everyone, the log keeps the commitment and nothing more.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from workflow.base import clock
from workflow.doors.connection import portal
from workflow.doors.published.models import Record

#: Kinds that name no person: their replaced versions stay readable, as the history of a price or a promise should.
LASTING = frozenset({"product", "rate", "fee", "commitment", "rules", "performance", "conduct", "supervision"})
STANDING, WAITING, OVER, CLOSED = "standing", "waiting", "over", "closed"
_SUCCEEDED = {"superseded", "replaced"}
_T = Record.__table__


@dataclass(frozen=True, slots=True)
class Behind:
    """The record behind a leaf. `state`: standing, waiting for its first day, over, closed (not for everyone), or how
    it ended; `salt` and `payload` only where the public may read it."""

    leaf: int
    kind: str
    key: str
    state: str
    ended_at: datetime | None
    ended_why: str | None
    ended_leaf: int | None
    salt: str | None = None
    payload: dict[str, Any] | None = None


def behind(leaf: int) -> Behind | None:
    """The record that this leaf announced; None where it announced none."""
    with portal() as connection:
        row = connection.execute(select(_T).where(_T.c.leaf == leaf)).first()
    if row is None:
        return None
    state = _state(row, clock.now())
    told = (row.leaf, row.kind, row.key, state, row.ended_at, row.ended_why, row.ended_leaf)
    if state == STANDING or (state in _SUCCEEDED and row.kind in LASTING):
        return Behind(*told, salt=row.salt, payload=json.loads(row.payload))
    return Behind(*told)


def _state(row: Any, at: datetime) -> str:
    if row.audience != "public":
        return CLOSED
    if row.ended_how:
        return str(row.ended_how)
    return _by_day(row, at, clock.local_date(at))


def _by_day(row: Any, at: datetime, today: date) -> str:
    if row.valid_from > today:
        return WAITING
    over = (row.valid_until and row.valid_until < today) or (row.ends_at and row.ends_at <= at)
    return OVER if over else STANDING
