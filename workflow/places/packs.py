"""The institution's rules and calendar as the running house uses them: shipped ones first, then its own."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path

from sqlalchemy import func, select

from workflow.base.db import session
from workflow.base.settings import Settings
from workflow.places import queries
from workflow.places.models import CalendarDay
from workflow.policy import load, lookup
from workflow.policy.calendar import Calendar, load_calendar
from workflow.policy.pack import Library, Pack, Value

_extra: tuple[Path, ...] = ()


def use_folders(*folders: Path) -> None:
    """Read packs from these folders after the shipped ones (the institution's own; a demonstration's examples)."""
    global _extra
    _extra = tuple(folder for folder in folders if folder.is_dir())
    _library.cache_clear()


def folders_of(settings: Settings) -> tuple[Path, ...]:
    """A demonstration's marked examples, then the institution's own packs if it has any."""
    examples = (load.examples(),) if (settings.data / "demo-clock").exists() else ()
    own = settings.data / "packs"
    return (*examples, own) if own.is_dir() else examples


@lru_cache(maxsize=4)
def _library(extra: tuple[Path, ...]) -> Library:
    return load.library(extra)


def pack(slug: str | None = None) -> Pack:
    """A pack by slug; the institution's own without one."""
    return _library(_extra).pack(slug or queries.institution().pack)


def value(key: str, on: date, *, slug: str | None = None) -> Value:
    """The value in force of the institution's (or the named) pack on a day; its `.value` is None where not set."""
    return lookup.in_force(pack(slug), key, on)


def required(key: str, on: date, *, slug: str | None = None) -> Value:
    """As `value`, but raises NotSet where the source leaves it open."""
    return lookup.required(pack(slug), key, on)


def calendar() -> Calendar:
    """The working-day calendar with the institution's additions."""
    return _calendar(*session.execute(_ADDED).one())


_ADDED = select(func.count(CalendarDay.id), func.max(CalendarDay.id))


@lru_cache(maxsize=4)
def _calendar(count: int, _newest: int | None) -> Calendar:
    shipped = load_calendar()
    if not count:
        return shipped
    rows = session.scalars(select(CalendarDay).order_by(CalendarDay.id))
    return shipped.with_days([(row.on, row.kind, row.festival, row.document) for row in rows])
