"""What every finding has: sound, or a fault with its measure."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from workflow.office.registers.models import Entry
from workflow.staff.models import Officer


class Remedied(Entry):
    """What was found: sound, or a fault with its measure, who answers for it and by when.

    `done_at` is when somebody else than who answers for it confirmed that the measure was carried out.
    """

    checked_on: Mapped[date]
    fault: Mapped[bool]
    found: Mapped[str] = mapped_column(String(800))
    measure: Mapped[str] = mapped_column(String(400), default="")
    answerable_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    due_on: Mapped[date | None]
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    done_how: Mapped[str] = mapped_column(String(400), default="")

    @declared_attr
    @classmethod
    def answerable(cls) -> Mapped[Officer | None]:
        """Who answers for the measure."""
        return relationship(Officer, foreign_keys=[cls.answerable_id])

    @declared_attr
    @classmethod
    def done_by(cls) -> Mapped[Officer | None]:
        """Who confirmed it."""
        return relationship(Officer, foreign_keys=[cls.done_by_id])

    @property
    def settled(self) -> bool:
        """A measure that was confirmed stands."""
        return self.done_at is not None

    def open(self) -> bool:
        """Whether a measure still waits."""
        return self.fault and self.done_at is None and self.struck_at is None


def whole_measure() -> tuple[CheckConstraint, ...]:
    """A fault has its measure and what is sound has none; nobody confirms what they answer for."""
    whole = "fault = (answerable_id IS NOT NULL) AND fault = (due_on IS NOT NULL) AND fault = (measure <> '')"
    return (
        CheckConstraint(whole, name="fault_has_measure"),
        CheckConstraint("(done_at IS NULL) = (done_by_id IS NULL)", name="whole_confirmation"),
        CheckConstraint("done_at IS NULL OR fault", name="only_a_measure_is_done"),
        CheckConstraint("answerable_id IS NULL OR answerable_id <> recorded_by_id", name="not_of_oneself"),
        CheckConstraint("done_by_id IS NULL OR done_by_id <> answerable_id", name="confirmed_by_another"),
    )
