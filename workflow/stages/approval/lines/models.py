"""The batch line form (批量授信表) and its rows."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.base.db import Base
from workflow.places.models import Office, Village
from workflow.staff.models import Officer
from workflow.staff.queries import officer_in_charge
from workflow.stages.appraisal.panel.models import Appraisal
from workflow.stages.cases.models import Case

#: A household's settled line stands on one form at a time; one that was returned sets it free.
_LIVE = text("live")


class LineBatch(Base):
    """Lines that a village's panel settled, signed by an officer (`signed_by`) and approved by another person.

    `state` is one of `states.py`; `why` says why a form was returned. The rules are those of `rules_on`.
    """

    __tablename__ = "line_batch"
    __table_args__ = (
        CheckConstraint("approved_by_id IS NULL OR approved_by_id <> signed_by_id", name="two_people"),
        CheckConstraint("(state = 'signed') = (ended_at IS NULL)", name="ended_has_instant"),
        CheckConstraint("state <> 'returned' OR why <> ''", name="returned_with_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), unique=True)
    version: Mapped[int] = mapped_column(default=1)
    village_id: Mapped[int] = mapped_column(ForeignKey("village.id"), index=True)
    state: Mapped[str] = mapped_column(String(10))
    product: Mapped[str] = mapped_column(String(40))
    rules_on: Mapped[date]
    signed_at: Mapped[datetime]
    signed_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    ended_at: Mapped[datetime | None]
    why: Mapped[str] = mapped_column(String(400), default="")

    __mapper_args__ = {"version_id_col": version}

    village: Mapped[Village] = relationship()
    signed_by: Mapped[Officer] = relationship(foreign_keys=[signed_by_id])
    approved_by: Mapped[Officer | None] = relationship(foreign_keys=[approved_by_id])
    rows: Mapped[list[LineRow]] = relationship(back_populates="batch", order_by="LineRow.id")

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
        """The name of this form's chain of events."""
        return f"line_batch:{self.public_id}"


class LineRow(Base):
    """One household's line (fen) as the meeting settled it; `case` is what it became: granted, or sent up."""

    __tablename__ = "line_row"
    __table_args__ = (
        Index("ux_line_row_live", "appraisal_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
        CheckConstraint("amount > 0", name="amount"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("line_batch.id"), index=True)
    appraisal_id: Mapped[int] = mapped_column(ForeignKey("village_appraisal.id"), index=True)
    amount: Mapped[int]
    live: Mapped[bool] = mapped_column(default=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), unique=True)

    batch: Mapped[LineBatch] = relationship(back_populates="rows")
    appraisal: Mapped[Appraisal] = relationship()
    case: Mapped[Case | None] = relationship()
