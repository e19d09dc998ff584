"""Signed form tokens: they say which form, when, for whom, and carry the nonce that makes a repeat harmless."""

from __future__ import annotations

import secrets
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from itsdangerous import BadSignature, TimestampSigner

from workflow.base import vault


class StaleToken(Exception):
    """The token is missing, forged, too old, or made for another form or reader."""


class Opened(NamedTuple):
    """What a token tells of its page: the nonce, 32 hex digits, and when the page was drawn."""

    nonce: str
    at: datetime


def make(form: str, bound_to: str = "") -> str:
    """A fresh token for `form`, valid only for the holder of `bound_to` (a session; '' for the public)."""
    return _signer(form).sign(f"{secrets.token_hex(16)}:{bound_to}").decode()


def nonce(token: str, form: str, *, bound_to: str = "", max_age: int) -> str:
    """The nonce inside `token`, 32 hex digits; raises StaleToken. `max_age` in seconds."""
    return read(token, form, bound_to=bound_to, max_age=max_age).nonce


def read(token: str, form: str, *, bound_to: str = "", max_age: int) -> Opened:
    """All that `token` tells; raises StaleToken. `max_age` in seconds."""
    try:
        signed, at = _signer(form).unsign(token, max_age=max_age, return_timestamp=True)
        value, _, holder = signed.decode().partition(":")
    except (BadSignature, ValueError) as error:
        raise StaleToken from error
    if holder != bound_to:
        raise StaleToken
    return Opened(value, at)


def _signer(form: str) -> TimestampSigner:
    return _signer_with(vault.current().tokens[::-1], form)


@lru_cache(maxsize=64)
def _signer_with(ring: tuple[bytes, ...], form: str) -> TimestampSigner:
    return TimestampSigner(list(ring), salt=f"form-token:{form}")
