"""What statements may not say: pure, and deaf to everything but the statements and when they were first seen."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import MAXYEAR, MINYEAR, date, datetime, timedelta
from typing import Any

from workflow.base.clock import local_date

#: A request may be under way while a checkpoint is signed; longer than this none is.
SLACK = timedelta(minutes=1)
_WORDS = ("kind", "key", "audience", "valid_from", "payload")
_KEPT = (*_WORDS, "valid_until", "ends_at")


@dataclass
class Judge:
    """Reads the statements of a log in their order. `standing`: what was announced and has not ended; `high`: the
    latest instant that was told or signed so far."""

    standing: dict[str, dict[str, Any]]
    high: datetime | None = None
    findings: list[str] = field(default_factory=list)
    fresh: list[str] = field(default_factory=list)

    def read(self, first: int, statements: Iterable[bytes]) -> None:
        """Take in the statements from leaf `first` on."""
        for leaf, statement in enumerate(statements, first):
            try:
                told = json.loads(statement)
                self._take(leaf, told)
            except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
                self.findings.append(f"entry {leaf} cannot be read: it is not a statement of such a log")

    def _take(self, leaf: int, told: dict[str, Any]) -> None:
        at = _instant(told)
        if at is not None:
            self.findings.extend(_dated(leaf, at, self.high))
            self.high = max(at, self.high or at)
        if told["act"] == "published":
            self._announce(leaf, told)
        elif told["act"] != "anchored":
            self._end(leaf, told["leaf"], told)

    def _announce(self, leaf: int, told: dict[str, Any]) -> None:
        record = _announced(told)
        if told["supersedes"] is not None:
            self._end(leaf, told["supersedes"], told)
        elif told["kind"] == "notice" and date.fromisoformat(told["valid_from"]) < _day(told["published_at"]):
            since = f"to stand since {told['valid_from']}, but it was published on {_day(told['published_at'])}"
            self.findings.append(f"entry {leaf} is back-dated: the notice {told['key']} claims {since}")
        self.standing[str(leaf)] = record
        self.fresh.append(str(leaf))

    def _end(self, leaf: int, ended: int, told: dict[str, Any]) -> None:
        if not isinstance(ended, int):
            raise TypeError(f"{type(ended).__name__} is no entry's number")
        record = self.standing.get(str(ended))
        if record is None or (record["kind"], record["key"]) != (told["kind"], told["key"]):
            self.findings.append(f"entry {leaf} ends entry {ended}, which is not the record it names or ended before")
        else:  # only an end that names its record takes it off the watch
            del self.standing[str(ended)]


def _announced(told: dict[str, Any]) -> dict[str, Any]:
    """What later looks rest on; KeyError, TypeError or ValueError where one of them could not."""
    for name in _WORDS:
        if not (isinstance(told[name], str) and told[name] and told[name].isprintable()):
            raise ValueError(f"{name} is not a word that can be kept and shown")
    date.fromisoformat(told["valid_from"])
    if told["valid_until"] is not None:
        date.fromisoformat(told["valid_until"])
    if told.get("ends_at") is not None:  # older logs do not say it
        moment(told["ends_at"])
    return {name: told[name] for name in _KEPT if name in told}


def moment(text: str) -> datetime:
    """An instant that can be compared with any other: ValueError without its zone, or at an end of the calendar."""
    at = datetime.fromisoformat(text)
    if at.utcoffset() is None or not MINYEAR < at.year < MAXYEAR:
        raise ValueError("not an instant with its zone")
    return at


def _instant(told: dict[str, Any]) -> datetime | None:
    """When a statement says that it was made; older logs do not say it of every act."""
    name = {"published": "published_at", "anchored": "at"}.get(told["act"], "ended_at")
    return moment(told[name]) if told.get(name) else None


def _dated(leaf: int, at: datetime, high: datetime | None) -> Iterator[str]:
    if high is not None and at < high - SLACK:
        yield f"entry {leaf} is back-dated: it says {at.isoformat()}, but came after {high.isoformat()}"


def _day(instant: str) -> date:
    return local_date(datetime.fromisoformat(instant))


def is_due(record: dict[str, Any], begun_by: date, at: datetime) -> bool:
    """Whether everyone should be able to read a record at an instant; it must have begun by a day."""
    begun = date.fromisoformat(record["valid_from"]) <= begun_by
    return bool(record["audience"] == "public" and begun and not _is_over(record, at))


def _is_over(record: dict[str, Any], at: datetime) -> bool:
    until, hour = record["valid_until"], record.get("ends_at")
    over = until is not None and date.fromisoformat(until) < local_date(at)
    return over or (hour is not None and datetime.fromisoformat(hour) <= at)
