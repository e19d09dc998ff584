"""Quiet hours: when nobody's telephone should ring. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from workflow.base.clock import SHANGHAI


def is_quiet(at: datetime, *, since: int, until: int) -> bool:
    """Whether an instant lies in the hours of the local day from `since` until `until`; equal hours mean none."""
    hour = at.astimezone(SHANGHAI).hour
    return since <= hour < until if since <= until else hour >= since or hour < until


def end(at: datetime, *, since: int, until: int) -> datetime:
    """The instant at which the quiet hours that `at` lies in are over; `at` itself where it lies in none."""
    if not is_quiet(at, since=since, until=until):
        return at
    local = at.astimezone(SHANGHAI)
    over = local.replace(hour=until % 24, minute=0, second=0, microsecond=0)
    return over if over > local else over + timedelta(days=1)
