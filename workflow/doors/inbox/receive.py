"""What a household hands in: stamped first, judged later. Confined connection only.

A form's token carries a nonce; the receipt's sixteen digits follow from it by a keyed function, so that the same form
sent again (double click, lost answer, reload) gets the same receipt and makes no second slip.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, Table, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from workflow.base import clock, tokens, vault
from workflow.base.settings import Limits
from workflow.doors.connection import portal
from workflow.doors.inbox import signing
from workflow.doors.inbox.models import DoorNonce, Quota, Reply, Slip
from workflow.doors.inbox.stamp import keep
from workflow.doors.inbox.stamp import key_of as key_of
from workflow.kernel import checks as checks  # forms check by these what is typed, before it is handed in
from workflow.kernel import ids
from workflow.kernel.errors import Conflict
from workflow.kernel.errors import Invalid as Invalid
from workflow.kernel.errors import N_ as N_

StaleToken = tokens.StaleToken
_NONCE, _QUOTA, _REPLY, _SLIP = (cast(Table, model.__table__) for model in (DoorNonce, Quota, Reply, Slip))

limits = Limits()


def use_limits(given: Limits) -> None:
    """Take the deployer's limits."""
    global limits
    limits = given


class TooOften(Conflict):
    """A quota is used up; the sentence says when to come back, or where to go instead."""

    status = 429

    def __init__(self) -> None:
        super().__init__(
            N_(
                "That was often in a short time. "
                "Please try again in an hour, or come to the counter: there nobody is turned away."
            )
        )


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the villager keeps: sixteen digits, the stamp, and a signed text that proves both offline."""

    digits: str
    kind: str
    received_at: datetime
    signed: str


def token(form: str) -> str:
    """A fresh token for a public form."""
    return tokens.make(form)


def check_token(given: str, form: str) -> str:
    """The nonce of a token handed back; raises StaleToken."""
    return tokens.nonce(given, form, max_age=limits.token_hours * 3600)


def hand_in(kind: str, payload: dict[str, Any], *, nonce: str, address: str) -> Receipt:
    """Stamp and keep what was handed in; a repeat of the same `nonce` gets the first receipt.

    `address` is only counted, under a key that changes daily, and not kept. Raises TooOften.
    """
    try:
        return _hand_in(kind, payload, nonce, address)
    except IntegrityError:
        return _hand_in(kind, payload, nonce, address)  # a twin of this form was first: answer what it was answered


def _hand_in(kind: str, payload: dict[str, Any], nonce: str, address: str) -> Receipt:
    now = clock.now()
    with portal(writing=True) as connection:
        earlier = connection.execute(select(_NONCE.c.counter).where(_NONCE.c.nonce == nonce)).first()
        if earlier:
            return _again(connection, nonce, earlier.counter)
        _count(connection, f"file:{address}", limits.filings_per_hour_address, now)
        _count(connection, "file:*", limits.filings_per_hour_all, now)
        digits, at = keep(connection, kind, payload, nonce=nonce, at=now)
    return Receipt(digits, kind, at, signing.sign(digits, kind, at))


def _again(connection: Connection, nonce: str, counter: int) -> Receipt:
    digits = ids.receipt_from(vault.current().receipt, nonce, counter)
    query = select(_SLIP.c.kind, _SLIP.c.received_at).where(_SLIP.c.receipt_key == key_of(digits))
    row = connection.execute(query).one()
    return Receipt(digits, row.kind, row.received_at, signing.sign(digits, row.kind, row.received_at))


def read_receipt(typed: str) -> str:
    """The plain digits of a typed receipt; Invalid where the check digit says it is mistyped. Looks nothing up."""
    if not ids.is_receipt(typed):
        raise Invalid(N_("This is not a receipt number: please compare the sixteen digits once more."), field="receipt")
    return ids.normalise(typed)


def answer(digits: str, *, address: str) -> dict[str, Any] | None:
    """What the holder of a receipt may read; None for a receipt nobody was given.

    Raises Invalid for mistyped digits (the check digit finds them before anything is looked up), TooOften.
    """
    key = key_of(read_receipt(digits))
    with portal(writing=True) as connection:
        _count(connection, f"look:{address}", limits.lookups_per_hour, clock.now())
        slip = connection.execute(select(_SLIP.c.kind, _SLIP.c.received_at).where(_SLIP.c.receipt_key == key)).first()
        sealed = connection.scalar(select(_REPLY.c.payload).where(_REPLY.c.receipt_key == key))
    if slip is None and sealed is None:
        return None
    reply = json.loads(vault.current().unseal(bytes(sealed), f"reply.{key}")) if sealed else {"state": "received"}
    stamp = {"kind": slip.kind, "received_at": slip.received_at.isoformat()} if slip else {}
    return stamp | reply


def _count(connection: Connection, what: str, most: int, now: datetime) -> None:
    """Count one post under `what`; the key is a keyed digest that no later day can be joined with."""
    key = hashlib.sha256(
        f"{vault.current().blind('quota:' + clock.local_date(now).isoformat())}{what}".encode()
    ).hexdigest()
    hour = int(now.timestamp()) // 3600
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    first = dialect.insert(_QUOTA).values(key=key, hour=hour, count=1)
    counted = first.on_conflict_do_update(index_elements=["key", "hour"], set_={"count": _QUOTA.c.count + 1})
    if connection.execute(counted.returning(_QUOTA.c.count)).scalar_one() > most:
        raise TooOften()
