"""How each outlet told people of its loans, as payloads.

`publicity`, one record an outlet and year, key `<office id>-<year>` (`7-2026`)::

    {label: pair, office_id: 7, office: "冯原信用社", year: 2026, times: 12, handed_out: 471,
     items: [{on: day, code, zh, en, village: "…" | None, place, audience, handed_out}]}      the newest first

Nobody of the staff is named: the log within the house says who did it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from workflow.kernel.errors import N_
from workflow.office.publication.concept import wording
from workflow.office.registers.publicity import queries, rules
from workflow.office.registers.publicity.models import Publicity


def payloads(on: date) -> dict[str, dict[str, Any]]:
    """What every outlet did in each year up to a day; nothing that was struck out."""
    found: dict[str, list[Publicity]] = defaultdict(list)
    for entry in queries.told_until(on):
        found[f"{entry.office_id}-{entry.on.year}"].append(entry)
    return {key: _payload(entries) for key, entries in found.items()}


def _payload(entries: Sequence[Publicity]) -> dict[str, Any]:
    office, year = entries[0].office, entries[0].on.year
    return {
        "label": wording.both(N_("How %(office)s told people of its loans in %(year)s"), office=office.name, year=year),
        "office_id": office.id, "office": office.name, "year": year, "times": len(entries),
        "handed_out": sum(each.handed_out for each in entries), "items": [_item(each) for each in entries],
    }  # fmt: skip


def _item(entry: Publicity) -> dict[str, Any]:
    return {
        "on": entry.on.isoformat(), "code": entry.channel, **wording.both(rules.CHANNELS[entry.channel]),
        "village": entry.village.name if entry.village else None, "place": entry.place, "audience": entry.audience,
        "handed_out": entry.handed_out,
    }  # fmt: skip
