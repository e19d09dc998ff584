"""Two witnesses held against each other: was each shown the same log? No network is needed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

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
    key, name = notes.read_verifier_key(seen.key)
    for path in folder.notes():
        try:
            told = notes.open_checkpoint(key, name, path.read_text(encoding="utf-8"))
            fits = told.size <= seen.size and folder.frontier(told.size).root() == told.root
        except (Invalid, ValueError):
            fits = False
        if not fits:
            yield f"{path} is not a checkpoint of this log over the leaves kept beside it: the folder was altered"


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
