"""One byte string for one meaning: the JSON that is hashed, signed and compared.

The output is RFC 8785 for the values it accepts. What two programs could write differently is refused
rather than rounded: floats, integers beyond 2**53, keys that are not ASCII, lone surrogates.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

LARGEST_EXACT_INTEGER = 2**53 - 1
SALT_BYTES = 16


def canonical(value: Any) -> bytes:
    """UTF-8 JSON with sorted keys, no spaces and NFC strings.

    Raises TypeError for what JSON cannot carry exactly, ValueError for a key or number out of bounds.
    """
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def new_salt() -> bytes:
    """Fresh random bytes: without them a small value could be found by hashing all candidates."""
    return secrets.token_bytes(SALT_BYTES)


def commitment(salt: bytes, value: Any) -> str:
    """Hex HMAC-SHA-256 of the canonical value under its salt: binds to it, tells nothing about it."""
    return hmac.new(salt, canonical(value), hashlib.sha256).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value if value.isascii() else unicodedata.normalize("NFC", value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return _exact(value)
    if isinstance(value, (dict, Mapping)):  # the usual kind first: asked of every part of every event
        return {_key(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, Sequence)) and not isinstance(value, bytes | bytearray):
        return [_plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no canonical form")


def _exact(number: int) -> int:
    if abs(number) > LARGEST_EXACT_INTEGER:
        raise ValueError("integer too large to be read exactly by every JSON reader")
    return int(number)


def _key(key: Any) -> str:
    if not isinstance(key, str) or not key.isascii():
        raise ValueError("keys are ASCII strings, so that every program sorts them alike")
    return key
