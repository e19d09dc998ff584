"""Keeping what was handed in: its receipt drawn, its slip chained to the one before. In the caller's transaction."""

from __future__ import annotations

import secrets
from datetime import datetime
from itertools import count
from typing import Any, NamedTuple, cast

from sqlalchemy import Connection, Select, Table, bindparam, insert, literal, select, true

from workflow.base import audit, db, vault
from workflow.doors.inbox.models import DoorNonce, Slip
from workflow.kernel import ids
from workflow.kernel.canonical import canonical

_NONCE, _SLIP = cast(Table, DoorNonce.__table__), cast(Table, Slip.__table__)


def _look() -> Select[Any]:
    """Whether a nonce was kept, whether a receipt is taken, and the head of the chain that its slip would go on."""
    earlier = select(_NONCE.c.counter).where(_NONCE.c.nonce == bindparam("nonce")).scalar_subquery()
    taken = select(_SLIP.c.id).where(_SLIP.c.receipt_key == bindparam("key")).scalar_subquery()
    chain = select(_SLIP.c.sequence, _SLIP.c.hash, _SLIP.c.received_at).where(_SLIP.c.stream == bindparam("stream"))
    head = chain.order_by(_SLIP.c.sequence.desc()).limit(1).subquery()
    one = select(literal(1)).subquery()
    asked = (earlier.label("earlier"), taken.label("taken"), *head.c)
    return select(*asked).select_from(one.outerjoin(head, true()))


# Statements are built once: building them anew costs more than running them.
_LOOK, _KEEP_NONCE, _KEEP_SLIP = _look(), insert(_NONCE), insert(_SLIP).inline()


class Repeated(Exception):
    """This nonce was kept before, with its slip, whose digits were drawn with `counter`."""

    def __init__(self, counter: int) -> None:
        super().__init__()
        self.counter = counter


class Place(NamedTuple):
    """Where a slip will stand: digits that nobody was given, drawn with `counter`, and the head of its chain."""

    nonce: str
    digits: str
    counter: int
    head: Any


def keep(connection: Connection, place: Place, kind: str, payload: dict[str, Any], at: datetime) -> datetime:
    """Keep a form's nonce, and its slip as handed in at `at`; returns the stamp.

    The stamp is later than `at` where a slip stamped later came to its chain first: no chain runs back.
    """
    connection.execute(_KEEP_NONCE, {"nonce": place.nonce, "counter": place.counter, "at": at})
    slip = _slip(place.head, kind, canonical(payload), key_of(place.digits), at)
    connection.execute(_KEEP_SLIP, slip)
    return cast(datetime, slip["received_at"])


def place_for(connection: Connection, nonce: str) -> Place:
    """The place of a form's slip, which nobody else takes meanwhile; Repeated for a nonce that was kept before."""
    for counter in count():
        digits = ids.receipt_from(vault.current().receipt, nonce, counter)
        key = key_of(digits)
        db.take_turns(connection, _stream(key))
        found = connection.execute(_LOOK, {"nonce": nonce, "key": key, "stream": _stream(key)}).one()
        if found.earlier is not None:
            raise Repeated(found.earlier)
        if found.taken is None:
            return Place(nonce, digits, counter, found)
    raise AssertionError("numbers do not end")


def _stream(key: str) -> str:
    return f"inbox:{key[0]}"


def key_of(digits: str) -> str:
    """What the database knows of a receipt: a keyed digest."""
    return ids.receipt_key(vault.current().receipt, digits)


def _slip(head: Any, kind: str, body: bytes, key: str, at: datetime) -> dict[str, Any]:
    stream = _stream(key)
    sequence, previous = (head.sequence + 1, head.hash) if head.sequence else (1, audit.GENESIS)
    at = max(at, head.received_at) if head.sequence else at
    salt = secrets.token_hex(16)
    digest = audit.digest_of(salt, body)
    return {
        "receipt_key": key, "kind": kind, "stream": stream, "sequence": sequence, "received_at": at,
        "payload": vault.current().seal(body.decode(), f"slip.{key}"), "salt": salt, "digest": digest,
        "previous": previous, "hash": audit.link(stream, sequence, kind, at, None, digest, previous),
    }  # fmt: skip
