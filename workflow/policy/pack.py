"""What the rules are made of: a dated, cited value, and the pack that holds an institution's values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from workflow.kernel.errors import HouseError, N_
from workflow.policy.money import fen

if TYPE_CHECKING:
    from workflow.policy.keys import Registry
    from workflow.policy.products import Product

NOT_SET = "not set"
"""How a pack writes a figure that its source leaves open (TOML has no null)."""


class PackError(HouseError):
    """A pack cannot be used; `params` name the file and, where there is one, the key and the date."""


class Text(NamedTuple):
    """One sentence or word of a rule, in both languages."""

    zh: str
    en: str


class Term(NamedTuple):
    """A code that code compares, and its name in both languages."""

    code: str
    zh: str
    en: str


class Fee(NamedTuple):
    """One item of the fee catalogue: what is charged (`standard`), by whom, on which basis.

    `price` is `government` or `market`, "" where the source does not say; `code` is the item's number in the official
    catalogue, "" where it has none.
    """

    zh: str
    en: str
    standard: Text
    collector: Text | None
    basis: Text | None
    price: str
    code: str


class Span(NamedTuple):
    """A number chosen each time between two bounds, both included; `preset` is offered first."""

    min: int
    max: int
    preset: int


class Row(NamedTuple):
    """One row of a table of cases: `value` holds where every axis of `when` has this code (see `tables`).

    `zh` and `en` name the case. `value` is None where the source names the case and leaves its figure open.
    """

    when: tuple[tuple[str, str], ...]
    zh: str
    en: str
    value: Any


class Fixed(NamedTuple):
    """A deadline on the calendar instead of a number of days.

    With `month`: that day of the year, `later` years on. Without: that day of the month, `later` months on.
    """

    day: int
    month: int | None
    later: int


class Milestone(NamedTuple):
    """What a plan wants done by a day, or between two days; `since` is None where it names only the last."""

    zh: str
    en: str
    since: date | None
    by: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One value of one key, in force from `from_` to `until` (both included; None: until further notice).

    `value` is None where the source leaves the figure open. `unit` is a code of `keys.UNITS`. `default` marks
    a reading of our own (Qnn) where the source is silent, `example` a figure of the demonstration, never of a
    source. `beside` holds the values of the same day that gave way to this one or were joined with it.
    """

    key: str
    value: Any
    unit: str
    label: str
    label_en: str
    from_: date
    until: date | None
    cite: str
    pack: str
    example: bool = False
    default: bool = False
    checked_on: date | None = None
    href: str | None = None
    note: str = ""
    note_en: str = ""
    beside: tuple[Value, ...] = ()

    @property
    def is_set(self) -> bool:
        """Whether there is a figure at all."""
        return self.value is not None

    @property
    def since(self) -> date | None:
        """The first day that a reader is told; None for a default of ours, for no document gives it one."""
        return None if self.default else self.from_

    @property
    def stated(self) -> bool:
        """Whether the rules of that day speak of the key, even if they leave the figure open."""
        return bool(self.cite)

    @property
    def fen(self) -> int:
        """An amount of money in fen, for comparison with the database; ValueError for any other unit."""
        if self.unit != "yuan" or self.value is None:
            raise ValueError(f"{self.key} is no amount of money")
        return fen(self.value)


@dataclass(frozen=True, kw_only=True, eq=False)
class Pack:
    """The rules of one institution, or one regulation that overlays institutions.

    `digest` (SHA-256, hex) covers the pack, its products and its overlays: two packs with the same digest
    give the same answer to every question.
    """

    slug: str
    name: str
    name_en: str
    kind: str
    source: str
    overlays: tuple[Pack, ...]
    timelines: Mapping[str, tuple[Value, ...]]
    products: tuple[Product, ...]
    keys: Registry
    digest: str
    compiled: dict[str, tuple[tuple[date, ...], tuple[Value, ...]]] = field(default_factory=dict, repr=False)
    """Memo of `lookup`: for each key the days on which the answer changes, and the answers."""


@dataclass(frozen=True, eq=False)
class Library:
    """Every pack that was loaded, by slug."""

    packs: Mapping[str, Pack]

    def pack(self, slug: str) -> Pack:
        """The pack of that name; PackError if there is none."""
        try:
            return self.packs[slug]
        except KeyError:
            raise PackError(N_("There is no policy pack named %(slug)s."), slug=slug) from None

    def institutions(self) -> list[Pack]:
        """The packs that a case can be accepted under, in the order of their slugs."""
        return [pack for pack in self.packs.values() if pack.kind == "institution"]
