"""The registry of keys: what a rule may be called, its type and unit, and how two texts on it combine.

`keys.toml` is the registry. A key that it does not hold is refused, so a typing error in a pack is an error
and not a rule nobody reads. `decision_limit.*` stands for one key a level of the institution.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from workflow.kernel.errors import N_
from workflow.policy.pack import NOT_SET, Text
from workflow.policy.readers import DEFAULT_UNITS, READERS

UNITS: Mapping[str, str] = {
    "calendar": N_("calendar days"),
    "workday": N_("working days"),
    "month": N_("months"),
    "year": N_("years"),
    "age": N_("years of age"),
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

COMBINE = ("overlay", "own", "lower", "higher", "join")
"""How an institution's value and a regulation's meet (Q44). overlay: the regulation wins. own: it only fills
a gap. lower, higher: both apply, so the lower (higher) one holds. join: both lists apply."""


@dataclass(frozen=True, slots=True)
class Key:
    """One entry of the registry. `choices` limits the words that a choice may take; `subject` is what it is about."""

    name: str
    type: str
    units: tuple[str, ...]
    label: str
    label_en: str
    subject: Text
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

    def subject(self, key: str) -> Text:
        """What a key is about; KeyError for one that the registry does not hold."""
        entry = self.find(key)
        if entry is None:
            raise KeyError(key)
        return entry.subject

    def position(self, key: str) -> int:
        """Where a key stands in the order of the registry."""
        entry = self.find(key)
        return list(self.keys).index(entry.name) if entry else len(self.keys)


@cache
def registry() -> Registry:
    """The shipped registry."""
    raw = tomllib.loads((files("workflow.policy") / "keys.toml").read_text(encoding="utf-8"))
    subject: dict[str, str] = {}
    keys = {}
    for name, entry in raw.items():
        subject = entry.get("subject", subject)
        keys[name] = _key(name, entry, Text(**subject))
    return Registry(keys)


def _key(name: str, entry: dict[str, Any], subject: Text) -> Key:
    units = entry.get("units") or [DEFAULT_UNITS[entry["type"]]]
    key = Key(
        name,
        entry["type"],
        tuple(units),
        entry["label"],
        entry["label_en"],
        subject,
        entry.get("combine", "overlay"),
        frozenset(entry.get("choices", ())),
    )
    if key.combine not in COMBINE or not set(key.units) <= UNITS.keys():
        raise ValueError(f"keys.toml: {name} has an unknown unit or way to combine")
    return key
