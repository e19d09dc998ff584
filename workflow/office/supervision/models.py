"""What supervision keeps: breaches found by the clock or by a rule."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.base.db import Base
from workflow.staff.models import Officer
from workflow.stages.cases.models import Case
from workflow.stages.feedback.models import Complaint


class Breach(Base):
    """A broken promise or rule, sent to supervision: kind, whose, when, and what was said about it.

    What lasts (a village without an officer, a silence) is open until `over_at`; when it comes back it is a new breach.
    `complaint_id` hides the breach from whoever the complaint is hidden from.
    """

    __tablename__ = "breach"
    __table_args__ = (UniqueConstraint("kind", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(80))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    complaint_id: Mapped[int | None] = mapped_column(ForeignKey("complaint.id"))
    found_at: Mapped[datetime]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    explanation: Mapped[str] = mapped_column(String(800), default="")
    explained_at: Mapped[datetime | None]
    over_at: Mapped[datetime | None]

    case: Mapped[Case | None] = relationship()
    officer: Mapped[Officer | None] = relationship()
    complaint: Mapped[Complaint | None] = relationship()
