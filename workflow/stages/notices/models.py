"""Public notices with their period, the rows on them, objections and rulings."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.base import clock
from workflow.base.db import Base
from workflow.base.vault import Sealed
from workflow.places.models import Office, Village
from workflow.staff.queries import officer_in_charge
from workflow.stages.cases.models import Case


class Notice(Base):
    """A list of one village under one period: `drafted`, `posted`, then `closed`.

    `period` is Period.as_dict(); `last_on` is stored and indexed, `ends_at` is the instant of that day at which it
    ends (None, for notices of an earlier release: with the day). Whoever drafted it cannot post it. `extensions` are
    the times it became longer because the calendar changed: each with `was` and `until` (days), `cause` and `at`.
    """

    __tablename__ = "notice"
    __table_args__ = (
        CheckConstraint("posted_by_id IS NULL OR posted_by_id <> drafted_by_id", name="two_people"),
        CheckConstraint("(state = 'drafted') = (posted_at IS NULL)", name="posted_has_instant"),
        CheckConstraint("(state = 'drafted') = (last_on IS NULL)", name="posted_has_period"),
        Index("ix_notice_state_last_on", "state", "last_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), unique=True)
    version: Mapped[int] = mapped_column(default=1)
    kind: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10), default="drafted")
    village_id: Mapped[int] = mapped_column(ForeignKey("village.id"), index=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    place: Mapped[str] = mapped_column(String(120))
    days: Mapped[int]
    pack: Mapped[str] = mapped_column(String(40))
    drafted_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    drafted_at: Mapped[datetime]
    posted_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    posted_at: Mapped[datetime | None]
    period: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    last_on: Mapped[date | None]
    ends_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    extensions: Mapped[list[dict[str, str]] | None] = mapped_column(JSON)

    __mapper_args__ = {"version_id_col": version}

    village: Mapped[Village] = relationship()
    office: Mapped[Office] = relationship()
    rows: Mapped[list[NoticeRow]] = relationship(back_populates="notice", order_by="NoticeRow.id")

    @property
    def officer_id(self) -> int | None:
        """The officer in charge of its village now, if any."""
        return officer_in_charge(self.village_id)

    @property
    def over_at(self) -> datetime | None:
        """The instant at which it ends: what is handed in from then on is late. None for a draft."""
        return self.ends_at or (clock.end_of(self.last_on) if self.last_on else None)

    @property
    def stream(self) -> str:
        """The name of this notice's chain of events."""
        return f"notice:{self.public_id}"


class NoticeRow(Base):
    """One household's entry: shown online only with its recorded consent, on paper as the pack says. Amount in fen.

    `state`: open, disputed, cleared or withdrawn (taken off the list). `remark` tells namesakes apart where nothing
    else that may be shown does.
    """

    __tablename__ = "notice_row"
    __table_args__ = (UniqueConstraint("notice_id", "case_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), unique=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    amount: Mapped[int]
    online: Mapped[bool]
    subject_to_approval: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(10), default="open")
    remark: Mapped[str | None] = mapped_column(String(40))

    notice: Mapped[Notice] = relationship(back_populates="rows")
    case: Mapped[Case] = relationship()
    objections: Mapped[list[Objection]] = relationship(back_populates="row", order_by="Objection.id")


class Objection(Base):
    """An objection to a row. Who objects is sealed and shown to the risk department alone.

    `state` is one of `states.State`; of one that came late, was not in writing or was not admissible feedback makes a
    complaint.
    """

    __tablename__ = "objection"
    __table_args__ = (
        CheckConstraint("(state IN ('upheld','rejected')) = (ruled_by_id IS NOT NULL)", name="ruled_has_ruler"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), unique=True)
    version: Mapped[int] = mapped_column(default=1)
    row_id: Mapped[int] = mapped_column(ForeignKey("notice_row.id"), index=True)
    state: Mapped[str] = mapped_column(String(20), default="received")
    standing: Mapped[str] = mapped_column(String(20))
    channel: Mapped[str] = mapped_column(String(10))
    in_writing: Mapped[bool]
    objector_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    contact_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    reason_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    receipt_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    received_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    ruled_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    ruled_at: Mapped[datetime | None]
    ruling: Mapped[str] = mapped_column(String(800), default="")
    new_amount: Mapped[int | None]

    __mapper_args__ = {"version_id_col": version}

    objector = Sealed("objector_sealed")
    contact = Sealed("contact_sealed")
    reason = Sealed("reason_sealed")
    row: Mapped[NoticeRow] = relationship(back_populates="objections")

    @property
    def office(self) -> Office:
        """The office of the notice objected to."""
        return self.row.notice.office

    @property
    def stream(self) -> str:
        """The name of this objection's chain of events."""
        return f"objection:{self.public_id}"


class ListCode(Base):
    """The key that a village's lists for one audience are sealed with. The code that opens it is never stored."""

    __tablename__ = "list_code"
    __table_args__ = (UniqueConstraint("village_id", "audience"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), unique=True)
    version: Mapped[int] = mapped_column(default=1)
    village_id: Mapped[int] = mapped_column(ForeignKey("village.id"))
    audience: Mapped[str] = mapped_column(String(10))
    list_key_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    made_at: Mapped[datetime]

    __mapper_args__ = {"version_id_col": version}

    list_key = Sealed("list_key_sealed")
    village: Mapped[Village] = relationship()

    @property
    def stream(self) -> str:
        """The name of this code's chain of events."""
        return f"list_code:{self.public_id}"
