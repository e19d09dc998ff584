"""The one place that knows the time. Everything else is told.

Instants are UTC; a date is a day in Asia/Shanghai. A demonstration database may carry its own clock,
moved forward by days in ``demo-clock`` beside the data, so that a newcomer can live through a notice period.
"""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from workflow.base.lately import Lately

SHANGHAI = ZoneInfo("Asia/Shanghai")

_demo_file: Path | None = None
_demo_days = Lately[int]()


def use_demo_file(path: Path | None) -> None:
    """Obey the whole number of days in `path` (demonstrations only); None: the true time."""
    global _demo_file
    _demo_file = path


def demo_days() -> int:
    """How many days a demonstration has been moved forward; 0 otherwise."""
    return 0 if _demo_file is None else _demo_days.get(_demo_file, partial(_read_demo_file, _demo_file))


def _read_demo_file(path: Path) -> int:
    try:
        return int(path.read_text())
    except (FileNotFoundError, ValueError):
        return 0


def advance_demo(days: int) -> int:
    """Move a demonstration's clock forward (never back) and return the whole shift in days."""
    if _demo_file is None or days < 1:
        raise ValueError("only a demonstration's clock can be moved, and only forward")
    total = _read_demo_file(_demo_file) + days
    whole = _demo_file.with_name(f"{_demo_file.name}.new")
    whole.write_text(str(total))
    os.replace(whole, _demo_file)  # nobody reads half a number
    _demo_days.forget()
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
