"""What both engines are asked and what they answer: rows of entries that stand now, tier by tier."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Date, TextClause, bindparam, text

from workflow.base.db import Instant
from workflow.carriers.search.words import Question

#: How much of each tier is looked at: whole names, beginnings of names, anything else.
CAPS = (100, 100, 1000)
#: A kind's number times this, plus the record's number, is an entry's place.
KIND_SIZE = 2**40
COLUMNS = "e.place, e.kind, e.key, e.towns, e.valid_from"
STANDS = (
    "e.valid_from <= :day AND (e.valid_until IS NULL OR e.valid_until >= :day) "
    "AND (e.ends_at IS NULL OR e.ends_at > :now)"
)


@dataclass(frozen=True, slots=True)
class Sought:
    """A question, where its answers may stand (`low` to `high`, both included, and in which town), and when it is."""

    question: Question
    day: date
    now: datetime
    low: int
    high: int
    town: str | None = None

    def given(self) -> dict[str, Any]:
        """The values that every statement needs."""
        return {"low": self.low, "high": self.high, "day": self.day, "now": self.now}


class Row(NamedTuple):
    """One entry that was found."""

    tier: int
    place: int
    kind: str
    key: str
    towns: str
    valid_from: Any


class Answer(NamedTuple):
    """At most `CAPS` rows of each tier and one more, by place; a row may come in several tiers.

    `renewing` says that the index is being made anew and the database answered in its place.
    """

    rows: list[Row]
    renewing: bool = False


def statement(words: str) -> TextClause:
    """SQL with its dates and instants bound as the models bind them."""
    return text(words).bindparams(bindparam("day", type_=Date()), bindparam("now", type_=Instant()))
