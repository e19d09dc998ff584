"""What differs between the concept of the day and what stands in public, in words a person can compare."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from workflow.doors.published.models import Proposal, Record
from workflow.kernel.canonical import canonical
from workflow.kernel.errors import N_
from workflow.office.publication import concept, fields, queries
from workflow.office.publication.concept import wording
from workflow.policy.money import percent, yuan

NEW, CHANGED, GONE = "new", "changed", "gone"
STATES = {
    NEW: N_("not in public yet"),
    CHANGED: N_("differs from what stands in public"),
    GONE: N_("no longer in force"),
}

_NAMES = ("label", "title", "name", "village_name")
_WITH_TEXT = ("zh", "en", "cite")
#: What a reader of words needs not: keys, and what stands beside it as a sentence or in other fields.
_UNSAID = ("default", "key", "value", "period", "columns", "office_id", "result", "data", "past", "rule_key")
#: Said in one line: a card lists many.
_A_VILLAGE = {"code", "name", "town"}


def _as_is(value: Any) -> Any:
    return value


def _amount(value: Any) -> Any:
    return f"{yuan(value):,f}".removesuffix(".00") if isinstance(value, int) else value


def _rate(value: Any) -> Any:
    return str(percent(value)) if isinstance(value, int) else value


#: Integers of fen and of 1/1000 per cent, as people read them.
_AS_READ: dict[str, Callable[[Any], Any]] = {"min": _amount, "max": _amount, "rate": _rate}


@dataclass(frozen=True, slots=True)
class Change:
    """One record that does not stand in public as the concept has it."""

    kind: str
    key: str
    state: str
    wanted: concept.Payload | None
    record: Record | None
    proposal: Proposal | None

    @property
    def label(self) -> dict[str, str]:
        """What the record is called, in both languages."""
        return called(self.wanted or payload_of(self.record), self.key)


def payload_of(record: Record | Proposal | None) -> concept.Payload:
    """The payload of a record or proposal; empty for none."""
    return dict(json.loads(record.payload)) if record else {}


def called(payload: concept.Payload, key: str) -> dict[str, str]:
    """The name of a record from its payload."""
    name = next((payload[field] for field in _NAMES if payload.get(field)), None)
    name = name or (wording.both(concept.LABELS["supervision"]) if "channels" in payload else key)
    return name if isinstance(name, dict) else {"zh": str(name), "en": str(name)}


def changes(on: date) -> list[Change]:
    """Everything that two people should look at, kind by kind."""
    waiting = {(proposal.kind, proposal.key): proposal for proposal in queries.proposals()}
    return [change for kind in concept.TWO_PEOPLE for change in _of_kind(kind, on, waiting)]


def _of_kind(kind: str, on: date, waiting: dict[tuple[str, str], Proposal]) -> Iterator[Change]:
    wanted, current = concept.payloads(kind, on), queries.in_force(kind, on)
    for key in {**wanted, **current}:
        payload, record = wanted.get(key), current.get(key)
        state = _state(kind, payload, record)
        if state:
            yield Change(kind, key, state, payload, record, waiting.get((kind, key)))


def _state(kind: str, payload: concept.Payload | None, record: Record | None) -> str | None:
    if payload is None:
        return GONE
    if record is None:
        return NEW
    same = record.payload == canonical(payload).decode() or concept.says_as_much(kind, payload_of(record), payload)
    return None if same else CHANGED


def lines(payload: Any, language: str) -> list[tuple[tuple[str, ...], str]]:
    """A payload as (path of fields, text) in one language, in its own order."""
    return list(_lines(payload, "en" if language == "en" else "zh", ()))


def _lines(value: Any, code: str, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(value, dict) and "zh" in value and "en" in value:
        yield path, _cited(str(value[code]), value.get("cite"), code)
        yield from _lines({key: item for key, item in value.items() if key not in _WITH_TEXT}, code, path)
    elif isinstance(value, dict):
        yield from _fields(value, code, path)
    elif isinstance(value, list):
        for number, item in enumerate(value, 1):
            yield from _lines(item, code, (*path, str(number)))
    elif value is not None and value is not False and value != "":  # a promise of 0 days is said
        yield path, fields.said(path, value, code)


def _fields(value: dict[str, Any], code: str, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if value.keys() == _A_VILLAGE:
        yield path, " · ".join((value["name"], value["town"], value["code"]))
        return
    for key, item in value.items():
        if key not in _UNSAID:
            yield from _lines(_AS_READ.get(key, _as_is)(item), code, (*path, key))


def _cited(text: str, cite: str | None, code: str) -> str:
    if not cite:
        return text
    return f"{text} ({cite})" if code == "en" else f"{text}（{cite}）"
