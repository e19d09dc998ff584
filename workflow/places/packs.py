"""The institution's rules and calendar as the running house uses them: shipped ones first, then its own."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, cast

from sqlalchemy import Table, event, select

from workflow.base import db
from workflow.base.db import session
from workflow.base.settings import Settings
from workflow.places import queries
from workflow.places.models import CalendarDay
from workflow.policy import load, lookup
from workflow.policy.calendar import Calendar, load_calendar
from workflow.policy.pack import Library, Pack, Value

_Stamp = tuple[tuple[str, int, int], ...]

#: The folders beside the shipped ones, each with what tells whether a file in it was written since.
_extra: tuple[tuple[Path, _Stamp], ...] = ()


def use_folders(*folders: Path) -> None:
    """Read packs from these folders after the shipped ones (the institution's own; a demonstration's examples)."""
    global _extra
    _extra = tuple((folder, _stamp(folder)) for folder in folders if folder.is_dir())


def _stamp(folder: Path) -> _Stamp:
    stats = ((str(file), file.stat()) for file in sorted(folder.rglob("*.toml")))
    return tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in stats)


def folders_of(settings: Settings) -> tuple[Path, ...]:
    """A demonstration's marked examples, then the institution's own packs if it has any."""
    examples = (load.examples(),) if (settings.data / "demo-clock").exists() else ()
    own = settings.data / "packs"
    return (*examples, own) if own.is_dir() else examples


@lru_cache(maxsize=4)
def _library(extra: tuple[tuple[Path, _Stamp], ...]) -> Library:
    return load.library(folder for folder, _ in extra)


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
    return _calendar(tuple(_Added(*row) for row in session.connection().execute(_STANDING)))


#: Whoever counts days that a change of the calendar would count anew, and whoever changes it.
_DAYS = "days of the calendar"


def calendar_held() -> Calendar:
    """The calendar, which nobody changes until the transaction ends: what is counted on it now is either seen by the
    next recount, or counted after it."""
    db.take_part(session.connection(), _DAYS)
    return calendar()


def change_calendar() -> None:
    """Wait for everybody who is counting days, and let nobody else begin until the transaction ends."""
    db.take_turns(session.connection(), _DAYS)


def calendar_without(taken_back: CalendarDay) -> Calendar:
    """The calendar as it would be without one of the institution's additions."""
    others = session.connection().execute(_STANDING.where(_DAY.id != taken_back.id))
    return _calendar(tuple(_Added(*row) for row in others))


#: The rows that a change of the calendar counts anew.
_counted: tuple[type[db.Base], ...] = ()


def counted(*models: type[db.Base]) -> None:
    """Whoever writes a row of these takes part in the calendar before the first of them.

    So that locks have one order, days before rows: somebody who has written a case and then counts a day would wait
    for whoever changes the calendar, and that one for the case.
    """
    global _counted
    _counted = (*_counted, *models)


@event.listens_for(db.HouseSession, "before_flush")
def _take_part_first(flushing: db.HouseSession, *_rest: object) -> None:
    if db.is_sqlite():
        return
    if any(isinstance(row, _counted) for rows in (flushing.dirty, flushing.deleted, flushing.new) for row in rows):
        db.take_part(flushing.connection(), _DAYS)


class _Added(NamedTuple):
    on: date
    kind: str
    festival: str
    document: str


#: Asked of the connection, without objects: nearly every act counts days.
_DAY = cast(Table, CalendarDay.__table__).c
_STANDING = (
    select(_DAY.on, _DAY.kind, _DAY.festival, _DAY.document).where(_DAY.taken_back_at.is_(None)).order_by(_DAY.id)
)


@lru_cache(maxsize=8)
def _calendar(added: tuple[_Added, ...]) -> Calendar:
    return load_calendar().with_days(added) if added else load_calendar()
