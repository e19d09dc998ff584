"""What a household hands in: stamped first, judged later. Confined connection only.

A form's token carries a nonce; the receipt's sixteen digits follow from it by a keyed function, so that the same form
sent again (double click, lost answer, reload) gets the same receipt and makes no second slip.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from typing import IO, Any, cast

from sqlalchemy import Connection, Table, bindparam, select
from sqlalchemy.exc import IntegrityError

from workflow.base import clock, tokens, vault
from workflow.base.settings import Limits
from workflow.base.tokens import Opened as Opened
from workflow.base.web import takes_files as takes_files  # a form with photos may be larger
from workflow.doors.connection import portal
from workflow.doors.inbox import enclosing, quotas, signing
from workflow.doors.inbox.enclosing import Photo as Photo
from workflow.doors.inbox.models import CROWDED, DoorNonce, Reply, Slip
from workflow.doors.inbox.stamp import Repeated, keep, place_for
from workflow.doors.inbox.stamp import key_of as key_of
from workflow.doors.published import lists
from workflow.doors.published.lists import read_code as read_code
from workflow.kernel import checks as checks  # forms check by these what is typed, before it is handed in
from workflow.kernel import ids
from workflow.kernel.errors import Conflict
from workflow.kernel.errors import Invalid as Invalid
from workflow.kernel.errors import N_ as N_

StaleToken = tokens.StaleToken
_NONCE, _REPLY, _SLIP = (cast(Table, model.__table__) for model in (DoorNonce, Reply, Slip))

# Statements are built once: building them anew costs more than running them.
_EARLIER = select(_NONCE.c.counter).where(_NONCE.c.nonce == bindparam("nonce"))
_STAMP = select(_SLIP.c.kind, _SLIP.c.received_at).where(_SLIP.c.receipt_key == bindparam("key"))
_ANSWER = select(_REPLY.c.payload).where(_REPLY.c.receipt_key == bindparam("key"))

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

    message = N_(
        "That was often in a short time. "
        "Please try again in an hour, or come to the counter: there nobody is turned away."
    )

    def __init__(self, message: str = message, **params: Any) -> None:
        super().__init__(message, **params)


class TooSoon(TooOften):
    """In a crowd every form waits a little, and then passes: nobody is shut out by whoever shares their address."""

    def __init__(self, seconds: int) -> None:
        super().__init__(
            N_(
                "Very many filings came within this hour, so each waits a little: nobody is turned away. "
                "Please send it once more in %(seconds)s seconds; what you typed is still here. "
                "You can also telephone: the number stands on this page."
            ),
            seconds=seconds,
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


def check_token(given: str, form: str, holder: str = "") -> Opened:
    """What a token tells that is handed back; raises StaleToken, also where it was given to another holder."""
    return tokens.read(given, form, bound_to=_bound(holder), max_age=limits.token_hours * 3600)


def _bound(holder: str) -> str:
    return vault.current().blind_at_door(f"holder:{holder}") if holder else ""


def hand_in(
    kind: str, payload: dict[str, Any], *, nonce: str, address: str, opened_at: datetime | None = None,
    photos: Sequence[Photo] = (),
) -> Receipt:  # fmt: skip
    """Stamp and keep what was handed in, with its photos; a repeat of the same `nonce` gets the first receipt.

    `address` is only counted, under a key that changes daily, and not kept. What comes beyond the usual number of an
    hour is taken all the same, marked as `CROWDED`, once its page is some time old; `opened_at` says since when (None:
    just now). Raises TooSoon until then, and TooOften where the house itself would overflow.
    """
    counted = partial(_among_others, address=address, opened_at=opened_at)
    return _once(kind, payload, nonce, counted, photos)


def hand_in_paper(digits: str, material: str, photo: Photo, *, nonce: str) -> Receipt:
    """A photo of one paper of the application behind a receipt, as a slip of its own: what has arrived is kept.

    The same photo again from the same form (`nonce`) is the same slip. Raises TooOften by the receipt, not the address:
    only whoever holds it gets here.
    """
    key = key_of(digits)
    own = hashlib.sha256(f"{nonce}:{material}:{photo.digest}".encode()).hexdigest()[:_NONCE_DIGITS]
    most = {f"paper:{key}": limits.papers_per_hour}
    told = {"receipt_key": key, "material": material}
    return _once("paper", told, own, partial(_count, most=most), [photo])


#: Counts a filing, raises TooOften; returns what its slip says of that besides.
_Counting = Callable[[Connection, datetime], dict[str, Any]]


def _once(kind: str, payload: dict[str, Any], nonce: str, counted: _Counting, photos: Sequence[Photo]) -> Receipt:
    payload = payload | enclosing.named(photos)
    try:
        return _hand_in(kind, payload, nonce, counted, photos)
    except IntegrityError:  # a twin of this form was first: answer what it was answered
        return _hand_in(kind, payload, nonce, counted, photos)


def _hand_in(kind: str, payload: dict[str, Any], nonce: str, counted: _Counting, photos: Sequence[Photo]) -> Receipt:
    now = clock.now()
    with portal(writing=True) as connection:
        try:
            place = place_for(connection, nonce)
        except Repeated as again:
            return _again(connection, nonce, again.counter)
        said = counted(connection, now)  # too many: nothing of this stays
        at = keep(connection, place, kind, payload | said, now)
        if photos:
            enclosing.keep(connection, key_of(place.digits), photos)
    return Receipt(place.digits, kind, at, signing.sign(place.digits, kind, at))


def _among_others(
    connection: Connection, now: datetime, *, address: str, opened_at: datetime | None
) -> dict[str, Any]:
    """Count a filing; what its slip says where it comes in a crowd."""
    own, every = quotas.count(connection, _filings(address), now)
    return {CROWDED: True} if _crowded(own, every, opened_at, now) else {}


def _crowded(own: int, every: int, opened_at: datetime | None, now: datetime) -> bool:
    """Whether more than usual came this hour, this one included; TooSoon while its form must wait, TooOften beyond."""
    if every > limits.filings_per_hour_most:
        raise TooOften()
    if own <= limits.filings_per_hour_address and every <= limits.filings_per_hour_all:
        return False
    left = limits.slow_seconds - int((now - (opened_at or now)).total_seconds())
    if left > 0:
        raise TooSoon(left)
    return True


def _filings(address: str) -> tuple[str, str]:
    return f"file:{address}", "file:*"


def before_photos(*, nonce: str, address: str, opened_at: datetime | None = None) -> Receipt | None:
    """Asked before any photo is looked over, which is work: the receipt of a form that was handed in before.

    Raises TooSoon and TooOften as `hand_in` would, and TooOften where too many files were sent that are no photo.
    """
    now = clock.now()
    with portal() as connection:
        earlier = connection.execute(_EARLIER, {"nonce": nonce}).first()
        if earlier:
            return _again(connection, nonce, earlier.counter)
        own, every = (quotas.counted(connection, name, now) for name in _filings(address))
        _crowded(own + 1, every + 1, opened_at, now)
        _check_left(connection, {f"photo:{address}": limits.bad_photos_per_hour}, now)
    return None


def photo(sent: IO[bytes], *, address: str) -> Photo:
    """A photo that can be handed in, by what it says of itself; Invalid for what is none. It is written anew later."""
    try:
        return enclosing.looked_over(sent, most=limits.photo_bytes)
    except Invalid:
        with portal(writing=True) as connection, suppress(TooOften):
            _count(connection, clock.now(), most={f"photo:{address}": limits.bad_photos_per_hour})
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
        _count(connection, clock.now(), most={f"look:{address}": limits.lookups_per_hour})
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
            _count(connection, now, most=tries)
    return opened


def _check_left(connection: Connection, most: dict[str, int], now: datetime) -> None:
    """TooOften where one of these names has used up its hour."""
    if any(quotas.counted(connection, name, now) >= limit for name, limit in most.items()):
        raise TooOften()


def _count(connection: Connection, now: datetime, *, most: dict[str, int]) -> dict[str, Any]:
    """Count one post under each name of `most`; raises TooOften where one came more often than that this hour."""
    counts = quotas.count(connection, most, now)
    if any(count > limit for count, limit in zip(counts, most.values(), strict=True)):
        raise TooOften()
    return {}
