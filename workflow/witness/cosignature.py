"""A witness's own signature below a checkpoint (c2sp.org/tlog-cosignature, Ed25519): this log only grew until now."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime, timedelta

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from workflow.doors.published.checkpoint import KEY_ID_BYTES, SIGNATURE_MARK

_TYPE = b"\x04"
_TIME_BYTES = 8
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def line(private_key: Ed25519PrivateKey, name: str, note: str, at: datetime) -> str:
    """The cosignature line of the witness `name` for a signed note seen at an instant."""
    public, seconds = private_key.public_key(), int(at.timestamp())
    signature = private_key.sign(_message(note, seconds))
    blob = _key_id(public, name) + seconds.to_bytes(_TIME_BYTES, "big") + signature
    return f"{SIGNATURE_MARK}{name} {base64.b64encode(blob).decode()}\n"


def seen_at(public_key: Ed25519PublicKey, name: str, note: str) -> datetime | None:
    """When this witness says it saw the note; None without a cosignature that holds."""
    for found in note.partition("\n\n")[2].split("\n"):
        blob = _blob(found, f"{SIGNATURE_MARK}{name} ")
        seconds = int.from_bytes(blob[KEY_ID_BYTES : KEY_ID_BYTES + _TIME_BYTES], "big")
        if blob[:KEY_ID_BYTES] == _key_id(public_key, name) and _holds(public_key, note, seconds, blob):
            return _EPOCH + timedelta(seconds=seconds)
    return None


def verifier_key(public_key: Ed25519PublicKey, name: str) -> str:
    """The witness's public key as people exchange it."""
    encoded = base64.b64encode(_TYPE + public_key.public_bytes_raw()).decode()
    return f"{name}+{_key_id(public_key, name).hex()}+{encoded}"


def _message(note: str, seconds: int) -> bytes:
    text = note.partition("\n\n")[0]
    return f"cosignature/v1\ntime {seconds}\n{text}\n".encode()


def _key_id(public_key: Ed25519PublicKey, name: str) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + _TYPE + public_key.public_bytes_raw()).digest()[:KEY_ID_BYTES]


def _blob(text: str, start: str) -> bytes:
    if not text.startswith(start):
        return b""
    try:
        return base64.b64decode(text.removeprefix(start), validate=True)
    except ValueError:
        return b""


def _holds(public_key: Ed25519PublicKey, note: str, seconds: int, blob: bytes) -> bool:
    try:
        public_key.verify(blob[KEY_ID_BYTES + _TIME_BYTES :], _message(note, seconds))
    except InvalidSignature:
        return False
    return True
