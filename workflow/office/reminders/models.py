"""Which digests were made, and the private addresses of calendars."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.base.db import Base
from workflow.staff.models import Officer

_LIVE = text("ended_at IS NULL")


class DailyDigest(Base):
    """A person's digest of a day was made: the key lets two ticks at once make it once."""

    __tablename__ = "daily_digest"

    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), primary_key=True)
    on: Mapped[date] = mapped_column(primary_key=True)


class DueCalendar(Base):
    """The private address of a person's calendar, one at a time; only the digest of its token is kept.

    `reads` counts how often it was read in `hour` (hours since 1970).
    """

    __tablename__ = "due_calendar"
    __table_args__ = (
        Index("ux_due_calendar_live", "officer_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    hour: Mapped[int] = mapped_column(default=0)
    reads: Mapped[int] = mapped_column(default=0)

    officer: Mapped[Officer] = relationship(lazy="joined")
