"""Social supervisors (社会监督员) and what they observe."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.base.db import Base
from workflow.base.vault import Sealed
from workflow.office.registers.models import Entry, whole_strike
from workflow.staff.models import Officer


class SocialSupervisor(Entry, Base):
    """A respected person from outside, appointed for a term to watch stages of the lending (`stages`: codes, by comma).

    `officer` is the account, if they have one, with which they read and write observations themselves.
    """

    __tablename__ = "social_supervisor"
    __table_args__ = (
        whole_strike(),
        CheckConstraint("until_on IS NULL OR until_on >= appointed_on", name="whole_term"),
    )

    name: Mapped[str] = mapped_column(String(60))
    standing: Mapped[str] = mapped_column(String(120))
    appointed_by: Mapped[str] = mapped_column(String(120))
    appointed_on: Mapped[date]
    until_on: Mapped[date | None]
    stages: Mapped[str] = mapped_column(String(80))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))

    officer: Mapped[Officer | None] = relationship(foreign_keys=[officer_id])
    observations: Mapped[list[Observation]] = relationship(back_populates="supervisor")

    @property
    def settled(self) -> bool:
        """Whoever has observed something was a supervisor."""
        return bool(self.observations)


class Observation(Entry, Base):
    """What a supervisor saw at an office on a day, and what was answered; both sealed."""

    __tablename__ = "observation"
    __table_args__ = (
        whole_strike(),
        CheckConstraint("(replied_by_id IS NULL) = (replied_at IS NULL)", name="whole_reply"),
        CheckConstraint("replied_by_id IS NULL OR replied_by_id <> recorded_by_id", name="replied_by_another"),
    )

    supervisor_id: Mapped[int] = mapped_column(ForeignKey("social_supervisor.id"), index=True)
    on: Mapped[date]
    stage: Mapped[str] = mapped_column(String(20))
    text_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    reply_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    replied_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    replied_at: Mapped[datetime | None]

    text = Sealed("text_sealed")
    reply = Sealed("reply_sealed")
    supervisor: Mapped[SocialSupervisor] = relationship(back_populates="observations", lazy="joined")
    replied_by: Mapped[Officer | None] = relationship(foreign_keys=[replied_by_id])

    @property
    def settled(self) -> bool:
        """What was answered stands."""
        return self.replied_at is not None

    def bars(self, person: Officer) -> bool:
        """Only whoever wrote it down and the supervisor whose word it is take it back."""
        return person.id not in (self.recorded_by_id, self.supervisor.officer_id)
