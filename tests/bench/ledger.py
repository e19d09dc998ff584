"""The public log of a province: a million leaves, and what a proof out of them costs."""

from __future__ import annotations

import random
from collections.abc import Iterator

from tests.bench import Figure, median_ms, timed
from tests.support.nodes import MemoryNodes, grown
from workflow.doors.published import ledger

LEAVES = 1_000_000
PROOF_GOAL_MS = 5
SAMPLES = 500


def figures() -> Iterator[Figure]:
    leaves = [ledger.leaf_hash(str(number).encode()) for number in range(LEAVES)]
    seconds, nodes = timed(lambda: grown(leaves))
    yield Figure("ledger: appends, nodes in memory", LEAVES / seconds, "a second")
    tree_root = ledger.root(nodes, LEAVES)
    chosen = random.Random(1).sample(range(LEAVES), SAMPLES)
    worst = max(timed(lambda at=at: _proven(nodes, leaves, at, tree_root))[0] for at in chosen)
    yield Figure("ledger: inclusion in a million, worst of 500", worst * 1000, "ms", PROOF_GOAL_MS)
    consistency = median_ms(lambda: ledger.consistency_proof(nodes, LEAVES // 3, LEAVES))
    yield Figure("ledger: consistency of a third with a million", consistency, "ms", PROOF_GOAL_MS)


def _proven(nodes: MemoryNodes, leaves: list[bytes], index: int, tree_root: bytes) -> None:
    proof = ledger.inclusion_proof(nodes, index, LEAVES)
    assert ledger.verify_inclusion(leaves[index], index, LEAVES, proof, tree_root)
