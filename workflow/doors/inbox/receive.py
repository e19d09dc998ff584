"""What a household hands in: stamped first, judged later. Confined connection only.

A form's token carries a nonce; the receipt's sixteen digits follow from it by a keyed function, so that the same form
sent again (double click, lost answer, reload) gets the same receipt and makes no second slip.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import IO, Any, cast

from sqlalchemy import Connection, Table, TextClause, bindparam, select, text
from sqlalchemy.exc import IntegrityError

from workflow.base import clock, tokens, vault
from workflow.base.settings import Limits
from workflow.base.web import takes_files as takes_files  # a form with photos may be larger
from workflow.doors.connection import portal
from workflow.doors.inbox import enclosing, signing
from workflow.doors.inbox.enclosing import Photo as Photo
from workflow.doors.inbox.models import DoorNonce, Quota, Reply, Slip
from workflow.doors.inbox.stamp import Repeated, keep
from workflow.doors.inbox.stamp import key_of as key_of
from workflow.doors.published import lists
from workflow.doors.published.lists import read_code as read_code
from workflow.kernel import checks as checks  # forms check by these what is typed, before it is handed in
from workflow.kernel import ids
from workflow.kernel.errors import Conflict
from workflow.kernel.errors import Invalid as Invalid
from workflow.kernel.errors import N_ as N_

StaleToken = tokens.StaleToken
_NONCE, _QUOTA, _REPLY, _SLIP = (cast(Table, model.__table__) for model in (DoorNonce, Quota, Reply, Slip))

# Statements are built once: building them anew costs more than running them.
_EARLIER = select(_NONCE.c.counter).where(_NONCE.c.nonce == bindparam("nonce"))
_STAMP = select(_SLIP.c.kind, _SLIP.c.received_at).where(_SLIP.c.receipt_key == bindparam("key"))
_ANSWER = select(_REPLY.c.payload).where(_REPLY.c.receipt_key == bindparam("key"))
_COUNTED = select(_QUOTA.c.count).where(_QUOTA.c.key == bindparam("key"), _QUOTA.c.hour == bindparam("hour"))

limits = Limits()


def use_limits(given: Limits) -> None:
    """Take the deployer's limits."""
    global limits
    limits = given


#: Where no reply lies.
_NOWHERE = "reply.-"
_NONCE_DIGITS = 32


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


def token(form: str, holder: str = "") -> str:
    """A fresh token for a public form; with `holder`, the digits of a receipt, it shows that they were looked up."""
    return tokens.make(form, _bound(holder))


def check_token(given: str, form: str, holder: str = "") -> str:
    """The nonce of a token handed back; raises StaleToken, also where it was given to another holder."""
    return tokens.nonce(given, form, bound_to=_bound(holder), max_age=limits.token_hours * 3600)


def _bound(holder: str) -> str:
    return vault.current().blind_at_door(f"holder:{holder}") if holder else ""


def hand_in(kind: str, payload: dict[str, Any], *, nonce: str, address: str, photos: Sequence[Photo] = ()) -> Receipt:
    """Stamp and keep what was handed in, with its photos; a repeat of the same `nonce` gets the first receipt.

    `address` is only counted, under a key that changes daily, and not kept. Raises TooOften.
    """
    return _once(kind, payload, nonce, _filings(address), photos)


def hand_in_paper(digits: str, material: str, photo: Photo, *, nonce: str) -> Receipt:
    """A photo of one paper of the application behind a receipt, as a slip of its own: what has arrived is kept.

    The same photo again from the same form (`nonce`) is the same slip. Raises TooOften by the receipt, not the address:
    only whoever holds it gets here.
    """
    key = key_of(digits)
    own = hashlib.sha256(f"{nonce}:{material}:{photo.digest}".encode()).hexdigest()[:_NONCE_DIGITS]
    most = {f"paper:{key}": limits.papers_per_hour}
    return _once("paper", {"receipt_key": key, "material": material}, own, most, [photo])


def _once(kind: str, payload: dict[str, Any], nonce: str, most: dict[str, int], photos: Sequence[Photo]) -> Receipt:
    payload = payload | enclosing.named(photos)
    try:
        return _hand_in(kind, payload, nonce, most, photos)
    except IntegrityError:  # a twin of this form was first: answer what it was answered
        return _hand_in(kind, payload, nonce, most, photos)


def _hand_in(kind: str, payload: dict[str, Any], nonce: str, most: dict[str, int], photos: Sequence[Photo]) -> Receipt:
    now = clock.now()
    with portal(writing=True) as connection:
        try:
            digits, at = keep(connection, kind, payload, nonce=nonce, at=now)
        except Repeated as again:
            return _again(connection, nonce, again.counter)
        _count(connection, most, now)  # too many: nothing of this stays
        if photos:
            enclosing.keep(connection, key_of(digits), photos)
    return Receipt(digits, kind, at, signing.sign(digits, kind, at))


def _filings(address: str) -> dict[str, int]:
    return {f"file:{address}": limits.filings_per_hour_address, "file:*": limits.filings_per_hour_all}


def before_photos(*, nonce: str, address: str) -> Receipt | None:
    """Asked before any photo is looked over, which is work: the receipt of a form that was handed in before.

    Raises TooOften where the quota would not let this form in, or too many files were sent that are no photo.
    """
    refused = {f"photo:{address}": limits.bad_photos_per_hour}
    with portal() as connection:
        earlier = connection.execute(_EARLIER, {"nonce": nonce}).first()
        if earlier:
            return _again(connection, nonce, earlier.counter)
        _check_left(connection, _filings(address) | refused, clock.now())
    return None


def photo(sent: IO[bytes], *, address: str) -> Photo:
    """A photo that can be handed in, by what it says of itself; Invalid for what is none. It is written anew later."""
    try:
        return enclosing.looked_over(sent, most=limits.photo_bytes)
    except Invalid:
        with portal(writing=True) as connection, suppress(TooOften):
            _count(connection, {f"photo:{address}": limits.bad_photos_per_hour}, clock.now())
        raise


def _again(connection: Connection, nonce: str, counter: int) -> Receipt:
    digits = ids.receipt_from(vault.current().receipt, nonce, counter)
    row = connection.execute(_STAMP, {"key": key_of(digits)}).one()
    return Receipt(digits, row.kind, row.received_at, signing.sign(digits, row.kind, row.received_at))


def read_receipt(typed: str) -> str:
    """The plain digits of a typed receipt; Invalid where the check digit says it is mistyped. Looks nothing up."""
    if not ids.is_receipt(typed):
        raise Invalid(N_("This is not a receipt number: please compare the sixteen digits once more."), field="receipt")
    return ids.normalise(typed)


def verify_receipt(signed: str) -> dict[str, str] | None:
    """The fields (digits, kind, received_at) of a signed receipt of ours; None for anything else."""
    return signing.verify(signed, *vault.current().receipt_keys)


def answer(digits: str, *, address: str) -> dict[str, Any] | None:
    """What the holder of a receipt may read; None for a receipt nobody was given.

    Raises Invalid for mistyped digits (the check digit finds them before anything is looked up), TooOften.
    """
    plain = read_receipt(digits)
    with portal(writing=True) as connection:
        _count(connection, {f"look:{address}": limits.lookups_per_hour}, clock.now())
    return answer_again(plain)


def answer_again(digits: str) -> dict[str, Any] | None:
    """As `answer`, uncounted: for whoever brings a token that was given to this receipt's holder."""
    key = key_of(digits)
    with portal() as connection:
        slip = connection.execute(_STAMP, {"key": key}).first()
        sealed = connection.scalar(_ANSWER, {"key": key})
    opened = vault.current().unseal(bytes(sealed), f"reply.{key}") if sealed else _nothing_told()
    if slip is None and sealed is None:
        return None
    reply = json.loads(opened)
    stamp = {"kind": slip.kind, "received_at": slip.received_at.isoformat()} if slip else {}
    return stamp | reply


def _nothing_told() -> str:
    """What is read where nobody has answered yet, or there is nothing to answer: unsealed, too, as an answer is."""
    return vault.current().unseal(_sealed_nothing(vault.current()), _NOWHERE)


@lru_cache(maxsize=4)
def _sealed_nothing(kept: vault.Vault) -> bytes:
    return kept.seal('{"state": "received"}', _NOWHERE)


def open_lists(village: str, typed: str, *, address: str) -> list[dict[str, Any]] | None:
    """The lists of a village that its code opens now; None for a code that opens nothing there.

    Raises Invalid for mistyped digits (nothing is tried then) and TooOften. Only wrong codes count, each under its own
    address: neighbours behind one address who know the code never use the quota up.
    """
    code = read_code(typed)
    tries, now = {f"code:{address}": limits.code_tries_per_hour}, clock.now()
    with portal() as connection:
        _check_left(connection, tries, now)
    opened = lists.open_with(village, code)
    if opened is None:
        with portal(writing=True) as connection:
            _count(connection, tries, now)
    return opened


def _check_left(connection: Connection, most: dict[str, int], now: datetime) -> None:
    """TooOften where one of these names has used up its hour."""
    for key, limit in _keys(most, now).items():
        if (connection.scalar(_COUNTED, {"key": key, "hour": _hour(now)}) or 0) >= limit:
            raise TooOften()


def _count(connection: Connection, most: dict[str, int], now: datetime) -> None:
    """Count one post under each name of `most`; raises TooOften where one came more often than that this hour.

    The keys are keyed digests that no later day can be joined with.
    """
    keys = _keys(most, now)
    given = {"hour": _hour(now)} | {f"key{number}": key for number, key in enumerate(keys)}
    counted = connection.execute(_counting(len(keys)), given).all()
    if any(count > keys[key] for key, count in counted):
        raise TooOften()


@cache
def _counting(names: int) -> TextClause:
    """Count one for so many names at once; in words, because an insert of several rows is never kept written out."""
    rows = ", ".join(f"(:key{number}, :hour, 1)" for number in range(names))
    one_more = "ON CONFLICT (key, hour) DO UPDATE SET count = quota.count + 1 RETURNING key, count"
    return text(f"INSERT INTO quota (key, hour, count) VALUES {rows} {one_more}")  # noqa: S608 - numbers of ours


def _keys(most: dict[str, int], now: datetime) -> dict[str, int]:
    today = vault.current().blind_at_door("quota:" + clock.local_date(now).isoformat())
    return {hashlib.sha256(f"{today}{name}".encode()).hexdigest(): limit for name, limit in most.items()}


def _hour(now: datetime) -> int:
    return int(now.timestamp()) // 3600
