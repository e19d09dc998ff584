"""When the work that nobody sees last ended well, as the portal may know it. Confined connection only."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select

from workflow.base.settings import Limits
from workflow.carriers.models import Heartbeat
from workflow.doors.connection import portal

#: What anyone may ask after, in the order of its weight for a villager.
WORK = (
    "inbox", "photos", "clocks", "notices", "publication", "tallies", "performance", "log", "calendar", "delivery",
    "backup", "verification",
)  # fmt: skip


class Pulse(NamedTuple):
    """A piece of work: when it last ended well (None: never so far) and whether that is longer ago than it may be."""

    name: str
    at: datetime | None
    late: bool


def pulses(now: datetime, limits: Limits) -> list[Pulse]:
    """Every piece of `WORK` as it is at this instant; nothing is remembered, so that silence cannot look well."""
    with portal() as connection:
        beats = {row.name: row.at for row in connection.execute(select(Heartbeat.name, Heartbeat.at))}
    return [Pulse(name, beats.get(name), _late(beats.get(name), now, limits.patience(name))) for name in WORK]


def _late(beat: datetime | None, now: datetime, patience: timedelta) -> bool:
    return beat is None or now - beat > patience
