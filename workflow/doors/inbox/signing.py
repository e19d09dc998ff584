"""Receipts that verify offline: a short text signed with the log's key (N07). Nothing of the content is in it."""

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
    signature = vault.current().signing.sign(text.encode())
    return f"{text}|{base64.b64encode(signature).decode()}"


def verify(signed: str, public_key: bytes) -> dict[str, str] | None:
    """The fields of a genuine receipt; None for a forged, altered or mistyped one. Needs no network, no database."""
    text, _, signature = signed.strip().rpartition("|")
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(base64.b64decode(signature), text.encode())
        head, digits, kind, received_at = text.split("|")
    except (InvalidSignature, ValueError):
        return None
    if head != _HEAD or not ids.is_receipt(digits):
        return None
    return {"digits": digits, "kind": kind, "received_at": received_at}
