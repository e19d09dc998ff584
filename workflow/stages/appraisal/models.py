"""The pre-loan investigation (贷前调查)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.base.db import Base
from workflow.base.vault import Sealed
from workflow.staff.models import Officer
from workflow.stages.cases.models import Case


class Investigation(Base):
    """What the officer saw on site and proposes; the officer answers for its truth. Amounts in fen.

    `early_reason` says why a visit made before the hand-in may count; `opinion` and `proposed_amount` are what the
    committee is asked to pass. `unsecured_debts` is what of the debts is owed to us without security; None where nobody
    had to ask.
    """

    __tablename__ = "investigation"
    __table_args__ = (
        ForeignKeyConstraint(["case_id", "officer_id"], ["case_hand.case_id", "case_hand.officer_id"]),
        CheckConstraint("assistant_id IS NULL OR assistant_id <> officer_id", name="two_people"),
        CheckConstraint("family_signed", name="family_signed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), unique=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), unique=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    assistant_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    visited_on: Mapped[date]
    early_reason: Mapped[str] = mapped_column(String(400), default="")
    place: Mapped[str] = mapped_column(String(120))
    recorded_at: Mapped[datetime]
    income: Mapped[int]
    spending: Mapped[int]
    assets: Mapped[int]
    debts: Mapped[int]
    unsecured_debts: Mapped[int | None]
    credit_status: Mapped[str] = mapped_column(String(400))
    character_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    purpose_opinion: Mapped[str] = mapped_column(String(400))
    repayment_source: Mapped[str] = mapped_column(String(400))
    family_signed: Mapped[bool]
    bureau_checked: Mapped[bool]
    proposed_amount: Mapped[int]
    proposed_term_months: Mapped[int]
    opinion: Mapped[str] = mapped_column(String(800))

    character = Sealed("character_sealed")
    case: Mapped[Case] = relationship()
    officer: Mapped[Officer] = relationship(foreign_keys=[officer_id])
    assistant: Mapped[Officer | None] = relationship(foreign_keys=[assistant_id])
