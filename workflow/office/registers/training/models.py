"""Trainings with their tests (培训), and the commitment letters (服务承诺书) that HR keeps."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.base.db import Base
from workflow.office.registers.models import Entry, whole_strike
from workflow.staff.models import Officer


class Training(Entry, Base):
    """One session: what was taught, by whom, and how each who came did in the test."""

    __tablename__ = "training"
    __table_args__ = (whole_strike(),)

    on: Mapped[date]
    topics: Mapped[str] = mapped_column(String(200))
    teacher: Mapped[str] = mapped_column(String(60))

    results: Mapped[list[TrainingResult]] = relationship(lazy="selectin", order_by="TrainingResult.officer_id")

    def bars(self, person: Officer) -> bool:
        """Nobody touches their own test."""
        return person.id in {each.officer_id for each in self.results}


class TrainingResult(Base):
    """Somebody who came, and whether they passed the test."""

    __tablename__ = "training_result"

    training_id: Mapped[int] = mapped_column(ForeignKey("training.id"), primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), primary_key=True)
    passed: Mapped[bool]

    officer: Mapped[Officer] = relationship(lazy="joined")


class CommitmentLetter(Entry, Base):
    """A commitment letter that somebody signed and HR filed under a number; nobody files their own."""

    __tablename__ = "commitment_letter"
    __table_args__ = (
        whole_strike(),
        CheckConstraint("recorded_by_id <> officer_id", name="filed_by_another"),
    )

    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True)
    signed_on: Mapped[date]
    number: Mapped[str] = mapped_column(String(40))

    officer: Mapped[Officer] = relationship(foreign_keys=[officer_id])

    def bars(self, person: Officer) -> bool:
        """Nobody touches their own letter."""
        return person.id == self.officer_id
