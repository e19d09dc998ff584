"""The handover of villages from one officer to the next (岗位轮换交接)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.base.db import Base
from workflow.office.registers.areas.kept import Kept, together
from workflow.office.registers.models import Entry, whole_strike
from workflow.places.models import Village
from workflow.staff.models import Officer


class Handover(Entry, Base):
    """What one officer hands to another: villages, papers, duties. With both signatures the villages change hands."""

    __tablename__ = "handover"
    __table_args__ = (
        whole_strike(),
        CheckConstraint("giver_id <> taker_id", name="two_people"),
        CheckConstraint("recorded_by_id <> giver_id AND recorded_by_id <> taker_id", name="under_a_third_eye"),
    )

    giver_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    taker_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    drawn_up_on: Mapped[date]
    duties: Mapped[str] = mapped_column(String(1000))
    given_at: Mapped[datetime | None]
    taken_at: Mapped[datetime | None]

    giver: Mapped[Officer] = relationship(foreign_keys=[giver_id])
    taker: Mapped[Officer] = relationship(foreign_keys=[taker_id])
    parts: Mapped[list[HandoverVillage]] = relationship(lazy="selectin", order_by="HandoverVillage.village_id")

    @property
    def kept(self) -> Kept | None:
        """What the giver looked after in all of these villages; None where nobody wrote it down."""
        told = [each.kept for each in self.parts]
        return together([each for each in told if each is not None]) if None not in told else None

    @property
    def settled(self) -> bool:
        """What somebody signed stands."""
        return self.given_at is not None or self.taken_at is not None


class HandoverVillage(Base):
    """One of the villages, with what the giver looked after there on the day of drawing up.

    The four figures are empty together where it was drawn up before the house wrote them down.
    """

    __tablename__ = "handover_village"
    __table_args__ = (
        CheckConstraint(
            "(lines IS NULL) = (amount IS NULL) AND (lines IS NULL) = (cases IS NULL)"
            " AND (lines IS NULL) = (overdue IS NULL)",
            name="whole_figures",
        ),
    )

    handover_id: Mapped[int] = mapped_column(ForeignKey("handover.id"), primary_key=True)
    village_id: Mapped[int] = mapped_column(ForeignKey("village.id"), primary_key=True)
    lines: Mapped[int | None]
    amount: Mapped[int | None] = mapped_column(BigInteger)
    cases: Mapped[int | None]
    overdue: Mapped[int | None]

    village: Mapped[Village] = relationship(lazy="joined")

    @property
    def kept(self) -> Kept | None:
        """What the giver looked after there then; None where nobody wrote it down."""
        if self.lines is None or self.amount is None or self.cases is None or self.overdue is None:
            return None
        return Kept(self.lines, self.amount, self.cases, self.overdue)
