"""The publicity log (宣传登记): how people were told of the lending, where, and how many were reached."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.base.db import Base
from workflow.office.registers.models import Entry, whole_strike
from workflow.places.models import Village
from workflow.staff.models import Officer


class Publicity(Entry, Base):
    """One act of telling people: `channel` is a code of `rules.CHANNELS`, `by` who did it."""

    __tablename__ = "publicity"
    __table_args__ = (
        whole_strike(),
        CheckConstraint("handed_out >= 0", name="counted"),
    )

    on: Mapped[date]
    channel: Mapped[str] = mapped_column(String(20))
    village_id: Mapped[int | None] = mapped_column(ForeignKey("village.id"), index=True)
    place: Mapped[str] = mapped_column(String(120))
    audience: Mapped[str] = mapped_column(String(120))
    handed_out: Mapped[int]
    by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))

    village: Mapped[Village | None] = relationship(lazy="joined")
    by: Mapped[Officer] = relationship(foreign_keys=[by_id])
