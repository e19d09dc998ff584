"""Our rules: every value in force, with unit, citation and marks, and what held before it.

`rules`, one record a policy key::

    {key, label: pair, subject: pair, unit, set, value, text: pair, pack: pair, href, note: pair | None, cite, from,
     default, example,
     since: day from which this answer holds,
     past: [{since, unit, set, text: pair | None, cite, default}]}   before, newest first; no text: nothing was said
"""

from __future__ import annotations

from datetime import date
from typing import Any

from workflow.kernel.errors import N_
from workflow.office.publication.concept import wording
from workflow.places import packs
from workflow.policy.lookup import all_in_force, answers
from workflow.policy.pack import Value


def payloads(on: date) -> dict[str, dict[str, Any]]:
    """Every value that the institution or a regulation states on a day, by policy key."""
    return {value.key: _payload(value, on) for value in all_in_force(packs.pack(), on)}


def _payload(value: Value, on: date) -> dict[str, Any]:
    text, (current, *earlier) = packs.pack(value.pack), answers(packs.pack(), value.key, on)
    return {
        "key": value.key, "label": wording.label(value), "subject": wording.pair(packs.pack().keys.subject(value.key)),
        "value": wording.plain(value.value), **_said(value),
        "pack": {"zh": text.name, "en": text.name_en}, "href": value.href, "note": wording.note(value),
        **wording.source(value), "since": current[0].isoformat(),
        "past": [
            {"since": since.isoformat(), "cite": each.cite, "default": each.default, **_said(each)}
            for since, each in earlier
        ],
    }  # fmt: skip


def _said(value: Value) -> dict[str, Any]:
    """A value in words; where a source leaves it open, that; where nothing is said at all, nothing."""
    text = wording.words(value) if value.is_set else wording.both(N_("not set")) if value.stated else None
    return {"unit": value.unit, "set": value.is_set, "text": text}
