"""What was handed in: slips (chained like events), the nonces of their forms, quotas, and replies."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from workflow.base import vault
from workflow.base.db import Base

#: What a slip's payload says where it came beyond the usual number of an hour.
CROWDED = "crowded"


class Slip(Base):
    """Something handed in, stamped before anything is judged; insert-only.

    The receipt's digits are not kept, only their keyed digest. The payload is sealed. Slips are chained per
    stream; the stream is chosen by the receipt, so that no chain is a queue for all writers.
    """

    __tablename__ = "slip"
    __table_args__ = (UniqueConstraint("stream", "sequence"), Index("ix_slip_kind_received", "kind", "received_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    receipt_key: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    stream: Mapped[str] = mapped_column(String(20))
    sequence: Mapped[int]
    received_at: Mapped[datetime]
    payload: Mapped[bytes] = mapped_column(LargeBinary)
    salt: Mapped[str] = mapped_column(String(32))
    digest: Mapped[str] = mapped_column(String(64))
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


#: Photos that nobody has written anew yet: few at any time, so their index stays small.
_UNWRITTEN = text("state = 'sent'")


class Enclosure(Base):
    """A photo handed in with a slip, in the slip's own transaction, sealed like the slip.

    `state`: `sent` (the bytes as they came, which nobody may open), `ready` (a JPEG of our own writing, in base64),
    `unreadable` (no picture could be made of it: empty, `fault` says why) or `gone` (a paper's photo that was taken
    over into the household's file or refused: empty). `tries`: how often writing it anew broke off. The slip's payload
    names it with a digest of what was sent, the event of its writing with one of what was made of it.
    """

    __tablename__ = "enclosure"
    __table_args__ = (Index("ix_enclosure_sent", "id", sqlite_where=_UNWRITTEN, postgresql_where=_UNWRITTEN),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), unique=True)
    receipt_key: Mapped[str] = mapped_column(ForeignKey("slip.receipt_key"), index=True)
    width: Mapped[int]
    height: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    state: Mapped[str] = mapped_column(String(10), server_default="ready")
    tries: Mapped[int] = mapped_column(server_default="0")
    fault: Mapped[str | None] = mapped_column(String(200))

    @property
    def stream(self) -> str:
        """The name of this photo's chain of events."""
        return f"enclosure:{self.public_id}"


class Taken(Base):
    """A slip that a stage took in hand, and what became of it ("case:…", "complaint:…")."""

    __tablename__ = "taken"

    slip_id: Mapped[int] = mapped_column(ForeignKey("slip.id"), primary_key=True)
    at: Mapped[datetime]
    by: Mapped[int | None]
    became: Mapped[str] = mapped_column(String(80))


class DoorNonce(Base):
    """A public form that was handed in: the same form again gets the same receipt."""

    __tablename__ = "door_nonce"

    nonce: Mapped[str] = mapped_column(String(32), primary_key=True)
    counter: Mapped[int]
    at: Mapped[datetime]


class Quota(Base):
    """How often a key (a keyed digest, thrown away daily) posted in an hour."""

    __tablename__ = "quota"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    hour: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    count: Mapped[int]


class Reply(Base):
    """What the holder of a receipt may read: a projection that the stages write, sealed."""

    __tablename__ = "reply"

    receipt_key: Mapped[str] = mapped_column(String(64), primary_key=True)
    payload: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime]


vault.declare("slip", "payload", "slip.{receipt_key}")
vault.declare("enclosure", "content", "slip.photo.{public_id}")
vault.declare("reply", "payload", "reply.{receipt_key}")
