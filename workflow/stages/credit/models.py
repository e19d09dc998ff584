"""Credit lines (授信额度)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.base.db import Base
from workflow.stages.cases.models import Case
from workflow.stages.people.models import Household

_IN_EFFECT = text("state = 'effective'")


class CreditLine(Base):
    """A household's line in fen: born `effective` when its notice closed unopposed and it was approved.

    At most one of a household is in effect.
    """

    __tablename__ = "credit_line"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        Index(
            "ux_credit_line_in_effect", "household_id", unique=True,
            sqlite_where=_IN_EFFECT, postgresql_where=_IN_EFFECT,
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), unique=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), unique=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    amount: Mapped[int]
    state: Mapped[str] = mapped_column(String(12), default="effective")
    effective_on: Mapped[date]
    recorded_at: Mapped[datetime]

    case: Mapped[Case] = relationship()
    household: Mapped[Household] = relationship()
