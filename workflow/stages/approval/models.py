"""Review committees, their votes, and decisions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, ForeignKeyConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.base.db import Base
from workflow.places.models import Office
from workflow.staff.models import Officer
from workflow.stages.cases.models import Case


class CommitteeSeat(Base):
    """A member's seat on an office's review committee (贷款审查小组), from an instant until an instant."""

    __tablename__ = "committee_seat"

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    from_at: Mapped[datetime]
    until_at: Mapped[datetime | None]

    officer: Mapped[Officer] = relationship(lazy="joined")


class Review(Base):
    """One sitting on one case: who counts (`members`, fixed at opening), what was checked, what passed (fen).

    `turn` counts the committees that a case goes through: 1, or 2 for the second one, which sits on what passed.
    """

    __tablename__ = "review"
    __table_args__ = (
        UniqueConstraint("case_id", "turn"),
        CheckConstraint("(closed_at IS NULL) = (passed IS NULL)", name="whole_close"),
        CheckConstraint("passed IS NULL OR NOT passed OR passed_amount IS NOT NULL", name="passed_has_amount"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), unique=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    turn: Mapped[int] = mapped_column(default=1)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    opened_at: Mapped[datetime]
    members: Mapped[list[int]] = mapped_column(JSON)
    recused: Mapped[list[int]] = mapped_column(JSON, default=list)
    checklist: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    proposed_amount: Mapped[int]
    closed_at: Mapped[datetime | None]
    passed: Mapped[bool | None]
    passed_amount: Mapped[int | None]

    case: Mapped[Case] = relationship()
    office: Mapped[Office] = relationship()
    votes: Mapped[list[Vote]] = relationship(order_by="Vote.id", back_populates="review")


class Vote(Base):
    """One person, one vote, with a signed opinion. Only someone with the voting hand in the case may cast it."""

    __tablename__ = "vote"
    __table_args__ = (
        UniqueConstraint("review_id", "officer_id"),
        ForeignKeyConstraint(
            ["case_id", "officer_id", "duty"], ["case_hand.case_id", "case_hand.officer_id", "case_hand.duty"]
        ),
        CheckConstraint("duty = 'vote'", name="voting_hand"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("review.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    duty: Mapped[str] = mapped_column(String(20), default="vote")
    choice: Mapped[str] = mapped_column(String(10))
    opinion: Mapped[str] = mapped_column(String(400))
    cast_at: Mapped[datetime]

    review: Mapped[Review] = relationship(back_populates="votes")
    officer: Mapped[Officer] = relationship()


class Decision(Base):
    """What the authorised decision-maker of one level decided (有权决策人): grant, lower, refuse or escalate."""

    __tablename__ = "decision"
    __table_args__ = (
        ForeignKeyConstraint(
            ["case_id", "officer_id", "duty"], ["case_hand.case_id", "case_hand.officer_id", "case_hand.duty"]
        ),
        CheckConstraint("duty = 'decide'", name="deciding_hand"),
        CheckConstraint("(verdict IN ('grant','lower')) = (amount IS NOT NULL)", name="grant_has_amount"),
        CheckConstraint("verdict NOT IN ('lower','refuse') OR reason <> ''", name="reason_given"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), unique=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    duty: Mapped[str] = mapped_column(String(20), default="decide")
    level: Mapped[str] = mapped_column(String(40))
    verdict: Mapped[str] = mapped_column(String(10))
    amount: Mapped[int | None]
    reason: Mapped[str] = mapped_column(String(400), default="")
    decided_at: Mapped[datetime]

    case: Mapped[Case] = relationship()
    officer: Mapped[Officer] = relationship()


class ResultNotice(Base):
    """The applicant told of the result (结果告知): when, how, by whom, to whom."""

    __tablename__ = "result_notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), unique=True)
    told_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    told_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    told_how: Mapped[str] = mapped_column(String(20))
    told_whom: Mapped[str] = mapped_column(String(40))
    late: Mapped[bool]

    case: Mapped[Case] = relationship()
    told_by: Mapped[Officer] = relationship()
