"""Credit lines (授信额度)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.base.db import Base
from workflow.stages.cases.models import Case
from workflow.stages.people.models import Household


class CreditLine(Base):
    """A household's line in fen: born `effective` when its notice closed unopposed and it was approved."""

    __tablename__ = "credit_line"
    __table_args__ = (CheckConstraint("amount > 0", name="amount"),)

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
