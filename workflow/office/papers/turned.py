"""A sheet in traditional characters: its words are turned, names are written as names are, addresses stay."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from workflow.carriers import han
from workflow.doors.published import read
from workflow.office.papers.sheet import Sheet

#: Where names of people and places stand as plain text; what is named in two languages is made of words.
_NAMES = frozenset({"name", "guarantor", "village_name", "town"})
#: Kinds whose names may stand on a paper of any kind.
_SHARED = ("village", "officer")
_ADDRESS = "address"


def in_traditional(sheet: Sheet, told: Mapping[str, Any] | None) -> Sheet:
    """The sheet for readers of traditional Chinese; `told` is the payload of the record it is made of, if of one."""
    payloads = [record.payload for kind in _SHARED for record in read.in_force(kind)]
    names = {name for payload in (*payloads, told or {}) for name in _named(payload)}
    turned = han.turning(tuple(sorted(names)))

    def turn(value: Any) -> Any:
        if isinstance(value, str):
            return turned(value)
        if isinstance(value, Mapping):
            return {key: each if key == _ADDRESS else turn(each) for key, each in value.items()}
        return [turn(each) for each in value] if isinstance(value, list | tuple) else value

    return replace(sheet, values=turn(sheet.values))


def _named(value: Any, key: str = "") -> Iterator[str]:
    """Every name in a payload."""
    if isinstance(value, str):
        if value and key in _NAMES:
            yield value
    elif isinstance(value, Mapping):
        for name, each in value.items():
            yield from _named(each, name)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _named(each, key)
