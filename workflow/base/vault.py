"""Keys outside the database, and what is sealed with them.

Personal text is sealed with AES-GCM-SIV bound to table, column and row, so that a ciphertext moved to another
place does not open. A new key may follow an old one: what is sealed from then on needs the new, what was sealed before
still opens. Look-ups go through a keyed digest (`blind`). Losing the keys means losing the content; `sunshine backup`
therefore leaves them out and says so.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESGCMSIV

from workflow.base import keys
from workflow.base.keys import KeysMissing as KeysMissing
from workflow.kernel import ids

_NONCE_BYTES, _TAG_BYTES, _KEY_BYTES = 12, 16, 32
#: How a large content begins, and where in it the sealed key of its own ends.
_LARGE = b"large-1:"
_WRAPPED = len(_LARGE) + _NONCE_BYTES + _KEY_BYTES + _TAG_BYTES
#: What passes through the inbox's door is sealed with the door's key, everything else with that of the house.
_DOOR = ("slip.", "reply.")


@dataclass(frozen=True, slots=True)
class Place:
    """A column of sealed texts: `named` is the place of each, made of columns of its row."""

    table: str
    column: str
    named: str

    def of(self, row: Mapping[str, Any]) -> str:
        """The place of one row's text."""
        return self.named.format_map(row)


PLACES: list[Place] = []
"""Every sealed column of the house: what a new key has to be brought to."""


def declare(table: str, column: str, named: str) -> None:
    """Say where sealed texts lie ("slip", "payload", "slip.{receipt_key}"), so that they can be sealed anew."""
    PLACES.append(Place(table, column, named))


class Vault:
    """The keys of one house, read from `folder` (made there, readable by the owner only, if `create`)."""

    names: tuple[str, ...] = keys.HOUSE

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        if create:
            keys.make(folder)
        self.folder = folder
        self._read()

    def _read(self) -> None:
        self._files = self._seen()
        self._rings = keys.rings(self.folder, self.names)
        self._boxes = {name: [AESGCMSIV(key) for key in self._rings.get(name, ())] for name in ("door", "data")}
        self.receipt, self.token = self._rings["receipt"][0], self._rings["token"][0]
        self.stamp = Ed25519PrivateKey.from_private_bytes(self._rings["stamp"][0])
        if "log" in self._rings:
            self.signing = Ed25519PrivateKey.from_private_bytes(self._rings["log"][0])

    def _seen(self) -> dict[str, list[int]]:
        return {name: keys.numbers(self.folder, name) for name in self.names}

    @property
    def log_key(self) -> Ed25519PublicKey:
        """The log's public key."""
        return self.signing.public_key()

    @property
    def public_key(self) -> bytes:
        """The log's Ed25519 public key, 32 raw bytes."""
        return self.log_key.public_bytes_raw()

    @property
    def receipt_keys(self) -> list[bytes]:
        """The public keys that a receipt of ours may be signed with; those of the first release bear the log's."""
        private = [Ed25519PrivateKey.from_private_bytes(key) for key in self._rings["stamp"]]
        return [*(each.public_key().public_bytes_raw() for each in private), self.public_key]

    @property
    def tokens(self) -> keys.Ring:
        """The keys of form tokens, the newest first."""
        return self._rings["token"]

    def seal(self, text: str, place: str) -> bytes:
        """Encrypt `text` for exactly this `place` ("table.column.row")."""
        return self.seal_bytes(text.encode(), place)

    def seal_bytes(self, content: bytes, place: str) -> bytes:
        """As `seal`, for what is no text."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._boxes_of(place)[0].encrypt(nonce, content, place.encode())

    def seal_large(self, content: bytes, place: str) -> bytes:
        """As `seal_bytes`, a tenth of the work: AES-GCM under a key of its own, used once, which is what is sealed."""
        key, nonce = AESGCM.generate_key(_KEY_BYTES * 8), os.urandom(_NONCE_BYTES)
        body = AESGCM(key).encrypt(nonce, content, place.encode())
        return b"".join((_LARGE, self.seal_bytes(key, place), nonce, body))

    def unseal(self, blob: bytes, place: str) -> str:
        """Decrypt; raises KeysMissing where key or place is not the one it was sealed for."""
        return self.unseal_bytes(blob, place).decode()

    def unseal_bytes(self, blob: bytes, place: str) -> bytes:
        """As `unseal`, for what is no text, sealed as a large content or not."""
        if blob.startswith(_LARGE):
            return _opened_large(self.unseal_bytes(blob[len(_LARGE) : _WRAPPED], place), blob[_WRAPPED:], place)
        found = _opened(self._boxes_of(place), blob, place)
        if found is None and self._files != self._seen():  # another process has let a new key follow meanwhile
            self._read()
            found = _opened(self._boxes_of(place), blob, place)
        if found is None:
            raise KeysMissing(f"cannot open {place.split('.')[0]}: wrong key, or moved from another row")
        return found

    def is_newest(self, blob: bytes, place: str) -> bool:
        """Whether a text is sealed with the key that is in use for its place."""
        sealed = blob[len(_LARGE) : _WRAPPED] if blob.startswith(_LARGE) else blob
        return _opened(self._boxes_of(place)[:1], sealed, place) is not None

    def _boxes_of(self, place: str) -> list[AESGCMSIV]:
        """What may open a place, the newest first; the first release sealed everything with the key of the house."""
        door, house = self._boxes["door"], self._boxes["data"]
        return [*door, *house] if place.startswith(_DOOR) else house

    def blind(self, text: str) -> str:
        """A keyed digest that finds equal values without storing them (64 hex digits)."""
        return hmac.new(self._rings["blind"][0], text.encode(), hashlib.sha256).hexdigest()

    def blind_at_door(self, text: str) -> str:
        """As `blind`, under a key that the portal has too."""
        return hmac.new(self.receipt, b"door:" + text.encode(), hashlib.sha256).hexdigest()


class PortalVault(Vault):
    """The keys of a portal that is a process of its own: what it does not need it does not have."""

    names = keys.PORTAL

    @property
    def log_key(self) -> Ed25519PublicKey:
        """The log's public key, as it was handed out."""
        return Ed25519PublicKey.from_public_bytes(keys.read_public(self.folder))


def _opened(boxes: Iterable[AESGCM | AESGCMSIV], blob: bytes, place: str) -> bytes | None:
    for box in boxes:
        with suppress(InvalidTag):
            return box.decrypt(blob[:_NONCE_BYTES], blob[_NONCE_BYTES:], place.encode())
    return None


def _opened_large(key: bytes, blob: bytes, place: str) -> bytes:
    found = _opened([AESGCM(key)], blob, place)
    if found is None:
        raise KeysMissing(f"cannot open {place.split('.')[0]}: changed, or moved from another row")
    return found


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

    def __set_name__(self, owner: type, name: str) -> None:
        table = vars(owner)["__tablename__"]
        declare(table, self.column, f"{table}.{self.column}.{{public_id}}")

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
