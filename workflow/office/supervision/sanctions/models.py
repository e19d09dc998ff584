"""Sanctions, from their proposal to their end."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, LargeBinary, String, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.base.db import Base
from workflow.base.vault import Sealed
from workflow.office.registers.models import Entry, whole_strike
from workflow.office.supervision.models import Breach
from workflow.staff.models import Officer
from workflow.stages.feedback.models import Complaint, Exclusion


class Sanction(Entry, Base):
    """What is proposed for `officer`, and what became of it; `kind` is a code of `rules`, `amount` in fen.

    It follows from one complaint or one breach. `grounds` are sealed. Whoever it is about, and whoever the complaint
    is hidden from, knows nothing of it here: they are told in person.
    """

    __tablename__ = "sanction"
    __table_args__ = (
        whole_strike(),
        CheckConstraint("(complaint_id IS NULL) <> (breach_id IS NULL)", name="one_ground"),
        CheckConstraint("officer_id <> recorded_by_id", name="not_of_oneself"),
        CheckConstraint(
            "decided_by_id IS NULL OR (decided_by_id <> recorded_by_id AND decided_by_id <> officer_id)",
            name="decided_by_another",
        ),
        CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL) AND (decided_at IS NULL) = (ordered IS NULL)",
            name="whole_decision",
        ),
        CheckConstraint("(points IS NOT NULL) = (kind = 'points')", name="points_as_its_kind"),
        CheckConstraint("(amount IS NOT NULL) = (kind IN ('pay','fine'))", name="amount_as_its_kind"),
        CheckConstraint("(until_on IS NOT NULL) = (kind = 'study')", name="until_as_its_kind"),
        CheckConstraint("points > 0 AND amount > 0", name="more_than_nothing"),
        CheckConstraint("(done_at IS NULL) = (done_by_id IS NULL)", name="whole_end"),
        CheckConstraint("done_at IS NULL OR (ordered AND done_by_id <> officer_id)", name="only_what_is_ordered"),
    )

    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True)
    complaint_id: Mapped[int | None] = mapped_column(ForeignKey("complaint.id"), index=True)
    breach_id: Mapped[int | None] = mapped_column(ForeignKey("breach.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    points: Mapped[int | None]
    amount: Mapped[int | None]
    until_on: Mapped[date | None]
    proposed_on: Mapped[date]
    cite: Mapped[str] = mapped_column(String(120))
    grounds_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    ordered: Mapped[bool | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    decided_at: Mapped[datetime | None]
    decided_why: Mapped[str] = mapped_column(String(400), default="")
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    done_at: Mapped[datetime | None]
    done_how: Mapped[str] = mapped_column(String(400), default="")

    grounds = Sealed("grounds_sealed")
    officer: Mapped[Officer] = relationship(foreign_keys=[officer_id])
    decided_by: Mapped[Officer | None] = relationship(foreign_keys=[decided_by_id])
    done_by: Mapped[Officer | None] = relationship(foreign_keys=[done_by_id])
    complaint: Mapped[Complaint | None] = relationship()
    breach: Mapped[Breach | None] = relationship()

    @property
    def settled(self) -> bool:
        """What was decided stands."""
        return self.decided_at is not None

    @property
    def excluded_ids(self) -> frozenset[int]:
        """Who knows nothing of it: whoever it is about, and whoever the complaint is hidden from."""
        complaint = self.complaint or (self.breach.complaint if self.breach else None)
        return frozenset({self.officer_id}) | (complaint.excluded_ids if complaint else frozenset())

    @classmethod
    def kept_from(cls, person: Officer) -> ColumnElement[bool]:
        """As `excluded_ids`."""
        hidden = select(Exclusion.complaint_id).where(Exclusion.officer_id == person.id)
        breaches = select(Breach.id).where(Breach.complaint_id.in_(hidden))
        return or_(
            cls.officer_id == person.id,
            cls.complaint_id.is_not(None) & cls.complaint_id.in_(hidden),
            cls.breach_id.is_not(None) & cls.breach_id.in_(breaches),
        )
