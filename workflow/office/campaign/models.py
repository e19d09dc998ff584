"""A village's campaign: since when, and by which day each step is to be done."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.base.db import Base
from workflow.places.models import Office, Village
from workflow.staff.models import Officer
from workflow.staff.queries import officer_in_charge

#: A village has one campaign under way.
_UNDER_WAY = text("closed_at IS NULL")


class Campaign(Base):
    """What is surveyed, settled and posted in a village since the campaign before was closed belongs to it.

    `plan` is the day (ISO) by which each step is to be done, by the step's code; a step without a day has no clock.
    """

    __tablename__ = "campaign"
    __table_args__ = (
        Index("ux_campaign_under_way", "village_id", unique=True, sqlite_where=_UNDER_WAY, postgresql_where=_UNDER_WAY),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), unique=True)
    version: Mapped[int] = mapped_column(default=1)
    village_id: Mapped[int] = mapped_column(ForeignKey("village.id"), index=True)
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    plan: Mapped[dict[str, str]] = mapped_column(JSON)
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))

    __mapper_args__ = {"version_id_col": version}

    village: Mapped[Village] = relationship(lazy="joined")
    opened_by: Mapped[Officer] = relationship(foreign_keys=[opened_by_id])

    @property
    def office(self) -> Office:
        """The office of the village."""
        return self.village.office

    @property
    def officer_id(self) -> int | None:
        """The officer in charge of the village now, if any."""
        return officer_in_charge(self.village_id)

    @property
    def stream(self) -> str:
        """The name of this campaign's chain of events."""
        return f"campaign:{self.public_id}"
