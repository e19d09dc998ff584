"""Signed form tokens: they say which form, when, for whom, and carry the nonce that makes a repeat harmless."""

from __future__ import annotations

import secrets
from functools import lru_cache

from itsdangerous import BadSignature, TimestampSigner

from workflow.base import vault


class StaleToken(Exception):
    """The token is missing, forged, too old, or made for another form or reader."""


def make(form: str, bound_to: str = "") -> str:
    """A fresh token for `form`, valid only for the holder of `bound_to` (a session; '' for the public)."""
    return _signer(form).sign(f"{secrets.token_hex(16)}:{bound_to}").decode()


def nonce(token: str, form: str, *, bound_to: str = "", max_age: int) -> str:
    """The nonce inside `token`, 32 hex digits; raises StaleToken. `max_age` in seconds."""
    try:
        value, _, holder = _signer(form).unsign(token, max_age=max_age).decode().partition(":")
    except (BadSignature, ValueError) as error:
        raise StaleToken from error
    if holder != bound_to:
        raise StaleToken
    return value


def _signer(form: str) -> TimestampSigner:
    return _signer_with(vault.current().tokens[::-1], form)


@lru_cache(maxsize=64)
def _signer_with(ring: tuple[bytes, ...], form: str) -> TimestampSigner:
    return TimestampSigner(list(ring), salt=f"form-token:{form}")
