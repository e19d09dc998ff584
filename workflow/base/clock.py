"""The one place that knows the time. Everything else is told.

Instants are UTC; a date is a day in Asia/Shanghai. A demonstration database may carry its own clock,
moved forward by days in ``demo-clock`` beside the data, so that a newcomer can live through a notice period.
"""

from __future__ import annotations

import os
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

#: Seconds for which nobody asks the disk again how far a demonstration was moved: a thread that asks waits for others.
MOMENT = 0.02

_demo_file: Path | None = None
_lately: tuple[int, float] | None = None
"""The days that were read last, and until when they are taken as they are."""


def use_demo_file(path: Path | None) -> None:
    """Obey the whole number of days in `path` (demonstrations only); None: the true time."""
    global _demo_file, _lately
    _demo_file, _lately = path, None


def demo_days() -> int:
    """How many days a demonstration has been moved forward; 0 otherwise."""
    global _lately
    if _demo_file is None:
        return 0
    known, now = _lately, time.perf_counter()
    if known is None or now >= known[1]:
        known = _lately = (_read_demo_file(_demo_file), now + MOMENT)
    return known[0]


def _read_demo_file(path: Path) -> int:
    try:
        return int(path.read_text())
    except (FileNotFoundError, ValueError):
        return 0


def advance_demo(days: int) -> int:
    """Move a demonstration's clock forward (never back) and return the whole shift in days."""
    global _lately
    if _demo_file is None or days < 1:
        raise ValueError("only a demonstration's clock can be moved, and only forward")
    total = _read_demo_file(_demo_file) + days
    whole = _demo_file.with_name(f"{_demo_file.name}.new")
    whole.write_text(str(total))
    os.replace(whole, _demo_file)  # nobody reads half a number
    _lately = None
    return total


def now() -> datetime:
    """The present instant, UTC."""
    return datetime.now(UTC) + timedelta(days=demo_days())


def today() -> date:
    """The present day in Asia/Shanghai."""
    return local_date(now())


def local_date(instant: datetime) -> date:
    """The Shanghai day an instant falls on."""
    return instant.astimezone(SHANGHAI).date()


def start_of(day: date) -> datetime:
    """The first instant of a Shanghai day, as UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI).astimezone(UTC)


def end_of(day: date) -> datetime:
    """The instant a Shanghai day ends (24:00), as UTC."""
    return start_of(day + timedelta(days=1))
