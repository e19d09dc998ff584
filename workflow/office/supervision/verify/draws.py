"""Draws for inspection: each is what its list, secret and words make, and what its events say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workflow.kernel.errors import N_
from workflow.office.supervision import queries
from workflow.office.supervision.draws import queries as kept
from workflow.office.supervision.draws import rules
from workflow.office.supervision.verify.finding import Finding


def draws() -> Iterator[Finding]:
    """Findings in the draws that were drawn."""
    said = {stream: _said(stream) for stream in {draw.stream for draw in kept.drawn()}}
    for draw in kept.drawn():
        told, events = kept.file_of(draw), said[draw.stream].get(draw.public_id, {})
        where = {"office": draw.office.name, "period": draw.period_on}
        for fault in rules.faults(told):
            yield Finding(N_("Draw of %(office)s from %(period)s: %(fault)s."), where | {"fault": fault})
        now = {name: told[name] for name in ("checksum", "promise", "secret", "seed", "words")}
        now["drawn"] = [[each["kind"], each["key"]] for each in told["drawn"]]
        if {name: events.get(name) for name in now} != now:
            yield Finding(N_("Draw of %(office)s from %(period)s: it is not what its events say."), where)


def _said(stream: str) -> dict[str, dict[str, Any]]:
    """What the events of one office say of each of its draws."""
    found: dict[str, dict[str, Any]] = {}
    for event in queries.history(stream):
        if "draw" in event.payload:
            found.setdefault(event.payload["draw"], {}).update(event.payload)
    return found
