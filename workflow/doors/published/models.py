"""What was published: records, their ends, the public log's leaves and nodes, checkpoints, epochs, due rows."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from workflow.base.db import Base

_OPEN = text("verdict IS NULL AND taken_back_at IS NULL")


class Record(Base):
    """One published statement: immutable but for its end, written once (a trigger keeps it so).

    `payload` is canonical JSON, already masked: it holds nothing that the public may not see. `village` is the
    village's code where the record belongs to one. The record is in force from `valid_from` to `valid_until`
    (both inclusive, Shanghai days) unless it ended before; with `ends_at`, until that instant on its last day.
    Of what is not for the public (`audience`) the payload tells only that it stands, and a `SealedList` holds the rest.
    """

    __tablename__ = "record"
    __table_args__ = (
        CheckConstraint(
            "generated OR (proposed_by IS NOT NULL AND confirmed_by IS NOT NULL AND proposed_by <> confirmed_by)",
            name="two_people",
        ),
        CheckConstraint("(ended_at IS NULL) = (ended_how IS NULL)", name="whole_end"),
        Index("ix_record_kind_in_force", "kind", "ended_at", "village", "key"),
        Index("ix_record_kind_key", "kind", "key", "id"),
        Index("ix_record_ended_leaf", "ended_leaf"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(120))
    village: Mapped[str | None] = mapped_column(String(12))
    audience: Mapped[str] = mapped_column(String(20), default="public")
    payload: Mapped[str] = mapped_column(Text)
    salt: Mapped[str] = mapped_column(String(32))
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    ends_at: Mapped[datetime | None]
    published_at: Mapped[datetime]
    generated: Mapped[bool] = mapped_column(default=False)
    proposed_by: Mapped[int | None]
    confirmed_by: Mapped[int | None]
    supersedes: Mapped[int | None]
    leaf: Mapped[int] = mapped_column(unique=True)
    ended_at: Mapped[datetime | None]
    ended_how: Mapped[str | None] = mapped_column(String(20))
    ended_why: Mapped[str | None] = mapped_column(String(400))
    ended_leaf: Mapped[int | None]


#: Which statements end a record, told by their first letters: canonical JSON begins with ``{"act":"``.
ENDS = text("substr(statement, 9, 4) NOT IN ('publ', 'anch')")


class ListLock(Base):
    """What a village's code opens: the key of its lists for one audience, wrapped under code and house's keys."""

    __tablename__ = "list_lock"

    village: Mapped[str] = mapped_column(String(12), primary_key=True)
    audience: Mapped[str] = mapped_column(String(10), primary_key=True)
    salt: Mapped[bytes] = mapped_column(LargeBinary)
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)


class SealedList(Base):
    """The whole payload of a record that is not for the public, sealed under the key of its village's lists."""

    __tablename__ = "sealed_list"
    __table_args__ = (Index("ix_sealed_list_village", "village", "audience"),)

    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"), primary_key=True)
    village: Mapped[str] = mapped_column(String(12))
    audience: Mapped[str] = mapped_column(String(10))
    body: Mapped[bytes] = mapped_column(LargeBinary)


class LogLeaf(Base):
    """The canonical public statement behind one leaf of the log; insert-only."""

    __tablename__ = "log_leaf"
    __table_args__ = (Index("ix_log_leaf_end", "position", sqlite_where=ENDS, postgresql_where=ENDS),)

    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    statement: Mapped[str] = mapped_column(Text)


class LogNode(Base):
    """A complete inner node of the Merkle tree; insert-only."""

    __tablename__ = "log_node"

    level: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    hash: Mapped[bytes] = mapped_column(LargeBinary)


class Checkpoint(Base):
    """A signed statement of the log's size and root; insert-only."""

    __tablename__ = "checkpoint"
    __table_args__ = (Index("ix_checkpoint_at", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    size: Mapped[int]
    at: Mapped[datetime]
    note: Mapped[str] = mapped_column(Text)


class Epoch(Base):
    """Counts publications per kind and village ('' for none): the cheap answer to "is my page still true?"."""

    __tablename__ = "epoch"

    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    village: Mapped[str] = mapped_column(String(12), primary_key=True, default="")
    value: Mapped[int] = mapped_column(default=0)


class Due(Base):
    """Left by a stage for what must be shown or taken down; pulled by publication in the same commit."""

    __tablename__ = "due"
    __table_args__ = (Index("ix_due_done_at", "done_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(120))
    left_at: Mapped[datetime]
    done_at: Mapped[datetime | None]


class Proposal(Base):
    """A public payload that one person proposes and another decides on.

    It is never edited: a change is a new proposal that `replaces` it. `rests_on` is the record that stood in public
    when it was made, `valid_from` the day it is to take effect. One is open for a record at a time.
    """

    __tablename__ = "proposal"
    __table_args__ = (
        CheckConstraint("decided_by IS NULL OR decided_by <> proposed_by", name="two_people"),
        CheckConstraint("(decided_by IS NULL) = (verdict IS NULL)", name="whole_decision"),
        UniqueConstraint("public_id"),
        Index("ux_proposal_open", "kind", "key", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26))
    kind: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(120))
    action: Mapped[str] = mapped_column(String(20), default="publish")
    payload: Mapped[str] = mapped_column(Text)
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    proposed_by: Mapped[int]
    proposed_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(400), default="")
    decided_by: Mapped[int | None]
    decided_at: Mapped[datetime | None]
    verdict: Mapped[str | None] = mapped_column(String(20))
    taken_back_at: Mapped[datetime | None]
    replaces: Mapped[int | None]
    rests_on: Mapped[int | None]

    @property
    def open(self) -> bool:
        """Whether it still waits for its second person."""
        return self.verdict is None and self.taken_back_at is None
