"""The public log of a province: a million leaves, in memory and in SQLite, and what a proof out of them costs."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy import insert

from tests.bench import Figure, median_ms, timed
from tests.support import databases
from tests.support.nodes import MemoryNodes, grown
from workflow.base import clock, db
from workflow.base.db import session, transaction
from workflow.base.house import open_house
from workflow.base.settings import Settings
from workflow.doors.connection import open_portal
from workflow.doors.published import ledger, public_log, tiles, write
from workflow.doors.published.models import LogLeaf, LogNode

LEAVES = 1_000_000
APPENDED = 10_000
PROOF_GOAL_MS = 5
APPEND_GOAL = 2_000
SAMPLES = 500
_STEP = 50_000


def figures() -> Iterator[Figure]:
    leaves = [ledger.leaf_hash(_statement(number)) for number in range(LEAVES)]
    seconds, nodes = timed(lambda: grown(leaves))
    yield Figure("ledger: appends, nodes in memory", LEAVES / seconds, "a second")
    tree_root = ledger.root(nodes, LEAVES)
    chosen = random.Random(1).sample(range(LEAVES), SAMPLES)
    worst = max(timed(lambda at=at: _proven(nodes, leaves, at, tree_root))[0] for at in chosen)
    yield Figure("ledger: inclusion in a million, worst of 500", worst * 1000, "ms", PROOF_GOAL_MS)
    consistency = median_ms(lambda: ledger.consistency_proof(nodes, LEAVES // 3, LEAVES))
    yield Figure("ledger: consistency of a third with a million", consistency, "ms", PROOF_GOAL_MS)
    with tempfile.TemporaryDirectory() as folder:
        yield from _stored(Path(folder), leaves, nodes, chosen)


def _stored(folder: Path, leaves: list[bytes], nodes: MemoryNodes, chosen: list[int]) -> Iterator[Figure]:
    """The same log in SQLite, as the house keeps it and the public reads it."""
    url = f"sqlite:///{folder / 'log.db'}"
    databases.migrate(url)
    open_house(Settings.load(folder / "data", environ={"DATABASE_URL": url}), create=True)
    door = open_portal(url)
    _fill(leaves, nodes)
    seconds, _ = timed(_append)
    yield Figure("ledger: appends to a million in SQLite", APPENDED / seconds, "a second", APPEND_GOAL, at_least=True)
    public_log.inclusion(0)
    spent, wall = (sorted(kind) for kind in zip(*(_spent(at) for at in chosen), strict=True))
    slowest = -(SAMPLES // 100)
    yield Figure("ledger: inclusion from SQLite, p99, processor", spent[slowest], "ms", PROOF_GOAL_MS)
    yield Figure("ledger: inclusion from SQLite, p99, wall", wall[slowest], "ms")
    consistency = median_ms(lambda: public_log.consistency(LEAVES // 3, LEAVES))
    yield Figure("ledger: consistency from SQLite", consistency, "ms", PROOF_GOAL_MS)
    yield Figure("ledger: a page of entries from SQLite", median_ms(lambda: public_log.page(20_000)), "ms")
    yield Figure("ledger: a bundle of 256 from SQLite", median_ms(lambda: tiles.bundle(2_000)), "ms")
    db.session.remove()
    door.dispose()


def _spent(leaf: int) -> tuple[float, float]:
    """Milliseconds of processor and of wall time that a proof takes."""
    begun = time.process_time()
    wall, _ = timed(lambda: public_log.inclusion(leaf))
    return (time.process_time() - begun) * 1000, wall * 1000


def _fill(leaves: list[bytes], nodes: MemoryNodes) -> None:
    """A million leaves laid in at once, as a restored backup would have them."""
    at = clock.now()
    with transaction():
        for low in range(0, LEAVES, _STEP):
            rows = range(low, min(low + _STEP, LEAVES))
            session.execute(insert(LogLeaf), [_row(number, leaves[number], at) for number in rows])
        stored = [{"level": level, "position": place, "hash": value} for (level, place), value in nodes.nodes.items()]
        for low in range(0, len(stored), _STEP):
            session.execute(insert(LogNode), stored[low : low + _STEP])
        write.sign_checkpoint(at)


def _row(number: int, leaf: bytes, at: datetime) -> dict[str, object]:
    return {"position": number, "hash": leaf.hex(), "at": at, "statement": _statement(number).decode()}


def _append() -> None:
    """Ten thousand statements in one transaction, through the door that publication uses."""
    at = clock.now()
    with transaction():
        write.append_leaves([_statement(number) for number in range(LEAVES, LEAVES + APPENDED)], at)
        write.sign_checkpoint(at)


def _statement(number: int) -> bytes:
    return b'{"act":"published","audience":"public","key":"%d","kind":"notice"}' % number


def _proven(nodes: MemoryNodes, leaves: list[bytes], index: int, tree_root: bytes) -> None:
    proof = ledger.inclusion_proof(nodes, index, LEAVES)
    assert ledger.verify_inclusion(leaves[index], index, LEAVES, proof, tree_root)
