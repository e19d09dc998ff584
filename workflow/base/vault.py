"""Keys outside the database, and what is sealed with them.

Personal text is sealed with AES-GCM-SIV bound to table, column and row, so that a ciphertext moved to another
place does not open. Look-ups go through a keyed digest (`blind`). Losing the keys means losing the content;
`sunshine backup` therefore leaves them out and says so.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from workflow.kernel import ids

_NONCE_BYTES = 12
_NAMES = ("data", "receipt", "blind", "token")


class KeysMissing(RuntimeError):
    """The folder of keys does not hold what this database was sealed with."""


class Vault:
    """The keys of one house, read from `folder` (made there, readable by the owner only, if `create`)."""

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        if create:
            _make(folder)
        keys = {name: _read(folder / f"{name}.key") for name in _NAMES}
        self.receipt, self.token, self._blind = keys["receipt"], keys["token"], keys["blind"]
        self._aead = AESGCMSIV(keys["data"])
        self.signing = Ed25519PrivateKey.from_private_bytes(_read(folder / "log.key"))

    @property
    def public_key(self) -> bytes:
        """The log's Ed25519 public key, 32 raw bytes."""
        raw = serialization.Encoding.Raw, serialization.PublicFormat.Raw
        return self.signing.public_key().public_bytes(*raw)

    def seal(self, text: str, place: str) -> bytes:
        """Encrypt `text` for exactly this `place` ("table.column.row")."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._aead.encrypt(nonce, text.encode(), place.encode())

    def unseal(self, blob: bytes, place: str) -> str:
        """Decrypt; raises KeysMissing where key or place is not the one it was sealed for."""
        try:
            return self._aead.decrypt(blob[:_NONCE_BYTES], blob[_NONCE_BYTES:], place.encode()).decode()
        except InvalidTag as error:
            raise KeysMissing(f"cannot open {place.split('.')[0]}: wrong key, or moved from another row") from error

    def blind(self, text: str) -> str:
        """A keyed digest that finds equal values without storing them (64 hex digits)."""
        return hmac.new(self._blind, text.encode(), hashlib.sha256).hexdigest()


def _make(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in (*_NAMES, "log"):
        path = folder / f"{name}.key"
        if not path.exists():
            path.touch(mode=0o600)
            path.write_bytes(secrets.token_bytes(32))


def _read(path: Path) -> bytes:
    try:
        key = path.read_bytes()
    except FileNotFoundError as error:
        raise KeysMissing(f"the key {path} is missing; restore the folder of keys") from error
    if len(key) != 32:
        raise KeysMissing(f"the key {path} is damaged (32 bytes expected)")
    return key


_vault: Vault | None = None


def use(vault: Vault) -> None:
    """Make `vault` the house's own."""
    global _vault
    _vault = vault


def current() -> Vault:
    """The house's vault; an error before `use`."""
    if _vault is None:
        raise KeysMissing("no keys are open yet")
    return _vault


class Sealed:
    """A text attribute stored sealed in a LargeBinary column, bound to the row's `public_id`.

    >>> class Member(Base): ...; phone_sealed = mapped_column(LargeBinary); phone = Sealed("phone_sealed")
    """

    def __init__(self, column: str) -> None:
        self.column = column

    def __get__(self, row: Any, owner: type | None = None) -> Any:
        if row is None:
            return self
        blob = getattr(row, self.column)
        return None if blob is None else current().unseal(blob, self._place(row))

    def __set__(self, row: Any, text: str | None) -> None:
        if row.public_id is None:
            row.public_id = ids.public_id()
        setattr(row, self.column, current().seal(text, self._place(row)) if text else None)

    def _place(self, row: Any) -> str:
        return f"{row.__tablename__}.{self.column}.{row.public_id}"
