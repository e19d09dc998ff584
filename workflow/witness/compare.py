"""Two witnesses held against each other: was each shown the same log? No network is needed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

from workflow.doors.published import checkpoint as notes
from workflow.doors.published import ledger
from workflow.kernel.errors import Invalid
from workflow.witness.state import Damaged, Folder, Seen


def compare(first: Folder, second: Folder) -> tuple[list[str], list[str]]:
    """(findings, remarks) in words; Damaged where a folder holds nothing that can be compared."""
    one, two = _loaded(first), _loaded(second)
    findings = [*_strangers(one, two), *_unsigned(first, one), *_unsigned(second, two)]
    if not findings:
        findings = list(_split(first, one, second, two))
    return findings, [_shared(one, two)] if not findings else []


def _loaded(folder: Folder) -> Seen:
    seen = folder.load()
    if seen is None:
        raise Damaged(f"{folder.path} holds no witness's state")
    return seen


def _strangers(one: Seen, two: Seen) -> Iterator[str]:
    if one.key != two.key:
        yield f"the witnesses trust different keys ({one.key} and {two.key}): one of them was shown a false one"
    elif one.origin != two.origin:
        yield f"the witnesses watch different logs: {one.origin} and {two.origin}"


def _unsigned(folder: Folder, seen: Seen) -> Iterator[str]:
    """A folder proves something only by the notes that the log itself signed."""
    kept = {path: _opened(path, seen) for path in folder.notes()}
    roots = dict(_roots(folder.leaves(seen.size), {told.size for told in kept.values() if told}))
    for path, told in kept.items():
        if told is None or roots.get(told.size) != told.root:
            yield f"{path} is not a checkpoint of this log over the leaves kept beside it: the folder was altered"


def _opened(path: Path, seen: Seen) -> notes.Checkpoint | None:
    try:
        key, name = notes.read_verifier_key(seen.key)
        return notes.open_checkpoint(key, name, path.read_text(encoding="utf-8"))
    except (Invalid, ValueError):
        return None


def _roots(leaves: list[bytes], sizes: set[int]) -> Iterator[tuple[int, bytes]]:
    """Each of these sizes that the leaves reach with its root, from one tree that grows along them."""
    frontier = ledger.Frontier()
    for size in sorted(size for size in sizes if size <= len(leaves)):
        for leaf in leaves[frontier.size : size]:
            frontier.add(leaf)
        yield size, frontier.root()


def _split(first: Folder, one: Seen, second: Folder, two: Seen) -> Iterator[str]:
    mine, theirs = first.leaves(one.size), second.leaves(two.size)
    pairs = zip(count(), mine, theirs, strict=False)
    different = next((leaf for leaf, left, right in pairs if left != right), None)
    if different is not None:
        told = f"{_evidence(first, different)} and {_evidence(second, different)}"
        yield f"split view: the witnesses were shown different entries {different}. Both are signed: {told}"


def _evidence(folder: Folder, leaf: int) -> str:
    """The smallest checkpoint that covers a leaf."""
    return next((str(path) for path in folder.notes() if int(path.name.partition("-")[0]) > leaf), str(folder.path))


def _shared(one: Seen, two: Seen) -> str:
    shared = min(one.size, two.size)
    root = ledger.EMPTY_ROOT.hex() if not shared else (one if one.size == shared else two).root
    return f"both were shown the same log: the first {shared} entries agree, root {root}"
