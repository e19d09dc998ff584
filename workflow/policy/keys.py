"""The registry of keys: what a rule may be called, its type and unit, and how two texts on it combine.

`keys.toml` is the registry. A key that it does not hold is refused, so a typing error in a pack is an error
and not a rule nobody reads. `decision_limit.*` stands for one key a level of the institution.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any

from workflow.kernel.errors import N_
from workflow.policy.money import milli_percent
from workflow.policy.pack import NOT_SET, Fee, Span, Term, Text

UNITS: Mapping[str, str] = {
    "calendar": N_("calendar days"),
    "workday": N_("working days"),
    "month": N_("months"),
    "year": N_("years"),
    "yuan": N_("yuan"),
    "share": N_("as a share"),
    "rate": N_("per cent a year"),
    "number": N_("number"),
    "day_of_month": N_("day of the month"),
    "date": N_("date"),
    "flag": N_("yes or no"),
    "choice": N_("choice"),
    "text": N_("text"),
    "time": N_("time of day"),
}
"""Units by code, and their msgids. A number is never shown without its unit."""

_TIME = re.compile("(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00")
COMBINE = ("overlay", "own", "lower", "higher", "join")
"""How an institution's value and a regulation's meet (Q44). overlay: the regulation wins. own: it only fills
a gap. lower, higher: both apply, so the lower (higher) one holds. join: both lists apply."""


@dataclass(frozen=True, slots=True)
class Key:
    """One entry of the registry. `choices` limits the words that a choice may take."""

    name: str
    type: str
    units: tuple[str, ...]
    label: str
    label_en: str
    combine: str = "overlay"
    choices: frozenset[str] = frozenset()

    def read(self, raw: Any) -> Any:
        """A pack's raw TOML value as Python value, None for "not set"; ValueError for a wrong form."""
        if raw == NOT_SET:
            return None
        value = READERS[self.type](raw)
        words = set(value) if isinstance(value, tuple) and self.type == "codes" else {value}
        if self.choices and not words <= self.choices:
            raise ValueError(f"{raw!r} is none of {', '.join(sorted(self.choices))}")
        return value


@dataclass(frozen=True, slots=True)
class Registry:
    """All keys, in the order in which "Our rules" shows them."""

    keys: Mapping[str, Key]

    def find(self, key: str) -> Key | None:
        """The entry for a key: its own, or the one that ends in a star for all levels."""
        entry = self.keys.get(key)
        if entry is None and "." in key:
            entry = self.keys.get(key.rpartition(".")[0] + ".*")
        return entry

    def position(self, key: str) -> int:
        """Where a key stands in the order of the registry."""
        entry = self.find(key)
        return list(self.keys).index(entry.name) if entry else len(self.keys)


@cache
def registry() -> Registry:
    """The shipped registry."""
    raw = tomllib.loads((files("workflow.policy") / "keys.toml").read_text(encoding="utf-8"))
    return Registry({name: _key(name, entry) for name, entry in raw.items()})


def _key(name: str, entry: dict[str, Any]) -> Key:
    units = entry.get("units") or [DEFAULT_UNITS[entry["type"]]]
    key = Key(
        name,
        entry["type"],
        tuple(units),
        entry["label"],
        entry["label_en"],
        entry.get("combine", "overlay"),
        frozenset(entry.get("choices", ())),
    )
    if key.combine not in COMBINE or not set(key.units) <= UNITS.keys():
        raise ValueError(f"keys.toml: {name} has an unknown unit or way to combine")
    return key


def _is(kind: type) -> Callable[[Any], Any]:
    def read(raw: Any) -> Any:
        if type(raw) is not kind:
            raise ValueError(f"{raw!r} is not of type {kind.__name__}")
        return raw

    return read


def _count(raw: Any) -> int:
    if type(raw) is not int or raw < 0:
        raise ValueError(f"{raw!r} is not a whole number from 0 on")
    return raw


def _money(raw: Any) -> Decimal:
    if type(raw) not in (int, str):
        raise ValueError(f"{raw!r} is not an amount: a whole number, or text with decimals")
    return Decimal(raw)


def _share(raw: Any) -> Fraction:
    if type(raw) is not str:
        raise ValueError(f'{raw!r} is not a share such as "2/3" or "60%"')
    return Fraction(raw.removesuffix("%")) / (100 if raw.endswith("%") else 1)


def _rate(raw: Any) -> int:
    return milli_percent(_is(str)(raw))


def _text(raw: Any) -> Text:
    return Text(_is(str)(raw["zh"]), _is(str)(raw["en"]))


def _term(raw: Any) -> Term:
    return Term(_is(str)(raw["code"]), *_text(raw))


def _fee(raw: Any) -> Fee:
    known = {"zh", "en", "standard", "collector", "basis", "price", "code"}
    if not raw.keys() <= known:
        raise ValueError(f"{raw!r} has a field that no fee has")
    price = raw.get("price", "")
    if price not in ("", "government", "market"):
        raise ValueError(f"{price!r} is neither a government nor a market price")
    collector, basis = (_text(raw[name]) if name in raw else None for name in ("collector", "basis"))
    return Fee(*_text(raw), _text(raw["standard"]), collector, basis, price, _is(str)(raw.get("code", "")))


def _span(raw: Any) -> Span:
    span = Span(_count(raw["min"]), _count(raw["max"]), _count(raw["preset"]))
    if not span.min <= span.preset <= span.max:
        raise ValueError(f"{raw!r} is not in order: min, preset, max")
    return span


def _each(read: Callable[[Any], Any]) -> Callable[[Any], tuple[Any, ...]]:
    return lambda raw: tuple(read(item) for item in _is(list)(raw))


def _shares(raw: Any) -> tuple[tuple[str, Fraction], ...]:
    return tuple((code, _share(share)) for code, share in _is(dict)(raw).items())


def _time(raw: Any) -> str:
    if not _TIME.fullmatch(_is(str)(raw)):
        raise ValueError(f'{raw!r} is not a time of day such as "17:00", or "24:00" for the end of the day')
    return str(raw)


READERS: Mapping[str, Callable[[Any], Any]] = {
    "count": _count,
    "counts": _each(_count),
    "money": _money,
    "share": _share,
    "shares": _each(_share),
    "share_by": _shares,
    "count_by": lambda raw: tuple((code, _count(number)) for code, number in _is(dict)(raw).items()),
    "rate": _rate,
    "flag": _is(bool),
    "choice": _is(str),
    "codes": _each(_is(str)),
    "text": _text,
    "texts": _each(_text),
    "terms": _each(_term),
    "fees": _each(_fee),
    "span": _span,
    "date": _is(date),
    "time": _time,
}
"""How each type of the registry is read from TOML."""

DEFAULT_UNITS: Mapping[str, str] = {
    "count": "number",
    "counts": "number",
    "count_by": "number",
    "money": "yuan",
    "share": "share",
    "shares": "share",
    "share_by": "share",
    "rate": "rate",
    "flag": "flag",
    "choice": "choice",
    "codes": "choice",
    "text": "text",
    "texts": "text",
    "terms": "text",
    "fees": "text",
    "span": "number",
    "date": "date",
    "time": "time",
}
"""The unit of a type where the registry names none."""
