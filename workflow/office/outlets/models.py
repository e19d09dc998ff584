"""What an outlet keeps before everyone's eyes: who is on duty on which day, what hangs where, officers' portraits."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.base.db import Base
from workflow.places.models import Office
from workflow.staff.models import Officer


class DutyShift(Base):
    """One person on duty at one outlet on one business day (值班); `window` is where the public finds them."""

    __tablename__ = "duty_shift"
    __table_args__ = (UniqueConstraint("office_id", "on", "officer_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    on: Mapped[date]
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    window: Mapped[str] = mapped_column(String(40), default="")

    officer: Mapped[Officer] = relationship(lazy="joined")


class Display(Base):
    """Something an outlet must show (上墙公示牌, 公开渠道) and since when it does.

    `subject` is `board` (a wall board, by its code or by the number of a free slot) or `item` (one of the disclosures
    on one `channel`). `name` is what a free slot was filled with. The last inspection stands here, earlier ones in the
    events.
    """

    __tablename__ = "display"
    __table_args__ = (
        UniqueConstraint("office_id", "subject", "channel", "code"),
        CheckConstraint("(inspected_on IS NULL) = (result IS NULL)", name="whole_inspection"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    subject: Mapped[str] = mapped_column(String(10))
    channel: Mapped[str] = mapped_column(String(40), default="")
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(60), default="")
    put_up_on: Mapped[date | None]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    recorded_at: Mapped[datetime]
    inspected_on: Mapped[date | None]
    inspected_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    result: Mapped[str | None] = mapped_column(String(10))

    office: Mapped[Office] = relationship()
    inspected_by: Mapped[Officer | None] = relationship(foreign_keys=[inspected_by_id])


class Portrait(Base):
    """An officer's photo for the public page: a small JPEG without anything else in the file."""

    __tablename__ = "portrait"

    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), primary_key=True)
    image: Mapped[bytes] = mapped_column(LargeBinary)
    width: Mapped[int]
    height: Mapped[int]

    officer: Mapped[Officer] = relationship(lazy="joined")
