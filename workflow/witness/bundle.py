"""A saved proof, checked with the network off: signature, path, seal and end, each said in words."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from workflow.base.clock import SHANGHAI
from workflow.doors.published import checkpoint as notes
from workflow.doors.published import ledger
from workflow.kernel.canonical import commitment
from workflow.kernel.errors import Invalid

FORMAT = "sunshine-credit/proof/1"
_LEFT_OPEN = "the file does not hold the record itself (it is not public, or no longer): its text cannot be compared"


@dataclass
class Verdict:
    """What a proof shows (`proven`), where it fails (`broken`), and what it leaves open (`open`)."""

    proven: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)


def check(text: str, key: str | None = None) -> Verdict:
    """Check a proof's file. `key`: the verifier key one trusts; without it the file's own, which is said."""
    verdict = Verdict()
    try:
        bundle = json.loads(text)
        if bundle["format"] != FORMAT:
            raise ValueError("another format")
        _check(bundle, key, verdict)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, Invalid):
        verdict.broken.append("this is not a whole proof of a public log: it was damaged or is something else")
    return verdict


def _check(bundle: dict[str, Any], key: str | None, verdict: Verdict) -> None:
    if key is None:
        words = "compare it with the one printed on a notice or given at a counter, or pass it with --key"
        verdict.open.append(f"the key {bundle['key']} comes from the file itself: {words}")
    trusted = key or bundle["key"]
    published = _entry(bundle["published"], trusted, verdict)
    if published is None:
        return
    verdict.proven.append(_said(published))
    _compare(bundle["record"], published, verdict)
    if bundle["ended"] is not None:
        ended = _entry(bundle["ended"], trusted, verdict)
        if ended is not None:
            _ended(bundle["published"]["leaf"], ended, verdict)


def _entry(proof: dict[str, Any], key: str, verdict: Verdict) -> dict[str, Any] | None:
    """What an entry says, once the signed checkpoint holds it."""
    public_key, name = notes.read_verifier_key(key)
    leaf = proof["leaf"]
    try:
        told = notes.open_checkpoint(public_key, name, proof["checkpoint"])
    except Invalid:
        verdict.broken.append(f"the checkpoint that should hold entry {leaf} is not signed with the key {key}")
        return None
    path = [bytes.fromhex(step) for step in proof["proof"]]
    if not ledger.verify_inclusion(ledger.leaf_hash(proof["statement"].encode()), leaf, told.size, path, told.root):
        verdict.broken.append(f"entry {leaf} is not in the signed checkpoint: its text or its proof was changed")
        return None
    signed = f", signed {_moment(told.notes[0])}" if told.notes else ""
    verdict.proven.append(f"entry {leaf} stands in the log {told.origin} of {told.size} entries{signed}")
    statement: dict[str, Any] = json.loads(proof["statement"])
    return statement


def _said(told: dict[str, Any]) -> str:
    if told["act"] != "published":
        return f"it says: {told['act']}"
    until = f" to {told['valid_until']}" if told["valid_until"] else " on"
    place = f" of village {told['village']}" if told["village"] else ""
    held = f"it holds from {told['valid_from']}{until}"
    return f"it says: the {told['kind']} {told['key']}{place} was published {_moment(told['published_at'])}; {held}"


def _compare(record: dict[str, Any] | None, published: dict[str, Any], verdict: Verdict) -> None:
    if record is None:
        verdict.open.append(_LEFT_OPEN)
    elif commitment(bytes.fromhex(record["salt"]), record["payload"]) == published["payload"]:
        verdict.proven.append("the record in this file is letter by letter what the entry sealed")
    else:
        verdict.broken.append("the record in this file is not what the entry sealed: it was edited")


def _ended(leaf: int, told: dict[str, Any], verdict: Verdict) -> None:
    if told.get("leaf") != leaf and told.get("supersedes") != leaf:
        verdict.broken.append("the entry that should say how it ended is about something else")
    elif told["act"] == "published":
        verdict.proven.append(f"it was replaced by a newer version {_moment(told['published_at'])}")
    else:
        when = f" {_moment(told['ended_at'])}" if "ended_at" in told else ""
        verdict.proven.append(f"it was {told['act']}{when}: {told['why']}")


def _moment(instant: str) -> str:
    return f"{datetime.fromisoformat(instant).astimezone(SHANGHAI):%Y-%m-%d %H:%M} (Shanghai)"
