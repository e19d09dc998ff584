"""A saved proof, checked offline: what is whole verifies, whatever is altered does not, no text breaks the reader."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from copy import deepcopy
from datetime import datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.nodes import grown
from workflow import cli
from workflow.doors.published import checkpoint as notes
from workflow.doors.published import ledger
from workflow.kernel.canonical import canonical
from workflow.witness import bundle, cosignature

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
NAME = "sunshine-credit"
LINE = notes.verifier_key(KEY.public_key(), NAME)
SALT = bytes(16)
PAYLOAD = {"village_name": "冯原村", "rows": []}
AT = "2026-11-20T01:00:00+00:00"
TOLD = {
    "act": "published", "kind": "notice", "key": "abc", "village": "610525101200", "audience": "public",
    "valid_from": "2026-11-20", "valid_until": "2026-11-25", "published_at": AT, "generated": False, "supersedes": None,
}  # fmt: skip
END = {"act": "ended", "kind": "notice", "key": "abc", "leaf": 1, "why": "Its period is over.", "ended_at": AT}
STATEMENTS = [b'{"act":"anchored"}', ledger.leaf_data(TOLD, PAYLOAD, SALT), canonical(END)]


def entry(leaf: int) -> dict[str, Any]:
    nodes = grown(map(ledger.leaf_hash, STATEMENTS))
    text = notes.checkpoint_text(NAME, 3, ledger.root(nodes, 3), AT)
    return {
        "leaf": leaf, "size": 3, "statement": STATEMENTS[leaf].decode(),
        "proof": [step.hex() for step in ledger.inclusion_proof(nodes, leaf, 3)],
        "checkpoint": notes.sign_checkpoint(KEY, NAME, text),
    }  # fmt: skip


def whole() -> dict[str, Any]:
    record = {"leaf": 1, "kind": "notice", "key": "abc", "state": "standing", "salt": SALT.hex(), "payload": PAYLOAD}
    told = {"format": bundle.FORMAT, "key": LINE, "published": entry(1), "record": record, "ended": entry(2)}
    return deepcopy(told)


def check(told: Any, key: str | None = LINE) -> bundle.Verdict:
    return bundle.check(json.dumps(told), key)


def test_a_whole_proof_says_what_it_proves() -> None:
    verdict = check(whole())
    assert (verdict.broken, verdict.open) == ([], [])
    words = " ".join(verdict.proven)
    parts = ("entry 1 stands in the log", "2026-11-20 09:00 (Shanghai)", "letter by letter", "Its period is over.")
    assert [part for part in parts if part not in words] == []


def test_without_a_key_from_outside_it_says_what_it_rests_on() -> None:
    verdict = check(whole(), None)
    assert verdict.broken == []
    assert "comes from the file itself" in verdict.open[0]


def test_a_forged_proof_with_its_own_key_is_refused_by_the_right_one() -> None:
    forger = Ed25519PrivateKey.generate()
    told = whole()
    told["key"] = notes.verifier_key(forger.public_key(), NAME)
    for part in ("published", "ended"):
        text = told[part]["checkpoint"].partition("\n\n")[0] + "\n"
        told[part]["checkpoint"] = notes.sign_checkpoint(forger, NAME, text)
    assert check(told, None).broken == []
    assert check(told).broken != []


def test_without_the_record_its_text_is_left_open() -> None:
    verdict = check({**whole(), "record": None})
    assert verdict.broken == []
    assert "cannot be compared" in verdict.open[0]


def places(told: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Where single values stand."""
    if isinstance(told, dict | list):
        pairs = told.items() if isinstance(told, dict) else enumerate(told)
        for name, inner in pairs:
            yield from places(inner, (*path, name))
    else:
        yield path


#: What nothing rests on: told for people, or decided by the key from outside.
IDLE = {("key",), ("record", "leaf"), ("record", "kind"), ("record", "key"), ("record", "state"),
        ("published", "size"), ("ended", "size")}  # fmt: skip
PLACES = [path for path in places(whole()) if path not in IDLE]


@pytest.mark.parametrize("path", PLACES, ids=str)
def test_an_altered_value_is_found(path: tuple[str | int, ...]) -> None:
    told: Any = whole()
    holder = told
    for step in path[:-1]:
        holder = holder[step]
    value = holder[path[-1]]
    holder[path[-1]] = value + 1 if isinstance(value, int) else _turned(value)
    assert check(told).broken != [], path


def _turned(text: str) -> str:
    middle = len(text) // 3
    return text[:middle] + ("b" if text[middle] != "b" else "a") + text[middle + 1 :]


@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    assert bundle.check(text).broken != []


_ANYTHING = st.recursive(st.none() | st.integers() | st.text(), lambda inner: st.dictionaries(st.text(), inner))


@settings(max_examples=30)
@given(_ANYTHING)
def test_no_part_breaks_the_reader(part: Any) -> None:
    for name in ("published", "record", "ended"):
        if not (part is None and name != "published"):
            assert check({**whole(), name: part}).broken != []


def test_the_command(tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "proof.json"
    path.write_text(json.dumps(whole()))
    assert cli.main(["verify-proof", str(path), "--key", LINE]) == 0
    assert capsys.readouterr().out.count("proven") >= 4
    path.write_text(json.dumps({**whole(), "ended": entry(1)}))
    assert cli.main(["verify-proof", str(path)]) == 1
    assert "BROKEN" in capsys.readouterr().out


def test_a_cosignature_has_the_form_of_the_specification() -> None:
    """c2sp.org/tlog-cosignature: key id, eight bytes of time, 64 of signature over header, time and note."""
    note = notes.sign_checkpoint(KEY, NAME, notes.checkpoint_text(NAME, 1, bytes(32)))
    at = datetime.fromisoformat(AT)
    blob = base64.b64decode(cosignature.line(KEY, "witness.example/w1", note, at).split(" ")[2])
    text = note.partition("\n\n")[0]
    KEY.public_key().verify(blob[12:], f"cosignature/v1\ntime {int(at.timestamp())}\n{text}\n".encode())
    key = b"witness.example/w1\n\x04" + KEY.public_key().public_bytes_raw()
    assert blob[:4] == hashlib.sha256(key).digest()[:4]
    assert int.from_bytes(blob[4:12], "big") == int(at.timestamp())
    signed = note + cosignature.line(KEY, "witness.example/w1", note, at)
    assert cosignature.seen_at(KEY.public_key(), "witness.example/w1", signed) == at
    assert cosignature.seen_at(KEY.public_key(), "witness.example/w1", signed.replace("\n1\n", "\n2\n")) is None
