"""Events: audit, timeline and replay source in one append-only table, chained per stream.

Each room declares its kinds with their exact keys; one function records. The payload is sealed, its salted
digest is part of the chain, so that personal content can be erased one day while every hash still verifies.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import Index, LargeBinary, String, Table, UniqueConstraint, bindparam, insert, literal, select
from sqlalchemy.orm import Mapped, mapped_column

from workflow.base import db, vault
from workflow.base.db import Base
from workflow.kernel.canonical import canonical

GENESIS = "0" * 64
_KINDS: dict[str, frozenset[str]] = {}


class Event(Base):
    """Something that happened: never changed, never deleted (triggers refuse both)."""

    __tablename__ = "event"
    __table_args__ = (UniqueConstraint("stream", "sequence"), Index("ix_event_kind_at", "kind", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    stream: Mapped[str] = mapped_column(String(80))
    sequence: Mapped[int]
    kind: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime]
    by: Mapped[int | None]
    payload: Mapped[bytes] = mapped_column(LargeBinary)
    salt: Mapped[str] = mapped_column(String(32))
    digest: Mapped[str] = mapped_column(String(64))
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class Look(Base):
    """Where a look stands in its reader's chain, to be found by what was looked at; why stays sealed in the event."""

    __tablename__ = "look"
    __table_args__ = (Index("ix_look_thing", "thing", "at"), Index("ix_look_at", "at"))

    officer_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    thing: Mapped[str] = mapped_column(String(80))


class LookWithin(Base):
    """One of the things that a look at a list showed, so that the look is found by it, too."""

    __tablename__ = "look_within"
    __table_args__ = (Index("ix_look_within_thing", "thing"),)

    officer_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    thing: Mapped[str] = mapped_column(String(80), primary_key=True)



vault.declare("event", "payload", "event.{stream}.{sequence}")

_TABLE = cast(Table, Event.__table__)
#: Built once: every act in the house runs these.
_INSERT = insert(_TABLE)
_HEAD = select(_TABLE.c.sequence, _TABLE.c.hash, _TABLE.c.at).where(_TABLE.c.stream == bindparam("of"))
_OF = select(_TABLE).where(_TABLE.c.stream == bindparam("of")).order_by(_TABLE.c.sequence)
_OF_UNTIL = _OF.where(_TABLE.c.at <= bindparam("until"))
_HEAD = _HEAD.order_by(_TABLE.c.sequence.desc()).limit(1)


@dataclass(frozen=True, slots=True)
class Happened:
    """One event, opened: `by` is the officer's id, None for the system or the public."""

    stream: str
    sequence: int
    kind: str
    at: datetime
    by: int | None
    payload: dict[str, Any]


def declare(kind: str, *keys: str) -> str:
    """Name an event kind and the exact keys of its payload; returns the kind. Past tense, please."""
    if _KINDS.setdefault(kind, frozenset(keys)) != frozenset(keys):
        raise ValueError(f"event kind {kind} is declared twice with different keys")
    return kind


def kinds() -> dict[str, frozenset[str]]:
    """Every declared kind with its keys."""
    return dict(_KINDS)


Follower = Callable[[str, Mapping[str, Any]], None]
_FOLLOWERS: list[tuple[str, Follower]] = []


def follow(word: str, tell: Follower) -> None:
    """Have `tell(stream, payload)` called after every event of a stream that begins with `word`, in its transaction."""
    _FOLLOWERS.append((word, tell))


def record(kind: str, stream: str, *, at: datetime, by: int | None = None, **payload: Any) -> int:
    """Append one event to its stream inside the running transaction; returns its sequence number.

    Raises KeyError for an undeclared kind and ValueError where the payload's keys are not the declared ones.
    """
    [row] = _next(kind, stream, [payload], at, by)
    db.session.connection().execute(_INSERT, row)
    _tell(stream, payload)
    sequence: int = row["sequence"]
    return sequence


def record_runs(
    kind: str, told: Mapping[str, Sequence[Mapping[str, Any]]], *, at: datetime, by: int | None = None
) -> None:  # fmt: skip
    """Append several events of one kind to each of many streams at once, each stream's in their order.

    Raises as `record`. The streams are taken in the order of their names, so that no two wait for each other.
    """
    rows = [row for stream in sorted(told) for row in _next(kind, stream, told[stream], at, by)]
    if rows:
        db.session.connection().execute(_INSERT, rows)
    for stream, payloads in told.items():
        for payload in payloads:
            _tell(stream, payload)


def _next(
    kind: str, stream: str, payloads: Iterable[Mapping[str, Any]], at: datetime, by: int | None
) -> list[dict[str, Any]]:
    """The rows of a stream's next events; nobody else appends to it until the transaction ends."""
    connection = db.session.connection()
    db.take_turns(connection, stream)
    head = connection.execute(_HEAD, {"of": stream}).first()
    known, last = (head.sequence, head.hash) if head else (0, GENESIS)
    at = max(at, head.at) if head else at  # a clock set back must not turn the order of a chain round
    rows: list[dict[str, Any]] = []
    for sequence, payload in enumerate(payloads, known + 1):
        rows.append(_linked(kind, stream, sequence, at, by, _body(kind, payload), last))
        last = rows[-1]["hash"]
    return rows


def _body(kind: str, payload: Mapping[str, Any]) -> bytes:
    if frozenset(payload) != _KINDS[kind]:
        raise ValueError(f"{kind} wants the keys {sorted(_KINDS[kind])}, got {sorted(payload)}")
    return canonical(payload)


def _tell(stream: str, payload: Mapping[str, Any]) -> None:
    for word, tell in _FOLLOWERS:
        if stream.startswith(word):
            tell(stream, payload)


def record_each(
    kind: str, told: Iterable[tuple[str, Mapping[str, Any]]], *, at: datetime, by: int | None = None
) -> None:  # fmt: skip
    """The first event of many streams at once (stream, payload), each of which begins in this very transaction.

    Nobody else can know such a stream yet, so nobody has to queue for it. Raises as `record`; the database refuses a
    stream that has begun already.
    """
    rows = [_first(kind, stream, payload, at, by) for stream, payload in told]
    if rows:
        db.session.connection().execute(_INSERT, rows)


def _first(kind: str, stream: str, payload: Mapping[str, Any], at: datetime, by: int | None) -> dict[str, Any]:
    return _linked(kind, stream, 1, at, by, _body(kind, payload), GENESIS)


def _linked(
    kind: str, stream: str, sequence: int, at: datetime, by: int | None, body: bytes, previous: str
) -> dict[str, Any]:
    salt = secrets.token_hex(16)
    digest = digest_of(salt, body)
    return {
        "stream": stream, "sequence": sequence, "kind": kind, "at": at, "by": by,
        "payload": vault.current().seal(body.decode(), f"event.{stream}.{sequence}"),
        "salt": salt, "digest": digest, "previous": previous,
        "hash": link(stream, sequence, kind, at, by, digest, previous),
    }  # fmt: skip


def digest_of(salt: str, body: bytes) -> str:
    """Salted SHA-256 of a canonical payload, hex: what the chain keeps of it."""
    return hashlib.sha256(salt.encode() + body).hexdigest()


def link(stream: str, sequence: int, kind: str, at: datetime, by: int | None, digest: str, previous: str) -> str:
    """The hash that ties an event to the one before it in its stream."""
    parts = [stream, sequence, kind, at.astimezone(UTC).isoformat(), by, digest, previous]
    return hashlib.sha256(canonical(parts)).hexdigest()


def opened(row: Any) -> Happened:
    """Open one stored event."""
    text = vault.current().unseal(row.payload, f"event.{row.stream}.{row.sequence}")
    return Happened(row.stream, row.sequence, row.kind, row.at, row.by, json.loads(text))


def history(stream: str, *, until: datetime | None = None) -> Iterator[Happened]:
    """The events of one stream in order, at most those up to `until` (an instant, inclusive)."""
    found = db.session.execute(_OF if until is None else _OF_UNTIL, {"of": stream, "until": until})
    for row in found.all():
        yield opened(row)


REFUSED = declare("action_refused", "verb", "rule", "on")
LOOKED = declare("record_looked_at", "what", "purpose")
LISTED = declare("list_looked_at", "what", "purpose", "of")
#: Every way in which a look is written down.
LOOKS = (LOOKED, LISTED)


def refuse(*, by: int | None, verb: str, rule: str, on: str, at: datetime) -> None:
    """Record a refusal (who, verb, on what, which rule) without the refused data."""
    record(REFUSED, f"refusals:{by or 'public'}", at=at, by=by, verb=verb, rule=rule, on=on)


def look(*, by: int, what: str, purpose: str, at: datetime, of: Sequence[str] = ()) -> None:
    """Record that someone opened a sensitive record, and why; and keep where to find it by what was looked at.

    A list is one look; `of` are the things on it, by each of which it is found as well.
    """
    stream, told = f"looks:{by}", {"what": what, "purpose": purpose}
    if of:
        sequence = record(LISTED, stream, at=at, by=by, **told, of=list(of))
    else:
        sequence = record(LOOKED, stream, at=at, by=by, **told)
    kept = select(literal(by), _TABLE.c.sequence, _TABLE.c.at, literal(what))
    kept = kept.where(_TABLE.c.stream == stream, _TABLE.c.sequence == sequence)
    db.session.execute(insert(Look).from_select(["officer_id", "sequence", "at", "thing"], kept))
    if of:
        row = {"officer_id": by, "sequence": sequence}
        db.session.execute(insert(LookWithin), [row | {"thing": each} for each in dict.fromkeys(of)])
