"""Lost lines and the paper lists that name them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.base.db import Base
from workflow.places.models import Office, Village
from workflow.stages.credit.models import CreditLine
from workflow.stages.people.models import Household


class LossList(Base):
    """The list of one village: drawn up, approved by a leader, hung up, taken down; each a day or instant and a name.

    No record is made of it: what it names is for the eyes of the village only.
    """

    __tablename__ = "loss_list"
    __table_args__ = (
        CheckConstraint("(approved_by_id IS NULL) = (approved_at IS NULL)", name="whole_approval"),
        CheckConstraint("approved_by_id IS NULL OR approved_by_id <> drawn_up_by_id", name="approved_by_another"),
        CheckConstraint("(posted_by_id IS NULL) = (posted_on IS NULL)", name="whole_posting"),
        CheckConstraint("posted_on IS NULL OR approved_at IS NOT NULL", name="approved_before_posted"),
        CheckConstraint("(taken_down_by_id IS NULL) = (taken_down_on IS NULL)", name="whole_end"),
        CheckConstraint("taken_down_on IS NULL OR taken_down_on >= posted_on", name="posted_before_taken_down"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), unique=True)
    version: Mapped[int] = mapped_column(default=1)
    village_id: Mapped[int] = mapped_column(ForeignKey("village.id"), index=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    drawn_up_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    drawn_up_at: Mapped[datetime]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    approved_at: Mapped[datetime | None]
    place: Mapped[str] = mapped_column(String(80), default="")
    posted_on: Mapped[date | None]
    posted_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    taken_down_on: Mapped[date | None]
    taken_down_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))

    __mapper_args__ = {"version_id_col": version}

    village: Mapped[Village] = relationship()
    office: Mapped[Office] = relationship()
    losses: Mapped[list[LineLoss]] = relationship(back_populates="listed", order_by="LineLoss.id")

    @property
    def stream(self) -> str:
        """The name of this list's chain of events."""
        return f"loss:{self.public_id}"


class LineLoss(Base):
    """One line lost: by its borrower, or by a guarantor together with the borrower (`through`)."""

    __tablename__ = "line_loss"
    __table_args__ = (CheckConstraint("(part = 'guarantor') = (through_id IS NOT NULL)", name="guarantor_of"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("credit_line.id"), unique=True)
    part: Mapped[str] = mapped_column(String(10))
    through_id: Mapped[int | None] = mapped_column(ForeignKey("line_loss.id"))
    reason: Mapped[str] = mapped_column(String(40))
    evidence: Mapped[str] = mapped_column(String(200))
    cancelled_on: Mapped[date]
    cancelled_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    list_id: Mapped[int | None] = mapped_column(ForeignKey("loss_list.id"), index=True)

    line: Mapped[CreditLine] = relationship()
    listed: Mapped[LossList | None] = relationship(back_populates="losses")

    @property
    def household(self) -> Household:
        """Whose line it was."""
        return self.line.household
