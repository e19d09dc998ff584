"""Lists that are not for everyone: sealed under the key of their village, which only the village's code unwraps.

The public side can read the sealed bodies and the wrapped keys, but neither says anything without the code: the key
that wraps is derived slowly (scrypt) from the code together with a digest under the house's keys, so that a stolen
database alone cannot even be guessed at. What stands in `record` and in the public log tells that a list stands, and
when; its entries are there only as a salted commitment.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from sqlalchemy import Connection, delete, select

from workflow.base import clock, vault
from workflow.base.db import session
from workflow.doors.connection import portal
from workflow.doors.published.models import ListLock, Record, SealedList
from workflow.kernel import ids
from workflow.kernel.canonical import canonical, commitment, new_salt
from workflow.kernel.errors import Invalid, N_

CODE_DIGITS = 10
KEY_BYTES = 32
_NONCE_BYTES, _TAG_BYTES = 12, 16
#: Audiences that read a list with their village's code.
BEHIND_A_CODE = ("village", "members")
_COST = {"n": 2**14, "r": 8, "p": 1, "dklen": KEY_BYTES}  # 16 MiB and some 50 ms a guess
#: Tried where a village has no lock for an audience: opens for nobody.
_NO_LOCK = new_salt(), os.urandom(_NONCE_BYTES + KEY_BYTES + _TAG_BYTES)


def new_code() -> str:
    """A fresh code: nine random digits and one that finds typing errors before anything is tried."""
    return ids.with_check(f"{secrets.randbelow(10 ** (CODE_DIGITS - 1)):0{CODE_DIGITS - 1}d}")


def read_code(typed: str) -> str:
    """The plain digits of a typed code; Invalid where the check digit says it is mistyped. Looks nothing up."""
    digits = ids.normalise(typed)
    if len(digits) != CODE_DIGITS or not ids.checks(digits):
        raise Invalid(N_("This is not the code of a village: please compare the ten digits once more."), field="code")
    return digits


def new_key() -> str:
    """A fresh key for a village's lists, as text for a sealed column."""
    return secrets.token_hex(KEY_BYTES)


def lock(village: str, audience: str, *, code: str, key: str) -> None:
    """Let `code`, and no earlier one, open what is sealed under `key` for this village's audience."""
    salt = new_salt()
    wrapped = _seal(_derived(code, salt), bytes.fromhex(key), f"{village}/{audience}")
    session.merge(ListLock(village=village, audience=audience, salt=salt, wrapped=wrapped))


def locked() -> set[tuple[str, str]]:
    """The villages and audiences whose lists some code opens."""
    return {(each.village, each.audience) for each in session.execute(select(ListLock.village, ListLock.audience))}


def unlock_nothing() -> None:
    """From now on no code opens anything, until its village is given a new one; the lists stay as they are."""
    session.execute(delete(ListLock))


def face(payload: dict[str, Any], kept: tuple[str, ...], salt: bytes) -> dict[str, Any]:
    """What anyone may know of a list that is not for everyone: these fields, and a commitment to the whole of it."""
    return {**{name: payload[name] for name in kept if name in payload}, "sealed": commitment(salt, payload)}


def seal(record: Record, payload: dict[str, Any], *, salt: bytes, key: str) -> None:
    """Keep the whole payload of a record under its village's key."""
    body = canonical({"payload": payload, "salt": salt.hex()})
    sealed = _seal(bytes.fromhex(key), body, _place(record.id))
    session.merge(
        SealedList(record_id=record.id, village=record.village or "", audience=record.audience, body=sealed)
    )


def seal_anew(village: str, audience: str, *, old: str, new: str) -> int:
    """Bring every list of this village and audience under the new key; returns how many."""
    found = list(session.scalars(select(SealedList).where(*_of(SealedList, village, audience))))
    for each in found:
        body = _open(bytes.fromhex(old), each.body, _place(each.record_id))
        each.body = _seal(bytes.fromhex(new), body, _place(each.record_id))
    session.flush()
    return len(found)


def unseal(record: Record, *, key: str) -> dict[str, Any] | None:
    """The whole payload of a record under its village's key; None where nothing of it is kept."""
    kept = session.get(SealedList, record.id)
    return json.loads(_open(bytes.fromhex(key), kept.body, _place(record.id)))["payload"] if kept else None


def forget(record: Record) -> None:
    """Drop the sealed body of a record that has ended; its commitment stays."""
    kept = session.get(SealedList, record.id)
    if kept is not None:
        session.delete(kept)


def open_with(village: str, code: str) -> list[dict[str, Any]] | None:
    """The lists of a village that stand now and that this code opens; None where it opens none of its locks.

    Confined connection. The slow derivations run outside any transaction, one for each audience that a code can open
    lists for, whichever of them the village has: the time tells neither whether it has a code nor how many.
    """
    with portal() as connection:
        locks = connection.execute(select(ListLock.__table__).where(ListLock.village == village)).all()
    tried = {each.audience: (bytes(each.salt), bytes(each.wrapped)) for each in locks}
    opened = {audience: _unwrapped(code, village, audience, tried.get(audience)) for audience in BEHIND_A_CODE}
    for audience, key in opened.items():
        if key is not None:
            with portal() as connection:
                return _standing(connection, village, audience, key, clock.now())
    return None


def _unwrapped(code: str, village: str, audience: str, lock: tuple[bytes, bytes] | None) -> bytes | None:
    """The key that this code unwraps, or None; where there is no lock, after the same work."""
    salt, wrapped = lock or _NO_LOCK
    try:
        return _open(_derived(code, salt), wrapped, f"{village}/{audience}")
    except InvalidTag:
        return None


def _standing(connection: Connection, village: str, audience: str, key: bytes, now: datetime) -> list[dict[str, Any]]:
    today = clock.local_date(now)
    query = select(SealedList.record_id, SealedList.body).join(Record, Record.id == SealedList.record_id)
    query = query.where(*_of(SealedList, village, audience), Record.ended_at.is_(None), Record.valid_from <= today)
    query = query.where(Record.ends_at.is_(None) | (Record.ends_at > now), Record.valid_until >= today)
    found = connection.execute(query.order_by(Record.id)).all()
    return [json.loads(_open(key, bytes(row.body), _place(row.record_id)))["payload"] for row in found]


def _of(table: type[SealedList], village: str, audience: str) -> tuple[Any, ...]:
    return table.village == village, table.audience == audience


def _place(record_id: int) -> str:
    return f"sealed_list.{record_id}"


def _derived(code: str, salt: bytes) -> bytes:
    peppered = vault.current().blind_at_door(f"list-code:{code}").encode()
    return hashlib.scrypt(peppered, salt=salt, **_COST)


def _seal(key: bytes, body: bytes, place: str) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCMSIV(key).encrypt(nonce, body, place.encode())


def _open(key: bytes, blob: bytes, place: str) -> bytes:
    return AESGCMSIV(key).decrypt(blob[:_NONCE_BYTES], blob[_NONCE_BYTES:], place.encode())
