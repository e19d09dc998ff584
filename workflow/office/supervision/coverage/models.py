"""How many households of a village are fit for archiving, as somebody counted them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.base.db import Base
from workflow.office.registers.models import Entry, whole_strike
from workflow.places.models import Village


class VillageCount(Entry, Base):
    """A village's households on a day, and how many of them are fit for archiving (after the pack's exclusions).

    Coverage is told of the newest count that stands; a village without one has no coverage.
    """

    __tablename__ = "village_count"
    __table_args__ = (
        whole_strike(),
        CheckConstraint("fit >= 0 AND fit <= households", name="fit_among_all"),
    )

    village_id: Mapped[int] = mapped_column(ForeignKey("village.id"), index=True)
    counted_on: Mapped[date]
    households: Mapped[int]
    fit: Mapped[int]
    source: Mapped[str] = mapped_column(String(120))

    village: Mapped[Village] = relationship(lazy="joined")
