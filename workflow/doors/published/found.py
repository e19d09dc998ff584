"""What a search gives back: lines that lead to records, how many there are of what, and where the next page begins."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Hit:
    """One record in force that was found. `name` and `about` are texts or pairs {"zh": …, "en": …}."""

    kind: str
    key: str
    name: Any
    about: Any
    village: str | None
    towns: tuple[str, ...]
    valid_from: date
    valid_until: date | None
    leaf: int
    more: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Facet:
    """A kind or a town with the number of records found in it."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits in the order of relevance.

    `kinds` are counted within the chosen town, `towns` within the chosen kind; where `capped`, both are counted over
    the first hits only, so that each is a lower bound. `after` leads to the next page and is None on the last.
    `instead` are words that would find something, where these found nothing. `renewing` says that the index is being
    made anew: results are complete all the same, except while the very first one is made. All of it stays as it
    is until something is published, the day ends, or the instant `until`, at which a record among it ends.
    """

    hits: list[Hit] = field(default_factory=list)
    kinds: list[Facet] = field(default_factory=list)
    towns: list[Facet] = field(default_factory=list)
    capped: bool = False
    after: str | None = None
    instead: list[str] = field(default_factory=list)
    renewing: bool = False
    until: datetime | None = None
