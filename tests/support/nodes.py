"""A log's nodes in memory, counting how often they are read and written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from workflow.doors.published import ledger


class MemoryNodes:
    def __init__(self, nodes: Mapping[ledger.Place, bytes] | None = None) -> None:
        self.nodes = dict(nodes or {})
        self.reads = self.writes = 0

    def get(self, level: int, index: int) -> bytes:
        self.reads += 1
        return self.nodes[level, index]

    def put(self, level: int, index: int, value: bytes) -> None:
        assert (level, index) not in self.nodes, "a node is written once"
        self.writes += 1
        self.nodes[level, index] = value


def grown(leaves: Iterable[bytes]) -> MemoryNodes:
    """A log of these leaf hashes."""
    nodes = MemoryNodes()
    for size, leaf in enumerate(leaves):
        ledger.append(nodes, size, leaf)
    return nodes
