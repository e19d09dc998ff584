"""Working days of mainland China: the State Council's yearly arrangements as cited data, never guessed.

A date that no arrangement names works from Monday to Friday. Where the arrangement of a year is not loaded
that is an assumption, and every day counted on it says so (`provisional`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Literal, NamedTuple

from workflow.kernel.errors import HouseError, N_

ONE_DAY = timedelta(days=1)
SATURDAY = 5
WARNING_LEAD = timedelta(days=40)
"""How long before its first use a missing year is announced: time to enter the arrangement by hand."""

FESTIVALS: Mapping[str, str] = {
    "new_year": N_("New Year's Day"),
    "spring_festival": N_("Spring Festival"),
    "qingming": N_("Tomb-Sweeping Day"),
    "labour_day": N_("Labour Day"),
    "dragon_boat": N_("Dragon Boat Festival"),
    "mid_autumn": N_("Mid-Autumn Festival"),
    "national_day": N_("National Day"),
    "victory_70": N_("70th anniversary of the victory in the War of Resistance"),
}
"""The occasions of the arrangements: code and msgid."""


class CalendarError(HouseError):
    """A year's file cannot be used; `params` name the file."""


class Day(NamedTuple):
    """One date: whether it works, why, and whether that is settled.

    `reason` is working_day, makeup_day, opening_day, weekend, holiday or closed.
    """

    kind: Literal["working", "rest"]
    reason: str
    festival: str | None
    provisional: bool

    @property
    def works(self) -> bool:
        """Whether the day counts as a working day."""
        return self.kind == "working"


_ANNOUNCED = {"day_off": Day("rest", "holiday", None, False), "makeup_day": Day("working", "makeup_day", None, False)}


@dataclass(frozen=True, slots=True)
class Year:
    """One yearly arrangement. It may name days of the December before (make-up days of New Year's Day).

    For the same reason the last days of December, after `settled_to`, wait for next year's arrangement.
    """

    year: int
    days_off: Mapping[date, str]
    makeup_days: Mapping[date, str]
    title: str
    number: str | None
    settled_to: date
    digest: str


@dataclass(frozen=True, slots=True)
class Opening:
    """How one institution differs: weekdays (0 Monday … 6 Sunday) and dates it opens, dates it closes.

    A weekday opened here does not override a public holiday; a date does.
    """

    weekdays: frozenset[int] = frozenset()
    open_on: frozenset[date] = frozenset()
    closed_on: frozenset[date] = frozenset()


class Stale(NamedTuple):
    """A year whose arrangement is missing, and the first date that depends on it."""

    year: int
    first_use: date


@dataclass(frozen=True, eq=False)
class Calendar:
    """Which dates work. `version` names the data it was made from, for records that keep it."""

    years: Mapping[int, Year]
    opening: Opening = Opening()
    added: Mapping[date, Day] = field(default_factory=dict)
    known: dict[date, Day] = field(default_factory=dict, repr=False)

    @cached_property
    def version(self) -> str:
        """First and last year loaded and the first digits of a digest over all data and opening days."""
        parts = [self.years[year].digest for year in sorted(self.years)]
        parts += [
            repr([sorted(part) for part in (o.weekdays, o.open_on, o.closed_on)]) for o in (self.opening,)
        ]
        parts += [f"{on} {self.added[on]}" for on in sorted(self.added)]
        digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]
        return f"{min(self.years, default=0)}-{max(self.years, default=0)}:{digest}"

    def opened(self, opening: Opening) -> Calendar:
        """The same arrangements with an institution's own opening days."""
        return replace(self, opening=opening, known={})

    def with_days(self, days: Iterable[tuple[date, str, str, str]]) -> Calendar:
        """With days announced later: (date, `day_off` or `makeup_day`, occasion, document). A later entry wins."""
        added = {on: _ANNOUNCED[kind]._replace(festival=occasion or None) for on, kind, occasion, _document in days}
        return replace(self, added={**self.added, **added}, known={})

    def day(self, on: date) -> Day:
        """What kind of day a date is; never fails for a year without data."""
        day = self.known.get(on)
        if day is None:
            day = self.known[on] = self._own(on) or self.added.get(on) or self._public(on)
        return day

    def works(self, on: date) -> bool:
        """Whether a date counts as a working day."""
        return self.day(on).kind == "working"

    def next_working(self, on: date) -> date:
        """The date itself if it works, else the first working day after it."""
        while not self.works(on):
            on += ONE_DAY
        return on

    def last_working(self, on: date) -> date:
        """The date itself if it works, else the last working day before it."""
        while not self.works(on):
            on -= ONE_DAY
        return on

    def working_days(self, first: date, last: date) -> int:
        """How many dates from `first` to `last`, both included, work."""
        return sum(self.works(first + timedelta(days=n)) for n in range((last - first).days + 1))

    def settled_to(self) -> date:
        """The last date of the unbroken run of loaded years that no missing arrangement can change."""
        year = min(self.years)
        while year + 1 in self.years:
            year += 1
        return self.years[year].settled_to

    def stale_warning(self, today: date, *, longest: int = 0) -> Stale | None:
        """The missing year to announce, from 40 days before its first use on.

        `longest`: calendar days of the longest limit in use, since a deadline set today reaches that far.
        """
        unsettled = self.settled_to() + ONE_DAY
        first_use = unsettled - timedelta(days=longest)
        return Stale(unsettled.year + 1, first_use) if today >= first_use - WARNING_LEAD else None

    def _own(self, on: date) -> Day | None:
        if on in self.opening.closed_on:
            return Day("rest", "closed", None, False)
        if on in self.opening.open_on:
            return Day("working", "opening_day", None, False)
        return None

    def _public(self, on: date) -> Day:
        for year in (self.years.get(on.year), self.years.get(on.year + 1)):
            if year and on in year.days_off:
                return Day("rest", "holiday", year.days_off[on], False)
            if year and on in year.makeup_days:
                return Day("working", "makeup_day", year.makeup_days[on], False)
        return self._plain(on)

    def _plain(self, on: date) -> Day:
        if on.weekday() < SATURDAY:
            return Day("working", "working_day", None, self._unsettled(on))
        if on.weekday() in self.opening.weekdays:
            return Day("working", "opening_day", None, self._unsettled(on))
        return Day("rest", "weekend", None, self._unsettled(on))

    def _unsettled(self, on: date) -> bool:
        year = self.years.get(on.year)
        return year is None or (on > year.settled_to and on.year + 1 not in self.years)


def load_calendar(extra: Iterable[Path] = ()) -> Calendar:
    """The shipped years, then those of further folders, where a later file replaces the year it names.

    CalendarError if a file does not match its checksum or cannot be read.
    """
    years: dict[int, Year] = {}
    for folder in (files("workflow.policy") / "holidays", *extra):
        for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
            if file.name.endswith(".json"):
                year = read_year(file)
                years[year.year] = year
    return Calendar(years)


def read_year(file: Traversable | Path) -> Year:
    """One year's file, its checksum verified."""
    try:
        content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        return _year(content, file.name)
    except (ValueError, KeyError, TypeError) as problem:
        raise CalendarError(
            N_("%(file)s is no calendar: %(problem)s"), file=file.name, problem=problem
        ) from problem


def checksum(content: Mapping[str, Any]) -> str:
    """SHA-256 over everything in a year's file but the checksum itself."""
    bare = {name: part for name, part in content.items() if name != "sha256"}
    canonical = json.dumps(bare, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _year(content: dict[str, Any], name: str) -> Year:
    found = checksum(content)
    if content["sha256"] != found:
        message = N_("%(file)s was changed: its content gives the checksum %(found)s, it states %(stated)s.")
        raise CalendarError(message, file=name, found=found, stated=content["sha256"])
    return Year(
        year=content["year"],
        days_off=_dates(content["days_off"]),
        makeup_days=_dates(content["makeup_days"]),
        title=content["source"]["title"],
        number=content["source"]["number"],
        settled_to=date.fromisoformat(content["settled_to"]),
        digest=found,
    )


def _dates(days: Mapping[str, str]) -> dict[date, str]:
    unknown = set(days.values()) - FESTIVALS.keys()
    if unknown:
        raise ValueError(f"unknown occasion {min(unknown)}")
    return {date.fromisoformat(on): festival for on, festival in days.items()}
