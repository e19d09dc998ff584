"""The stages' side of the inbox: take slips in hand, write what the receipt's holder may read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, cast

from sqlalchemy import func, literal, select, tuple_

from workflow.base import vault
from workflow.base.db import session
from workflow.doors.inbox import enclosing, signing
from workflow.doors.inbox.models import CROWDED, Enclosure, Reply, Slip, Taken
from workflow.kernel import ids
from workflow.kernel.canonical import canonical
from workflow.kernel.errors import Conflict, N_


@dataclass(frozen=True, slots=True)
class Handed:
    """A slip, opened."""

    id: int
    kind: str
    receipt_key: str
    received_at: datetime
    payload: dict[str, Any]

    @property
    def crowded(self) -> bool:
        """Whether it came beyond the usual number of an hour."""
        return bool(self.payload.get(CROWDED))


#: As many as are looked at in one go.
BATCH = 200
#: As many of a kind as a sweep takes in hand in one transaction: whoever hands something in meanwhile waits for its
#: end, for SQLite has one writer.
PORTION = 10


def waiting(kind: str, most: int | None = None) -> list[Handed]:
    """Slips of a kind nobody has taken in hand yet, oldest first: as many as are taken in one go."""
    return next(batches(kind, most), [])


def batches(kind: str, size: int | None = None) -> Iterator[list[Handed]]:
    """All slips of a kind that wait, oldest first, hundreds or `size` at a time; none hides a newer one."""
    size = size or BATCH
    order = (Slip.received_at, Slip.id)
    query = select(Slip).outerjoin(Taken, Taken.slip_id == Slip.id).where(Slip.kind == kind, Taken.slip_id.is_(None))
    found = list(session.scalars(query.order_by(*order).limit(size)))
    while found:
        yield [opened(slip) for slip in found]
        last = tuple_(literal(found[-1].received_at), literal(found[-1].id))
        found = list(session.scalars(query.where(tuple_(*order) > last).order_by(*order).limit(size)))


def ripe(kind: str, most: int | None = None) -> list[Handed]:
    """Slips of a kind that are about another slip, once that one is in somebody's hand: as many as are taken in one go.

    Whatever is about a slip that nobody has in hand yet waits with it.
    """
    each = (handed for batch in batches(kind) for handed in batch)
    found = (handed for handed in each if not waits(str(handed.payload.get("receipt_key", ""))))
    return list(islice(found, most or BATCH))


def count_waiting() -> int:
    """How many slips of any kind wait."""
    query = select(func.count()).select_from(Slip).outerjoin(Taken, Taken.slip_id == Slip.id)
    return session.scalar(query.where(Taken.slip_id.is_(None))) or 0


def waits(receipt_key: str) -> bool:
    """Whether the slip behind a receipt is in nobody's hand yet."""
    query = select(Slip.id).outerjoin(Taken, Taken.slip_id == Slip.id)
    return session.scalar(query.where(Slip.receipt_key == receipt_key, Taken.slip_id.is_(None))) is not None


def slip(slip_id: int) -> Handed | None:
    """One slip by id, opened."""
    found = session.get(Slip, slip_id)
    return opened(found) if found else None


def by_receipt(receipt_key: str) -> Handed:
    """The slip behind a receipt, opened; an error for a receipt without one."""
    return opened(session.scalars(select(Slip).where(Slip.receipt_key == receipt_key)).one())


def opened(row: Slip) -> Handed:
    """Unseal a slip."""
    text = vault.current().unseal(row.payload, f"slip.{row.receipt_key}")
    return Handed(row.id, row.kind, row.receipt_key, row.received_at, json.loads(text))


def enclosed(handed: Handed) -> list[Enclosure]:
    """The photos that came with a slip, in their order, without their pictures; none is written anew meanwhile."""
    query = select(Enclosure).where(Enclosure.receipt_key == handed.receipt_key)
    return list(session.scalars(query.order_by(Enclosure.id).with_for_update(read=True)))


def picture(photo: Enclosure) -> str:
    """The picture itself, opened: a JPEG in base64, as pages show it; Conflict for one that was not written anew."""
    if photo.state != enclosing.READY:
        raise Conflict(N_("There is no picture to be opened here (yet)."))
    return vault.current().unseal(photo.content, enclosing.place(photo.public_id))


def take(handed: Handed, *, became: str, by: int | None, at: datetime) -> None:
    """Say once what became of a slip; a second taker is refused."""
    if session.get(Taken, handed.id):
        raise Conflict(N_("Somebody else has taken this slip in hand already."))
    session.add(Taken(slip_id=handed.id, at=at, by=by, became=became))
    session.flush()


def reply(receipt_key: str, payload: dict[str, Any], *, at: datetime) -> None:
    """Write (or write anew) what the receipt's holder may read: codes, dates and names, worded by the page."""
    _write(session.get(Reply, receipt_key), receipt_key, payload, at)


def add_to_reply(receipt_key: str, facts: dict[str, Any], *, at: datetime) -> None:
    """Bring some facts of it up to date and keep the rest as it is."""
    found = session.get(Reply, receipt_key)
    _write(found, receipt_key, (_opened(found) if found else {}) | facts, at)


def _write(found: Reply | None, receipt_key: str, payload: dict[str, Any], at: datetime) -> None:
    sealed = vault.current().seal(canonical(payload).decode(), f"reply.{receipt_key}")
    if found is None:
        session.add(Reply(receipt_key=receipt_key, payload=sealed, at=at))
    else:
        found.payload, found.at = sealed, at


def read_reply(receipt_key: str) -> dict[str, Any] | None:
    """What is written for a receipt now (tests and replay look at it)."""
    found = session.get(Reply, receipt_key)
    return _opened(found) if found else None


def _opened(found: Reply) -> dict[str, Any]:
    text = vault.current().unseal(found.payload, f"reply.{found.receipt_key}")
    return cast(dict[str, Any], json.loads(text))


@dataclass(frozen=True, slots=True)
class DeskReceipt:
    """A receipt for something brought to the counter: shown once, on paper; only `key` is stored."""

    digits: str
    key: str
    signed: str


def desk_receipt(nonce: str, kind: str, received_at: datetime, *, kept: str | None = None) -> DeskReceipt:
    """The receipt that follows from a staff form's nonce; the same form again gives the same digits (`kept` is the key
    that the thing already carries). Store `key` on the row and write a `reply` under it: no slip stands behind it."""
    counter = 0
    while True:
        digits = ids.receipt_from(vault.current().receipt, nonce, counter)
        key = ids.receipt_key(vault.current().receipt, digits)
        if key == kept or not _given_out(key):
            return DeskReceipt(digits, key, signing.sign(digits, kind, received_at))
        counter += 1


def first_key(nonce: str) -> str:
    """The key of the first receipt that follows from a staff form's nonce: whether this very form came before."""
    return ids.receipt_key(vault.current().receipt, ids.receipt_from(vault.current().receipt, nonce, 0))


def _given_out(key: str) -> bool:
    slips = session.scalar(select(Slip.id).where(Slip.receipt_key == key))
    return slips is not None or session.get(Reply, key) is not None
