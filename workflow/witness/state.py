"""What a witness keeps: the key it trusts, every leaf's hash, every checkpoint it saw with its own signature below.

The folder is the witness's memory and evidence; copy it somewhere safe. It holds hashes and public statements' heads
only, never the text of a record.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from workflow.doors.published import ledger

HASH_BYTES = 32
_STATE, _LEAVES, _KEY, _NOTES, _EVIDENCE = "witness.json", "leaves.bin", "witness.key", "checkpoints", "evidence"


class Damaged(Exception):
    """The folder does not hold what a witness wrote there."""


@dataclass
class Seen:
    """The log as it was last seen. `standing`: leaf → what its statement said, of all that has not ended."""

    url: str
    name: str
    key: str = ""
    origin: str = ""
    size: int = 0
    root: str = ledger.EMPTY_ROOT.hex()
    seen_at: str = ""
    signed_at: str = ""
    standing: dict[str, dict[str, Any]] = field(default_factory=dict)


class Folder:
    """A witness's folder."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep a second witness out of this folder; BlockingIOError where one is at work."""
        self.path.mkdir(parents=True, exist_ok=True)
        with (self.path / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield

    def load(self) -> Seen | None:
        """What was seen last; None in a new folder. Damaged where the parts do not fit together."""
        path = self.path / _STATE
        if not path.exists():
            return None
        try:
            seen = Seen(**json.loads(path.read_text(encoding="utf-8")))
        except (ValueError, TypeError) as error:
            raise Damaged(f"{path} is not what a witness writes") from error
        if self.frontier(seen.size).root().hex() != seen.root:
            raise Damaged(f"the leaves kept in {self.path} do not give the root that was seen")
        return seen

    def frontier(self, size: int) -> ledger.Frontier:
        """The tree of the first `size` leaves that are kept."""
        return ledger.Frontier(self.leaves(size))

    def leaves(self, size: int) -> list[bytes]:
        """The first `size` leaf hashes; Damaged where fewer are kept."""
        path = self.path / _LEAVES
        kept = path.read_bytes()[: size * HASH_BYTES] if path.exists() else b""
        if len(kept) < size * HASH_BYTES:
            raise Damaged(f"{path} holds fewer leaves than were seen")
        return [kept[at : at + HASH_BYTES] for at in range(0, len(kept), HASH_BYTES)]

    def save(self, seen: Seen, fresh: list[bytes], cosigned: str) -> None:
        """Keep what was seen; the state file is written last, so that a cut between leaves the older state whole."""
        self._append(seen.size - len(fresh), fresh)
        self._write(f"{_NOTES}/{seen.size:012d}-{_stamp(seen.seen_at)}.txt", cosigned)
        self._write(_STATE, json.dumps(asdict(seen), ensure_ascii=False, indent=1, sort_keys=True))

    def _append(self, size: int, fresh: list[bytes]) -> None:
        with (self.path / _LEAVES).open("ab") as file:
            file.truncate(size * HASH_BYTES)
            file.write(b"".join(fresh))
            file.flush()
            os.fsync(file.fileno())

    def keep_evidence(self, name: str, text: str) -> Path:
        """Keep a signed note that contradicts what was seen."""
        return self._write(f"{_EVIDENCE}/{name}", text)

    def notes(self) -> list[Path]:
        """Every checkpoint that was seen, cosigned, the smallest first."""
        return sorted((self.path / _NOTES).glob("*.txt"))

    def signing_key(self) -> Ed25519PrivateKey:
        """The witness's own key, made at the first look; readable by its owner only."""
        path = self.path / _KEY
        if not path.exists():
            path.touch(mode=0o600)
            path.write_bytes(secrets.token_bytes(HASH_BYTES))
        return Ed25519PrivateKey.from_private_bytes(path.read_bytes())

    def _write(self, name: str, text: str) -> Path:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{path.name}.part")
        part.write_text(text, encoding="utf-8")
        part.replace(path)
        return path


def _stamp(instant: str) -> str:
    return f"{datetime.fromisoformat(instant):%Y%m%dT%H%M%SZ}"
