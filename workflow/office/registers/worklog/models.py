"""The officers' work log (工作日志) and the score of each month."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.base.clock import local_date
from workflow.base.db import Base
from workflow.office.registers.models import Entry, whole_strike
from workflow.places.models import Village
from workflow.staff.models import Officer

_STANDING = text("struck_at IS NULL")


class WorkEntry(Entry, Base):
    """One piece of an officer's day: planned, done, signed by the head; `late_why`: why it was written later."""

    __tablename__ = "work_entry"
    __table_args__ = (
        whole_strike(),
        CheckConstraint("(signed_by_id IS NULL) = (signed_at IS NULL)", name="whole_signature"),
        CheckConstraint("signed_by_id IS NULL OR signed_by_id <> officer_id", name="signed_by_another"),
        CheckConstraint("households >= 0", name="counted"),
    )

    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True)
    on: Mapped[date]
    category: Mapped[str] = mapped_column(String(20))
    plan: Mapped[str] = mapped_column(String(200))
    result: Mapped[str] = mapped_column(String(400))
    village_id: Mapped[int | None] = mapped_column(ForeignKey("village.id"))
    households: Mapped[int]
    late_why: Mapped[str] = mapped_column(String(200), default="")
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    signed_at: Mapped[datetime | None]

    officer: Mapped[Officer] = relationship(foreign_keys=[officer_id])
    village: Mapped[Village | None] = relationship(lazy="joined")
    signed_by: Mapped[Officer | None] = relationship(foreign_keys=[signed_by_id])

    @property
    def settled(self) -> bool:
        """What the head signed stands."""
        return self.signed_at is not None

    @property
    def late(self) -> bool:
        """Whether it was written on a later day than it tells of."""
        return local_date(self.recorded_at) > self.on


class WorkMonth(Entry, Base):
    """The head's score of an officer's month (`month`: its first day), out of as many points as the rules give."""

    __tablename__ = "work_month"
    __table_args__ = (
        whole_strike(),
        CheckConstraint("recorded_by_id <> officer_id", name="scored_by_another"),
        CheckConstraint("score >= 0 AND score <= scale", name="within_the_scale"),
        Index(
            "ux_work_month_standing", "officer_id", "month", unique=True,
            sqlite_where=_STANDING, postgresql_where=_STANDING,
        ),
    )  # fmt: skip

    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True)
    month: Mapped[date]
    score: Mapped[int]
    scale: Mapped[int]
    remark: Mapped[str] = mapped_column(String(200), default="")

    officer: Mapped[Officer] = relationship(foreign_keys=[officer_id])

    def bars(self, person: Officer) -> bool:
        """Nobody touches their own score."""
        return person.id == self.officer_id


class WorkQuarter(Entry, Base):
    """The scores of an officer's months settled together (季度兑现): `since` is the first day of the first of them."""

    __tablename__ = "work_quarter"
    __table_args__ = (
        whole_strike(),
        CheckConstraint("recorded_by_id <> officer_id", name="settled_by_another"),
        CheckConstraint("score >= 0 AND score <= scale", name="within_the_scale"),
        Index(
            "ux_work_quarter_standing", "officer_id", "since", unique=True,
            sqlite_where=_STANDING, postgresql_where=_STANDING,
        ),
    )  # fmt: skip

    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True)
    since: Mapped[date]
    months: Mapped[int]
    score: Mapped[int]
    scale: Mapped[int]

    officer: Mapped[Officer] = relationship(foreign_keys=[officer_id])

    def bars(self, person: Officer) -> bool:
        """Nobody touches their own settlement."""
        return person.id == self.officer_id
