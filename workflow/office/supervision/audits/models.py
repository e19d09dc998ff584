"""Special audits, their questions, what was found, on which events it rests, and what the office answered."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.base.db import Base
from workflow.office.registers.models import Entry, whole_strike
from workflow.staff.models import Officer

#: The most that one question may hold; no rule of credit.
QUESTION = 400


class SpecialAudit(Entry, Base):
    """An audit of an office, or of one officer there (`officer_id`), over some days; open until it is closed."""

    __tablename__ = "special_audit"
    __table_args__ = (
        whole_strike(),
        CheckConstraint("since_on <= until_on", name="days_in_order"),
        CheckConstraint("officer_id IS NULL OR officer_id <> recorded_by_id", name="not_of_oneself"),
        CheckConstraint(
            "closed_by_id IS NULL OR officer_id IS NULL OR officer_id <> closed_by_id", name="closed_by_other"
        ),
        CheckConstraint(
            "(closed_at IS NULL) = (closed_by_id IS NULL) AND (closed_at IS NULL) = (conclusion IS NULL)",
            name="whole_end",
        ),
    )

    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"), index=True)
    since_on: Mapped[date]
    until_on: Mapped[date]
    cause: Mapped[str] = mapped_column(String(800))
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    conclusion: Mapped[str | None] = mapped_column(String(800))

    officer: Mapped[Officer | None] = relationship(foreign_keys=[officer_id])
    closed_by: Mapped[Officer | None] = relationship(foreign_keys=[closed_by_id])
    questions: Mapped[list[AuditQuestion]] = relationship(back_populates="audit", order_by="AuditQuestion.number")

    @property
    def settled(self) -> bool:
        """What was found or closed stands."""
        return self.closed_at is not None or any(question.findings for question in self.questions)

    def bars(self, person: Officer) -> bool:
        """Nobody strikes out an audit of themselves or of their own office."""
        return person.id == self.officer_id or person.office_id == self.office_id


class AuditQuestion(Base):
    """One question of an audit; fixed when it is opened."""

    __tablename__ = "audit_question"
    __table_args__ = (UniqueConstraint("audit_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    audit_id: Mapped[int] = mapped_column(ForeignKey("special_audit.id"))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(String(QUESTION))

    audit: Mapped[SpecialAudit] = relationship(back_populates="questions")
    findings: Mapped[list[AuditFinding]] = relationship(back_populates="question", order_by="AuditFinding.id")


class AuditFinding(Base):
    """What the auditors found on a question, and what the office says to it."""

    __tablename__ = "audit_finding"
    __table_args__ = (
        CheckConstraint(
            "(answered_at IS NULL) = (answered_by_id IS NULL) AND (answered_at IS NULL) = (answer IS NULL)",
            name="whole_answer",
        ),
        CheckConstraint("answered_by_id IS NULL OR answered_by_id <> found_by_id", name="answered_by_another"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("audit_question.id"), index=True)
    found: Mapped[str] = mapped_column(String(800))
    found_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    found_at: Mapped[datetime]
    answer: Mapped[str | None] = mapped_column(String(800))
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    answered_at: Mapped[datetime | None]

    question: Mapped[AuditQuestion] = relationship(back_populates="findings")
    found_by: Mapped[Officer] = relationship(foreign_keys=[found_by_id])
    answered_by: Mapped[Officer | None] = relationship(foreign_keys=[answered_by_id])
    evidence: Mapped[list[AuditEvidence]] = relationship(order_by="AuditEvidence.stream, AuditEvidence.sequence")


class AuditEvidence(Base):
    """An event that a finding rests on: its chain, its number in it, and the hash that it had then."""

    __tablename__ = "audit_evidence"

    finding_id: Mapped[int] = mapped_column(ForeignKey("audit_finding.id"), primary_key=True)
    stream: Mapped[str] = mapped_column(String(80), primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    hash: Mapped[str] = mapped_column(String(64))
