"""Records against their leaves: what the table says was published is what the log was told, and nothing is gone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from workflow.base.db import session
from workflow.doors.published.models import LogLeaf, Record
from workflow.kernel.canonical import commitment
from workflow.kernel.errors import N_
from workflow.office.supervision.verify.finding import Finding

_STEP = 500


def records() -> Iterator[Finding]:
    """Findings in the records."""
    leaves = {row.position: row for row in session.scalars(select(LogLeaf))}
    known: dict[int, Record] = {}
    highest = -1
    ended = {leaf for row in leaves.values() if (leaf := _ended_by(_told(row))) is not None}
    for record in session.scalars(select(Record).order_by(Record.id).execution_options(yield_per=_STEP)):
        known[record.leaf] = record
        yield from _beginning(record, _told(leaves.get(record.leaf)))
        yield from _order(record, leaves.get(record.leaf), known, highest)
        highest = max(highest, record.leaf)
        yield from _end(record, leaves)
        if record.ended_at is None and record.leaf in ended:
            message = N_("Record %(kind)s %(key)s stands as if in force; the log says that it ended.")
            yield Finding(message, {"kind": record.kind, "key": record.key})
    for position, row in leaves.items():
        if _told(row).get("act") == "published" and position not in known:
            message = N_("Leaf %(leaf)s announces a record that is gone: %(kind)s %(key)s.")
            yield Finding(message, {"leaf": position} | _name(_told(row)))


def _told(leaf: LogLeaf | None) -> dict[str, Any]:
    try:
        told = json.loads(leaf.statement) if leaf else {}
    except ValueError:
        told = {}
    return told if isinstance(told, dict) else {}


def _ended_by(told: dict[str, Any]) -> int | None:
    """The leaf of the record that a statement ends, superseded or taken down."""
    return told.get("supersedes") if told.get("act") == "published" else told.get("leaf")


def _name(told: dict[str, Any]) -> dict[str, Any]:
    return {"kind": told.get("kind"), "key": told.get("key")}


def _beginning(record: Record, told: dict[str, Any]) -> Iterator[Finding]:
    name = {"kind": record.kind, "key": record.key, "leaf": record.leaf}
    if told.get("act") != "published":
        yield Finding(N_("Record %(kind)s %(key)s rests on leaf %(leaf)s, which announces no record."), name)
        return
    for field, stored in _columns(record).items():
        if told.get(field, stored) != stored:
            message = N_("Record %(kind)s %(key)s: its %(field)s is not what leaf %(leaf)s says.")
            yield Finding(message, name | {"field": field})
    if _seal(record) != told.get("payload"):
        yield Finding(N_("Record %(kind)s %(key)s was edited after it was published in leaf %(leaf)s."), name)


def _seal(record: Record) -> str | None:
    """What a leaf should say of this record's payload; None where it is no payload any more."""
    try:
        return commitment(bytes.fromhex(record.salt), json.loads(record.payload))
    except ValueError:
        return None


def _order(record: Record, leaf: LogLeaf | None, known: dict[int, Record], highest: int) -> Iterator[Finding]:
    """Records lie in the order of their leaves, each after the one it supersedes, and since the same instant."""
    if leaf is not None and leaf.at != record.published_at:
        yield Finding(N_("Leaf %(leaf)s is kept under another instant than it says."), {"leaf": record.leaf})
    superseded = _told(leaf).get("supersedes")
    before = known.get(superseded) if superseded is not None else None
    if record.supersedes != (before.id if before else None) or record.leaf < highest:
        message = N_("Record %(kind)s %(key)s stands in another order than the log says.")
        yield Finding(message, {"kind": record.kind, "key": record.key})


def _columns(record: Record) -> dict[str, Any]:
    return {
        "kind": record.kind, "key": record.key, "village": record.village, "audience": record.audience,
        "valid_from": record.valid_from.isoformat(), "generated": record.generated,
        "valid_until": record.valid_until.isoformat() if record.valid_until else None,
        "published_at": record.published_at.isoformat(),
        "ends_at": record.ends_at.isoformat() if record.ends_at else None,
    }  # fmt: skip


def _end(record: Record, leaves: dict[int, LogLeaf]) -> Iterator[Finding]:
    name = {"kind": record.kind, "key": record.key}
    if record.ended_at is None:
        if (record.ended_why, record.ended_leaf) != (None, None):
            yield Finding(N_("Record %(kind)s %(key)s stands, but speaks of an end that the log does not know."), name)
        return
    leaf = leaves.get(record.ended_leaf) if record.ended_leaf is not None else None
    told = _told(leaf)
    if record.ended_how == "superseded":
        right = told.get("act") == "published" and told.get("supersedes") == record.leaf and record.ended_why is None
    else:
        right = told.get("act") == record.ended_how and told.get("leaf") == record.leaf
        right = right and told.get("why") == record.ended_why
        right = right and told.get("ended_at", record.ended_at.isoformat()) == record.ended_at.isoformat()
    if not right:
        yield Finding(N_("Record %(kind)s %(key)s: the log does not say that it ended like this."), name)
    elif leaf is not None and leaf.at != record.ended_at:
        yield Finding(N_("Record %(kind)s %(key)s: it ended at another instant than the log says."), name)
