"""The minutes of a quarterly study and the tasks that came of it."""

from __future__ import annotations

import json
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.base.db import Base
from workflow.office.registers.models import Entry, whole_strike
from workflow.staff.models import Officer

_STANDING = text("struck_at IS NULL")


class Study(Entry, Base):
    """One study of the period's figures by the leaders; signed by whoever recorded it."""

    __tablename__ = "study"
    __table_args__ = (
        whole_strike(),
        Index(
            "ux_study_standing", "office_id", "period_on", unique=True,
            sqlite_where=_STANDING, postgresql_where=_STANDING,
        ),
    )  # fmt: skip

    period_on: Mapped[date]
    until_on: Mapped[date]
    held_on: Mapped[date]
    present: Mapped[str] = mapped_column(String(400))
    figures: Mapped[str] = mapped_column(Text)
    matters: Mapped[str] = mapped_column(String(2000))

    tasks: Mapped[list[StudyTask]] = relationship(back_populates="study", order_by="StudyTask.number")

    @property
    def settled(self) -> bool:
        """Once a task was carried out the minutes stand."""
        return any(task.done_at for task in self.tasks)

    @property
    def told(self) -> dict[str, int]:
        """The figures by name."""
        found: dict[str, int] = json.loads(self.figures)
        return found


class StudyTask(Base):
    """What is to be done, by which department, who answers for it, until when; confirmed by somebody else."""

    __tablename__ = "study_task"
    __table_args__ = (
        UniqueConstraint("study_id", "number"),
        CheckConstraint("(done_at IS NULL) = (done_by_id IS NULL)", name="whole_confirmation"),
        CheckConstraint("done_by_id IS NULL OR done_by_id <> officer_id", name="confirmed_by_another"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    study_id: Mapped[int] = mapped_column(ForeignKey("study.id"))
    number: Mapped[int]
    what: Mapped[str] = mapped_column(String(400))
    department: Mapped[str] = mapped_column(String(80))
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True)
    due_on: Mapped[date]
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    done_how: Mapped[str] = mapped_column(String(400), default="")

    study: Mapped[Study] = relationship(back_populates="tasks")
    officer: Mapped[Officer] = relationship(foreign_keys=[officer_id], lazy="joined")
    done_by: Mapped[Officer | None] = relationship(foreign_keys=[done_by_id])
