"""How households are named on a list, and what tells two of one name apart without showing more. Pure."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import takewhile

STARS = "＊＊"
_NUMERALS = "零一二三四五六七八九十"
_LAST = 10_000
_MONTH_AND_DAY = 4
#: The birth date of an identity number ends so many signs before its end: no more than these are ever shown.
_TAIL = {18: 4, 15: 3}


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of an entry; only what the rules choose is shown of it."""

    key: str
    name: str
    group: str = ""
    spouse: str = ""
    id_number: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Ways:
    """How a pack names households: in full or masked which way, and what tells namesakes apart, in this order.

    `grouped` says that the list shows the village group anyway; `digits` is how many last digits of an identity number
    may be shown.
    """

    full: bool
    mask: str = "rest"
    grouped: bool = True
    order: tuple[str, ...] = ()
    digits: int = 0


@dataclass(slots=True)
class Named:
    """An entry as it is shown: its name, and by way what was added to tell it from its namesakes."""

    name: str
    apart: dict[str, str] = field(default_factory=dict)


def masked(name: str, way: str = "rest") -> str:
    """A name of which only the first sign is told (the stars do not say how many follow), or all but the second."""
    return f"{name[:1]}＊{name[2:]}" if way == "middle" else f"{name[:1]}{STARS}"


def id_tail(number: str, digits: int) -> str:
    """The last signs of an identity number, never one of the birth date; empty for what is no such number."""
    most = min(digits, _TAIL.get(len(number), 0))
    return number[-most:] if most else ""


def named(entries: Iterable[Entry], ways: Ways) -> tuple[dict[str, Named], list[list[str]]]:
    """Every entry by its key as it is shown, and the sets of keys that still look alike.

    A field is added only to entries that would look alike without it, and only where it helps.
    """
    known = {entry.key: entry for entry in entries}
    shown = {key: Named(_name(entry.name, ways)) for key, entry in known.items()}
    alike = _alike(known, lambda key: (shown[key].name, known[key].group if ways.grouped else ""))
    for way in ways.order:
        alike = [rest for keys in alike for rest in _split(keys, way, known, shown, ways)]
    return shown, alike


def has_date(text: str) -> bool:
    """Whether a word holds so many digits that it could be a birthday or a part of a number."""
    return sum(sign.isdigit() for sign in text) >= _MONTH_AND_DAY


def group_order(name: str) -> tuple[int, str]:
    """Where a village group stands: 二组 before 十组, whatever the order of their signs; without a number last."""
    digits = unicodedata.normalize("NFKC", "".join(takewhile(lambda sign: sign in _NUMERALS or sign.isdigit(), name)))
    if digits.isdigit():
        return int(digits), name
    tens, ten, ones = digits.partition("十")
    if ten:
        return (_value(tens) or 1) * 10 + _value(ones), name
    return (_value(digits) or _LAST), name


def _value(numeral: str) -> int:
    return max(_NUMERALS.find(numeral[-1:]), 0) if numeral else 0


def _name(name: str, ways: Ways) -> str:
    return name if ways.full else masked(name, ways.mask)


def _alike(keys: Iterable[str], look: Callable[[str], object]) -> list[list[str]]:
    found: dict[object, list[str]] = defaultdict(list)
    for key in keys:
        found[look(key)].append(key)
    return [same for same in found.values() if len(same) > 1]


def _split(
    keys: list[str], way: str, known: Mapping[str, Entry], shown: dict[str, Named], ways: Ways
) -> list[list[str]]:
    """Add the field to these look-alikes if it differs among them; gives the sets that are alike still."""
    said = {key: _said(known[key], way, ways) for key in keys}
    if len(set(said.values())) == 1:
        return [keys]
    for key, words in said.items():
        if words:
            shown[key].apart[way] = words
    return _alike(keys, said.__getitem__)


def _said(entry: Entry, way: str, ways: Ways) -> str:
    if way == "spouse":
        return _name(entry.spouse, ways) if entry.spouse else ""
    if way == "id_tail":
        return id_tail(entry.id_number, ways.digits)
    return entry.group if way == "group" else entry.remark
