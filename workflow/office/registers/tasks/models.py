"""Tasks of a month and what came of them (任务、考核): for the house alone, never for the public."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.base.db import Base
from workflow.office.registers.models import Entry, whole_strike
from workflow.staff.models import Officer

_STANDING = text("struck_at IS NULL")


class Task(Entry, Base):
    """How much of one measure somebody is to reach in a month (`month`: its first day), and what was reached.

    `measure` is a code of `rules.MEASURES`; `title` says in words what is meant where the measure is counted by hand.
    """

    __tablename__ = "task"
    __table_args__ = (
        whole_strike(),
        CheckConstraint("recorded_by_id <> officer_id", name="set_by_another"),
        CheckConstraint("wanted > 0", name="wants_something"),
        CheckConstraint("reached IS NULL OR reached >= 0", name="counted"),
        CheckConstraint(
            "(reached IS NULL) = (settled_at IS NULL) AND (reached IS NULL) = (settled_by_id IS NULL)",
            name="whole_result",
        ),
        CheckConstraint("settled_by_id IS NULL OR settled_by_id <> officer_id", name="settled_by_another"),
        Index(
            "ux_task_standing", "officer_id", "month", "measure", "title", unique=True, sqlite_where=_STANDING,
            postgresql_where=_STANDING,
        ),
    )  # fmt: skip

    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True)
    month: Mapped[date] = mapped_column(index=True)
    measure: Mapped[str] = mapped_column(String(30))
    title: Mapped[str] = mapped_column(String(120))
    wanted: Mapped[int]
    reached: Mapped[int | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    settled_at: Mapped[datetime | None]

    officer: Mapped[Officer] = relationship(foreign_keys=[officer_id], lazy="joined")
    settled_by: Mapped[Officer | None] = relationship(foreign_keys=[settled_by_id])

    @property
    def settled(self) -> bool:
        """What was reached is written down and stands."""
        return self.settled_at is not None

    def bars(self, person: Officer) -> bool:
        """Nobody touches their own task."""
        return person.id == self.officer_id
