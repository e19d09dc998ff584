"""Two folders held against each other, made without a site: many notes over one tree."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from workflow.doors.published import checkpoint as notes
from workflow.doors.published import ledger
from workflow.witness.compare import compare
from workflow.witness.state import Folder, Seen

KEY, NAME = Ed25519PrivateKey.from_private_bytes(bytes(range(32))), "sunshine-credit"
AT = datetime(2026, 11, 20, 1, tzinfo=UTC)
SIZE = 60


def leaf(number: int) -> bytes:
    return ledger.leaf_hash(str(number).encode())


def note(root: bytes, size: int) -> str:
    return notes.sign_checkpoint(KEY, NAME, notes.checkpoint_text(NAME, size, root, AT.isoformat()))


@pytest.fixture
def kept(tmp_path: Path) -> Callable[[str], Folder]:
    """`kept(name)` is the folder of a witness who looked after each new entry."""

    def make(name: str) -> Folder:
        folder, frontier = Folder(tmp_path / name), ledger.Frontier()
        (tmp_path / name).mkdir()
        for size in range(1, SIZE + 1):
            frontier.add(leaf(size))
            root, when = frontier.root(), (AT + timedelta(days=size)).isoformat()
            seen = Seen(url="", name="w", key=notes.verifier_key(KEY.public_key(), NAME), origin=NAME, size=size,
                        root=root.hex(), seen_at=when)  # fmt: skip
            folder.save(seen, [leaf(size)], note(root, size))
        return folder

    return make


def test_the_tree_is_built_once_however_many_notes_there_are(
    kept: Callable[[str], Folder], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = kept("a"), kept("b")
    added, add = [], ledger.Frontier.add

    def counted(frontier: ledger.Frontier, leaf: bytes) -> None:
        added.append(leaf)
        add(frontier, leaf)

    monkeypatch.setattr(ledger.Frontier, "add", counted)
    assert compare(one, two)[0] == []
    assert len(added) == 2 * 2 * SIZE, "once to load each folder, once to hold its notes against it"


@pytest.mark.parametrize("size", [7, SIZE, SIZE + 1])
def test_a_signed_note_over_other_leaves_is_found(kept: Callable[[str], Folder], size: int) -> None:
    one, two = kept("a"), kept("b")
    path = one.path / "checkpoints" / f"{size:012d}-20270101T000000Z.txt"
    path.write_text(note(leaf(0), size))
    findings = compare(one, two)[0]
    assert len(findings) == 1
    assert str(path) in findings[0]


def test_a_note_under_another_size_in_its_name_still_counts(kept: Callable[[str], Folder]) -> None:
    one, two = kept("a"), kept("b")
    first = one.notes()[0]
    first.rename(first.with_name("000000000099-20270101T000000Z.txt"))
    assert compare(one, two)[0] == []
