"""Identifiers: the receipt a household keeps, and random public names for private things.

A receipt is sixteen digits, the last by Damm's scheme, which finds every wrong digit and every swap of
two neighbours. It is derived from the form's nonce, so that a repeated post gets the same receipt
without its digits being kept; the database stores only :func:`receipt_key`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
import unicodedata

from stdnum import damm

DERIVED_DIGITS = 15
GROUP = 4
PUBLIC_ID_BYTES = 10
_SIXTEEN = re.compile(r"[0-9]{16}")
_MINUS_SIGN = "\N{MINUS SIGN}"


def receipt_from(key: bytes, nonce: str, counter: int) -> str:
    """The receipt of one form nonce; raise `counter` (from 0) when the last one was already taken."""
    seed = int.from_bytes(_mac(key, "receipt", str(counter), nonce))
    digits = f"{seed % 10**DERIVED_DIGITS:0{DERIVED_DIGITS}d}"
    return digits + damm.calc_check_digit(digits)


def normalise(text: str) -> str:
    """A typed receipt as plain digits: full-width forms read, spaces, dashes and invisible signs dropped."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text) if not _is_gap(sign))


def is_receipt(text: str) -> bool:
    """Whether `text`, as a person may type it, is a well-formed receipt; says nothing of its existence."""
    digits = normalise(text)
    return bool(_SIXTEEN.fullmatch(digits)) and bool(damm.is_valid(digits))


def with_check(digits: str) -> str:
    """Digits with the one behind them that finds typing errors."""
    return digits + str(damm.calc_check_digit(digits))


def checks(digits: str) -> bool:
    """Whether these are plain digits whose last one is the right check digit."""
    return digits.isascii() and digits.isdigit() and bool(damm.is_valid(digits))


def grouped(receipt: str) -> str:
    """The receipt as it is printed and read aloud: ``1234 5678 9012 3456``."""
    return " ".join(receipt[at : at + GROUP] for at in range(0, len(receipt), GROUP))


def receipt_key(key: bytes, receipt: str) -> str:
    """What is stored and looked up instead of the receipt: hex HMAC-SHA-256 of its plain digits."""
    return _mac(key, "receipt-key", normalise(receipt)).hex()


def public_id() -> str:
    """An unguessable name of 80 random bits in sixteen lower-case base32 signs."""
    return base64.b32encode(secrets.token_bytes(PUBLIC_ID_BYTES)).decode().lower()


def _is_gap(sign: str) -> bool:
    category = unicodedata.category(sign)
    return category[0] == "Z" or category in {"Pd", "Cf", "Cc"} or sign == _MINUS_SIGN


def _mac(key: bytes, *parts: str) -> bytes:
    return hmac.new(key, "\0".join(parts).encode(), hashlib.sha256).digest()
