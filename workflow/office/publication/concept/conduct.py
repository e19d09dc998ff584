"""How staff must behave, what happens if they do not, and how anyone can watch over it."""

from __future__ import annotations

from datetime import date
from typing import Any

from workflow.office.publication.concept import wording
from workflow.places import packs
from workflow.places import queries as places
from workflow.policy.pack import Value

_KEYS = ("five_prohibitions", "seven_donts", "lending.prohibitions", "conduct_rules", "supervision.sanctions")


def payloads(on: date) -> dict[str, dict[str, Any]]:
    """The rules of conduct that the institution states, by policy key."""
    values = [packs.value(key, on) for key in _KEYS]
    return {value.key: _payload(value) for value in values if value.value}


def _payload(value: Value) -> dict[str, Any]:
    texts = [wording.pair(text) for text in value.value]
    return {"key": value.key, "label": wording.label(value), "items": texts, **wording.source(value)}


def supervision(on: date) -> dict[str, dict[str, Any]]:
    """The ways to complain and to supervise, with the hotline."""
    ways, all_day = packs.value("supervision.channels", on), packs.value("supervision.hotline_all_day", on)
    if not ways.value:
        return {}
    who = packs.value("supervisors.who", on).value
    payload = {
        "channels": [wording.plain(way) for way in ways.value], "hotline": places.institution().hotline,
        "all_day": bool(all_day.value), "supervisors": wording.pair(who) if who else None, **wording.source(ways),
    }  # fmt: skip
    return {"self": payload}
