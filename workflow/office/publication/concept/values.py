"""Our rules: every value in force, with unit, citation and marks."""

from __future__ import annotations

from datetime import date
from typing import Any

from workflow.kernel.errors import N_
from workflow.office.publication.concept import wording
from workflow.places import packs
from workflow.policy.lookup import all_in_force
from workflow.policy.pack import Value


def payloads(on: date) -> dict[str, dict[str, Any]]:
    """Every value that the institution or a regulation states on a day, by policy key."""
    return {value.key: _payload(value) for value in all_in_force(packs.pack(), on)}


def _payload(value: Value) -> dict[str, Any]:
    text = packs.pack(value.pack)
    return {
        "key": value.key, "label": wording.label(value), "unit": value.unit, "set": value.is_set,
        "value": wording.plain(value.value),
        "text": wording.words(value) if value.is_set else wording.both(N_("not set")),
        "pack": {"zh": text.name, "en": text.name_en}, "href": value.href, "note": wording.note(value),
        **wording.source(value),
    }  # fmt: skip
