"""Keeping what was handed in: its receipt drawn, its slip chained to the one before. In the caller's transaction."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, Table, bindparam, insert, select

from workflow.base import audit, db, vault
from workflow.doors.inbox.models import DoorNonce, Slip
from workflow.kernel import ids
from workflow.kernel.canonical import canonical

_NONCE, _SLIP = cast(Table, DoorNonce.__table__), cast(Table, Slip.__table__)

# Statements are built once: building them anew costs more than running them.
_KEEP_NONCE, _KEEP_SLIP = insert(_NONCE), insert(_SLIP).inline()
_TAKEN = select(_SLIP.c.id).where(_SLIP.c.receipt_key == bindparam("key"))
_CHAIN = select(_SLIP.c.sequence, _SLIP.c.hash, _SLIP.c.received_at).where(_SLIP.c.stream == bindparam("stream"))
_HEAD = _CHAIN.order_by(_SLIP.c.sequence.desc()).limit(1)


def keep(
    connection: Connection, kind: str, payload: dict[str, Any], *, nonce: str, at: datetime
) -> tuple[str, datetime]:
    """Keep a form's nonce and its slip as handed in at `at`; returns the receipt's digits and the stamp.

    The stamp is later than `at` where a slip stamped later came to its chain first: no chain runs back.
    """
    digits, counter = _new_digits(connection, nonce)
    connection.execute(_KEEP_NONCE, {"nonce": nonce, "counter": counter, "at": at})
    slip = _slip(connection, kind, canonical(payload), digits, at)
    connection.execute(_KEEP_SLIP, slip)
    return digits, slip["received_at"]


def key_of(digits: str) -> str:
    """What the database knows of a receipt: a keyed digest."""
    return ids.receipt_key(vault.current().receipt, digits)


def _new_digits(connection: Connection, nonce: str) -> tuple[str, int]:
    counter = 0
    while True:
        digits = ids.receipt_from(vault.current().receipt, nonce, counter)
        if not connection.execute(_TAKEN, {"key": key_of(digits)}).first():
            return digits, counter
        counter += 1


def _slip(connection: Connection, kind: str, body: bytes, digits: str, at: datetime) -> dict[str, Any]:
    key = key_of(digits)
    stream = f"inbox:{key[0]}"
    db.take_turns(connection, stream)
    head = connection.execute(_HEAD, {"stream": stream}).first()
    sequence, previous = (head.sequence + 1, head.hash) if head else (1, audit.GENESIS)
    at = max(at, head.received_at) if head else at
    salt = secrets.token_hex(16)
    digest = audit.digest_of(salt, body)
    return {
        "receipt_key": key, "kind": kind, "stream": stream, "sequence": sequence, "received_at": at,
        "payload": vault.current().seal(body.decode(), f"slip.{key}"), "salt": salt, "digest": digest,
        "previous": previous, "hash": audit.link(stream, sequence, kind, at, None, digest, previous),
    }  # fmt: skip
