"""Proofs as files: what a reader saves today can be checked years later with the network off."""

from __future__ import annotations

import base64
from typing import Any

from workflow.doors.published import read

FORMAT = "sunshine-credit/proof/1"
_MISSING_RECORD = {
    "waiting": "it is announced for a later day", "closed": "it is not for the public", "over": "its days are over",
}  # fmt: skip


def inclusion(found: read.public_log.Inclusion) -> dict[str, Any]:
    """A leaf, the hashes from it up to the root, and the signed checkpoint that has this root."""
    return {
        "leaf": found.leaf.position, "size": found.checkpoint.size, "statement": found.leaf.statement,
        "proof": [step.hex() for step in found.path], "checkpoint": found.checkpoint.note,
    }  # fmt: skip


def text(found: read.public_log.Inclusion) -> str:
    """The same as c2sp.org/tlog-proof: lines that can be copied by hand; `extra` is the statement."""
    extra = base64.b64encode(found.leaf.statement.encode()).decode()
    path = "".join(f"{base64.b64encode(step).decode()}\n" for step in found.path)
    head = f"c2sp.org/tlog-proof@v1\nextra {extra}\nindex {found.leaf.position}\n"
    return f"{head}{path}\n{found.checkpoint.note}"


def bundle(leaf: int) -> dict[str, Any] | None:
    """All that proves what a leaf says: its inclusion, the record if it is public, and the end if it has ended."""
    found = read.public_log.inclusion(leaf)
    if found is None:
        return None
    behind = read.disclosure.behind(leaf)
    end = read.public_log.inclusion(behind.ended_leaf) if behind and behind.ended_leaf is not None else None
    return {
        "format": FORMAT, "key": read.public_log.verifier_key(), "published": inclusion(found),
        "record": record(behind) if behind and behind.payload is not None else None,
        "ended": inclusion(end) if end else None,
    }  # fmt: skip


def record(behind: read.disclosure.Behind) -> dict[str, Any]:
    """A public record with the salt of its commitment, so that anyone can compare it with its leaf."""
    told = {"leaf": behind.leaf, "kind": behind.kind, "key": behind.key, "state": behind.state}
    return {**told, "salt": behind.salt, "payload": behind.payload}


def gone(behind: read.disclosure.Behind) -> dict[str, Any]:
    """Why a record is not told: no word of what it said."""
    why = behind.ended_why or _MISSING_RECORD.get(behind.state, behind.state)
    return {"leaf": behind.leaf, "state": behind.state, "why": why, "ended_leaf": behind.ended_leaf}
