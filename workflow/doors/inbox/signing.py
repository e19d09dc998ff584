"""Receipts that verify offline: a short text signed with a key of their own (N07). Nothing of the content is in it."""

from __future__ import annotations

import base64
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from workflow.base import vault
from workflow.kernel import ids

_HEAD = "sunshine-receipt/1"


def sign(digits: str, kind: str, received_at: datetime) -> str:
    """``sunshine-receipt/1|digits|kind|instant|signature`` – one line, ASCII, short enough for a QR code."""
    text = f"{_HEAD}|{digits}|{kind}|{received_at.isoformat(timespec='seconds')}"
    signature = vault.current().stamp.sign(text.encode())
    return f"{text}|{base64.b64encode(signature).decode()}"


def verify(signed: str, *public_keys: bytes) -> dict[str, str] | None:
    """The fields of a genuine receipt; None for a forged, altered or mistyped one. Needs no network, no database."""
    text, _, signature = signed.strip().rpartition("|")
    if not any(_holds(key, text, signature) for key in public_keys):
        return None
    head, digits, kind, received_at = [*text.split("|"), "", "", ""][:4]
    if head != _HEAD or not ids.is_receipt(digits):
        return None
    return {"digits": digits, "kind": kind, "received_at": received_at}


def _holds(public_key: bytes, text: str, signature: str) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(base64.b64decode(signature), text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True
