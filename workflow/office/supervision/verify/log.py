"""The public log: its leaves, nodes, checkpoints, the anchors of the chains, and a checkpoint kept outside."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import select

from workflow.base.db import session
from workflow.doors.published import checkpoint as notes
from workflow.doors.published import ledger
from workflow.doors.published.models import Checkpoint, LogLeaf, LogNode
from workflow.kernel.errors import Invalid, N_
from workflow.office.publication.operations import anchoring
from workflow.office.supervision.verify.finding import Finding

_STEP = 1000


class Rebuilt:
    """The tree, made anew from the statements alone."""

    def __init__(self) -> None:
        self.nodes: dict[tuple[int, int], bytes] = {}
        self.size = 0

    def get(self, level: int, index: int) -> bytes:
        """One node."""
        return self.nodes[level, index]

    def put(self, level: int, index: int, value: bytes) -> None:
        """Keep a node."""
        self.nodes[level, index] = value

    def add(self, leaf: bytes) -> None:
        """One more leaf."""
        ledger.append(self, self.size, leaf)
        self.size += 1


def log(public_key: bytes, outside: str | None) -> Iterator[Finding]:
    """Findings in the log; `outside` is the text of an earlier signed checkpoint."""
    tree = Rebuilt()
    yield from _leaves(tree)
    yield from _nodes(tree)
    key = Ed25519PublicKey.from_public_bytes(public_key)
    for row in session.scalars(select(Checkpoint).order_by(Checkpoint.size, Checkpoint.id)):
        yield from _checkpoint(row.note, key, tree, row.size)
    if outside is not None:
        yield from _checkpoint(outside, key, tree, None)


def _leaves(tree: Rebuilt) -> Iterator[Finding]:
    for row in session.scalars(select(LogLeaf).order_by(LogLeaf.position).execution_options(yield_per=_STEP)):
        if row.position != tree.size:
            yield Finding(N_("Leaf %(leaf)s of the public log is missing."), {"leaf": tree.size})
        leaf = ledger.leaf_hash(row.statement.encode())
        if leaf.hex() != row.hash:
            yield Finding(N_("Leaf %(leaf)s of the public log was changed."), {"leaf": row.position})
        tree.add(leaf)
        yield from _anchor(row)


def _anchor(row: LogLeaf) -> Iterator[Finding]:
    """Whether the chains of events and slips still end where an anchor says they did."""
    try:
        told = json.loads(row.statement)
    except ValueError:
        return  # its hash has been found wrong already
    if told.get("act") != "anchored":
        return
    if told.get("at", row.at.isoformat()) != row.at.isoformat():
        yield Finding(N_("Leaf %(leaf)s is kept under another instant than it says."), {"leaf": row.position})
    bounds = {name: told[name] for name in ("after", "upto", "slips_after", "slips")}
    if anchoring.root_of(anchoring.heads(**bounds)) != told["root"]:
        message = N_("Events or slips up to %(upto)s/%(slips)s were added, changed or removed after leaf %(leaf)s.")
        yield Finding(message, {"leaf": row.position, "upto": told["upto"], "slips": told["slips"]})


def _nodes(tree: Rebuilt) -> Iterator[Finding]:
    stored = {(row.level, row.position): bytes(row.hash) for row in session.execute(_node_columns())}
    for place in sorted(stored.keys() | tree.nodes.keys()):
        if stored.get(place) != tree.nodes.get(place):
            message = N_("Node %(level)s/%(index)s of the public log is not what its leaves give.")
            yield Finding(message, {"level": place[0], "index": place[1]})


def _node_columns() -> Any:
    return select(LogNode.level, LogNode.position, LogNode.hash)


def _checkpoint(
    note: str, key: Ed25519PublicKey, tree: Rebuilt, size: int | None
) -> Iterator[Finding]:  # fmt: skip
    """Findings in one signed note; `size` is what it is kept under, None for one from outside."""
    try:
        told = notes.open_checkpoint(key, notes.read_checkpoint(note).origin, note)
    except (Invalid, ValueError):
        yield Finding(N_("A checkpoint (%(size)s) is not signed with the key of this log."), {"size": size or "?"})
        return
    where = {"size": told.size}
    if size is not None and told.size != size:
        yield Finding(N_("A checkpoint of %(size)s leaves is kept under another size."), where)
    if told.size > tree.size:
        yield Finding(N_("A checkpoint covers %(size)s leaves, more than the log holds: its tail was cut."), where)
    elif ledger.root(tree, told.size) != told.root:
        yield Finding(N_("A checkpoint of %(size)s leaves does not fit: the log was rewritten."), where)
