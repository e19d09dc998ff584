"""Swaps of duty (换班) and the days on which the head sits in (坐班)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.base.db import Base
from workflow.office.registers.models import Entry, whole_strike
from workflow.places.models import Village
from workflow.staff.models import Officer

_STANDING = text("struck_at IS NULL")


class DutySwap(Entry, Base):
    """One's day on duty given to a colleague: asked by one, agreed by the other, approved by the head.

    `back_on` is the colleague's day that is taken in return, None for a day simply taken over. Refused by the colleague
    or by the head it is over. With the approval the roster changes, and the public board with it.
    """

    __tablename__ = "duty_swap"
    __table_args__ = (
        whole_strike(),
        CheckConstraint("asker_id <> asked_id", name="two_people"),
        CheckConstraint("(approved_by_id IS NULL) = (approved_at IS NULL)", name="whole_approval"),
        CheckConstraint("(refused_by_id IS NULL) = (refused_at IS NULL)", name="whole_refusal"),
        CheckConstraint("approved_at IS NULL OR (agreed_at IS NOT NULL AND refused_at IS NULL)", name="agreed_first"),
        CheckConstraint(
            "approved_by_id IS NULL OR (approved_by_id <> asker_id AND approved_by_id <> asked_id)",
            name="approved_by_a_third",
        ),
    )

    asker_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    asked_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True)
    on: Mapped[date]
    back_on: Mapped[date | None]
    why: Mapped[str] = mapped_column(String(200))
    agreed_at: Mapped[datetime | None]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    approved_at: Mapped[datetime | None]
    refused_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    refused_at: Mapped[datetime | None]

    asker: Mapped[Officer] = relationship(foreign_keys=[asker_id])
    asked: Mapped[Officer] = relationship(foreign_keys=[asked_id])
    approved_by: Mapped[Officer | None] = relationship(foreign_keys=[approved_by_id])
    refused_by: Mapped[Officer | None] = relationship(foreign_keys=[refused_by_id])

    @property
    def settled(self) -> bool:
        """What was approved or refused stands."""
        return self.approved_at is not None or self.refused_at is not None

    def bars(self, person: Officer) -> bool:
        """Only whoever asked takes it back."""
        return person.id != self.asker_id


class SitInDay(Entry, Base):
    """A day on which somebody receives visitors: in the outlet's hall, or in a village (`village`)."""

    __tablename__ = "sit_in_day"
    __table_args__ = (
        whole_strike(),
        Index(
            "ux_sit_in_day_standing", "officer_id", "on", unique=True, sqlite_where=_STANDING,
            postgresql_where=_STANDING,
        ),
    )  # fmt: skip

    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    on: Mapped[date] = mapped_column(index=True)
    village_id: Mapped[int | None] = mapped_column(ForeignKey("village.id"))
    place: Mapped[str] = mapped_column(String(60))
    hours: Mapped[str] = mapped_column(String(40))

    officer: Mapped[Officer] = relationship(foreign_keys=[officer_id], lazy="joined")
    village: Mapped[Village | None] = relationship(lazy="joined")
