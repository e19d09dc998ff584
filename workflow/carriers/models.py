"""What must leave the house, and the heartbeats of the work that runs unseen."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workflow.base.db import Base
from workflow.base.vault import Sealed


class Message(Base):
    """A message written in the transaction of its cause, sent later by `sunshine tick`."""

    __tablename__ = "message"
    __table_args__ = (Index("ix_message_sent_at", "sent_at", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    channel: Mapped[str] = mapped_column(String(20))
    address_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    language: Mapped[str] = mapped_column(String(10))
    params: Mapped[str] = mapped_column(Text)
    due_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(String(200), default="")

    address = Sealed("address_sealed")


class Heartbeat(Base):
    """When a piece of unseen work last ended well."""

    __tablename__ = "heartbeat"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[datetime]
    note: Mapped[str] = mapped_column(String(200), default="")
