"""The public log: an RFC 6962 Merkle tree whose nodes lie where the caller keeps them.

Pure: hashes and proofs only. A node at (level, index) is the hash of the complete subtree over the leaves
``index * 2**level`` up to ``(index + 1) * 2**level``; once written it never changes, so a storage needs insert
and look-up alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from typing import Any, Protocol

from workflow.kernel.canonical import canonical, commitment

EMPTY_ROOT = hashlib.sha256(b"").digest()

Span = tuple[int, int]
Place = tuple[int, int]


class Nodes(Protocol):
    """The storage of complete subtrees: 32 bytes at each (level, index)."""

    def get(self, level: int, index: int) -> bytes: ...

    def put(self, level: int, index: int, value: bytes) -> None: ...


def leaf_data(public: Mapping[str, Any], payload: Any, salt: bytes) -> bytes:
    """The bytes of one leaf: what anyone may read, and under ``payload`` a salted commitment to the rest."""
    return canonical({**public, "payload": commitment(salt, payload)})


def leaf_hash(data: bytes) -> bytes:
    """The hash of one leaf (RFC 6962: a leading zero byte, so that no inner node can pass for a leaf)."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node over its two children."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def append(nodes: Nodes, size: int, leaf: bytes) -> None:
    """Add a leaf hash to a log of `size` leaves; writes it and each subtree that it completes."""
    level, index, value = 0, size, leaf
    nodes.put(level, index, value)
    while index % 2:
        value = node_hash(nodes.get(level, index - 1), value)
        level, index = level + 1, index // 2
        nodes.put(level, index, value)


class Frontier:
    """A log that only grows and keeps nothing but what its next root needs: the complete subtrees at its right edge."""

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self.size = 0
        self._peaks: list[bytes] = []
        for leaf in leaves:
            self.add(leaf)

    def add(self, leaf: bytes) -> None:
        """One more leaf hash."""
        value, complete = leaf, self.size
        while complete % 2:
            value, complete = node_hash(self._peaks.pop(), value), complete // 2
        self._peaks.append(value)
        self.size += 1

    def root(self) -> bytes:
        """The root over all leaves so far."""
        if not self._peaks:
            return EMPTY_ROOT
        *rest, last = self._peaks
        return reduce(lambda right, left: node_hash(left, right), reversed(rest), last)


def root(nodes: Nodes, size: int) -> bytes:
    """The root over the first `size` leaves, also of a past size."""
    return span_hash(nodes, (0, size)) if size else EMPTY_ROOT


def inclusion_proof(nodes: Nodes, index: int, size: int) -> list[bytes]:
    """The hashes that lead from leaf `index` to the root of `size` leaves (RFC 6962 §2.1.1)."""
    return [span_hash(nodes, span) for span in inclusion_spans(index, size)]


def consistency_proof(nodes: Nodes, old: int, size: int) -> list[bytes]:
    """The hashes that show a log of `size` leaves to begin with that of `old` (RFC 6962 §2.1.2)."""
    return [span_hash(nodes, span) for span in consistency_spans(old, size)]


def inclusion_spans(index: int, size: int) -> list[Span]:
    """The runs of leaves that an inclusion proof hashes, from the leaf up; ValueError without such a leaf."""
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a log of {size}")
    spans: list[Span] = []
    low, high = 0, size
    while high - low > 1:
        middle = low + _left_size(high - low)
        if index < middle:
            spans.append((middle, high))
            high = middle
        else:
            spans.append((low, middle))
            low = middle
    return spans[::-1]


def consistency_spans(old: int, size: int) -> list[Span]:
    """The runs of leaves that a consistency proof hashes, in its order."""
    if not 0 < old <= size:
        raise ValueError(f"a log of {size} has no beginning of {old}")
    spans: list[Span] = []
    low, high, whole = 0, size, True
    while old != high:
        middle = low + _left_size(high - low)
        if old <= middle:
            spans.append((middle, high))
            high = middle
        else:
            spans.append((low, middle))
            low, whole = middle, False
    return ([] if whole else [(low, high)]) + spans[::-1]


def places(spans: Iterable[Span]) -> set[Place]:
    """Every node that proofs over these runs will read, so that a storage can fetch them in one query."""
    return {place for span in spans for place in cover(span)}


def cover(span: Span) -> list[Place]:
    """The complete subtrees, left to right, of a run of leaves that begins where a subtree does."""
    low, high = span
    found = []
    while low < high:
        level = (high - low).bit_length() - 1
        found.append((level, low >> level))
        low += 1 << level
    return found


def span_hash(nodes: Nodes, span: Span) -> bytes:
    """The Merkle hash of a run of leaves as RFC 6962 cuts it."""
    *rest, last = (nodes.get(level, index) for level, index in cover(span))
    return reduce(lambda right, left: node_hash(left, right), reversed(rest), last)


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], tree_root: bytes) -> bool:
    """Whether the proof leads from this leaf hash to this root (RFC 9162 §2.1.3.2)."""
    if not 0 <= index < size:
        return False
    here, last, value = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if here % 2 or here == last:
            value = node_hash(step, value)
            here, last = _past_right_edge(here, last)
        else:
            value = node_hash(value, step)
        here, last = here >> 1, last >> 1
    return last == 0 and value == tree_root


def verify_consistency(
    old: int, size: int, proof: Sequence[bytes], old_root: bytes, tree_root: bytes
) -> bool:
    """Whether the log with `tree_root` only added to the one with `old_root` (RFC 9162 §2.1.4.2)."""
    if not 0 < old <= size:
        return False
    if old == size:
        return not proof and old_root == tree_root
    steps = list(proof) if old & (old - 1) else [old_root, *proof]
    return bool(steps) and _climb(old, size, steps) == (old_root, tree_root)


def _climb(old: int, size: int, steps: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """Both roots as the steps give them, or None when their number does not fit."""
    here, last = old - 1, size - 1
    while here % 2:
        here, last = here >> 1, last >> 1
    old_value = value = steps[0]
    for step in steps[1:]:
        if last == 0:
            return None
        if here % 2 or here == last:
            old_value, value = node_hash(step, old_value), node_hash(step, value)
            here, last = _past_right_edge(here, last)
        else:
            value = node_hash(value, step)
        here, last = here >> 1, last >> 1
    return (old_value, value) if last == 0 else None


def _past_right_edge(here: int, last: int) -> tuple[int, int]:
    """Up the tree while `here` is a left child without sibling: such levels have no step of their own."""
    while here % 2 == 0 and here:
        here, last = here >> 1, last >> 1
    return here, last


def _left_size(size: int) -> int:
    """The largest power of two below `size` (above 1): where RFC 6962 cuts a tree."""
    return 1 << (size - 1).bit_length() - 1
