"""Commitments: the very values that the clocks obey, and the promises of clean lending and good service."""

from __future__ import annotations

from datetime import date
from typing import Any

from workflow.office.publication.concept import wording
from workflow.places import packs
from workflow.policy.lookup import all_in_force
from workflow.policy.pack import Value

_TIMES = (
    "decision_limit.", "product_limit.", "reply_limit.", "decline_reason_limit", "forward_limit",
    "complaint.acknowledge_limit", "complaint.register_limit", "complaint.decide_limit",
)  # fmt: skip
_WORDS = {"commitment.clean": "clean", "commitment.quality": "quality"}


def payloads(on: date) -> dict[str, dict[str, Any]]:
    """Every promise with a figure in days, in the order of the rules, then every promise in words, by policy key."""
    stated = all_in_force(packs.pack(), on)
    times = [value for value in stated if _is_time(value)]
    found = {value.key: _time(value) | {"order": place} for place, value in enumerate(times)}
    said = {key: _said(packs.value(key, on), kind) for key, kind in _WORDS.items()}
    return found | {key: payload for key, payload in said.items() if payload["text"]}


def _is_time(value: Value) -> bool:
    promised = value.key.startswith(_TIMES) and value.unit in ("calendar", "workday")
    return promised and isinstance(value.value, int)


def _time(value: Value) -> dict[str, Any]:
    days = {"days": value.value, "unit": value.unit, "text": None}
    return {"key": value.key, "kind": "time", "label": wording.label(value), **days, **wording.source(value)}


def _said(value: Value, kind: str) -> dict[str, Any]:
    words = {"days": None, "unit": None, "text": [wording.pair(text) for text in value.value or ()]}
    return {"key": value.key, "kind": kind, "label": wording.label(value), **words, **wording.source(value)}
