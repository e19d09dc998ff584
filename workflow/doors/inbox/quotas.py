"""How often something was posted in an hour, under names that no later day can be joined with. Confined connection."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from datetime import datetime
from functools import cache
from typing import cast

from sqlalchemy import Connection, Table, TextClause, bindparam, select, text

from workflow.base import clock, vault
from workflow.doors.inbox.models import Quota

_QUOTA = cast(Table, Quota.__table__)
_COUNTED = select(_QUOTA.c.count).where(_QUOTA.c.key == bindparam("key"), _QUOTA.c.hour == bindparam("hour"))


def counted(connection: Connection, name: str, now: datetime) -> int:
    """How many posts of this hour were counted under a name."""
    return connection.scalar(_COUNTED, {"key": _keys([name], now)[0], "hour": _hour(now)}) or 0


def count(connection: Connection, names: Collection[str], now: datetime) -> list[int]:
    """Count one post under each name; returns how many came under each this hour, this one included."""
    keys = _keys(names, now)
    given = {"hour": _hour(now)} | {f"key{number}": key for number, key in enumerate(keys)}
    found = {row.key: row.times for row in connection.execute(_counting(len(keys)), given)}
    return [found[key] for key in keys]


@cache
def _counting(names: int) -> TextClause:
    """Count one for so many names at once; in words, because an insert of several rows is never kept written out."""
    rows = ", ".join(f"(:key{number}, :hour, 1)" for number in range(names))
    one_more = "ON CONFLICT (key, hour) DO UPDATE SET count = quota.count + 1 RETURNING key, count AS times"
    return text(f"INSERT INTO quota (key, hour, count) VALUES {rows} {one_more}")  # noqa: S608 - numbers of ours


def _keys(names: Iterable[str], now: datetime) -> list[str]:
    """Keyed digests of the names, of this day alone."""
    today = vault.current().blind_at_door("quota:" + clock.local_date(now).isoformat())
    return [hashlib.sha256(f"{today}{name}".encode()).hexdigest() for name in names]


def _hour(now: datetime) -> int:
    return int(now.timestamp()) // 3600
