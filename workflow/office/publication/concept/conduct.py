"""How staff must behave, what happens if they do not, and how anyone can watch over it.

`conduct`, one record a named set of rules (五严禁, 七不准 …), key the policy key::

    {key, label: pair, items: [pair], note: pair | None, cite, from, default, example}

A set that the rules name without its text has no items: the page says so.

`supervision`, key `self`::

    {channels: [{code, zh, en}], hotline, all_day: bool, supervisors: pair | None, feedback: pair | None,
     people: [{name, office, phone}],                                 who handles complaints: work phones only
     sanctions: [pair], sanctions_cite, cite, from, default, example}
"""

from __future__ import annotations

from datetime import date
from typing import Any

from workflow.office.publication.concept import wording
from workflow.places import packs
from workflow.places import queries as places
from workflow.policy.pack import Value
from workflow.staff import queries as staff
from workflow.staff.roles import Role

_KEYS = ("five_prohibitions", "seven_donts", "lending.prohibitions", "conduct_rules")


def payloads(on: date) -> dict[str, dict[str, Any]]:
    """The rules of conduct that the institution states or names, by policy key."""
    values = [packs.value(key, on) for key in _KEYS]
    return {value.key: _payload(value) for value in values if value.stated}


def _payload(value: Value) -> dict[str, Any]:
    texts = [wording.pair(text) for text in value.value or ()]
    about = {"key": value.key, "label": wording.label(value), "note": wording.note(value)}
    return {**about, "items": texts, **wording.source(value)}


def supervision(on: date) -> dict[str, dict[str, Any]]:
    """The ways to complain and to supervise, with the hotline, who handles it and what follows."""
    ways, all_day = packs.value("supervision.channels", on), packs.value("supervision.hotline_all_day", on)
    if not ways.value:
        return {}
    who, sanctions = packs.value("supervisors.who", on).value, packs.value("supervision.sanctions", on)
    payload = {
        "channels": [wording.plain(way) for way in ways.value], "hotline": places.institution().hotline,
        "all_day": bool(all_day.value), "supervisors": wording.pair(who) if who else None,
        "feedback": wording.note(ways), "people": _handlers(),
        "sanctions": [wording.pair(text) for text in sanctions.value or ()], "sanctions_cite": sanctions.cite,
        **wording.source(ways),
    }  # fmt: skip
    return {"self": payload}


def _handlers() -> list[dict[str, str]]:
    """The department that complaints go to, by name and work phone."""
    found = staff.officers_with(Role.DISCIPLINE_DEPT)
    return [{"name": each.name, "office": each.office.name, "phone": each.phone} for each in found]
