"""Complaints (投诉), who is excluded from them, and what was said."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.base.db import Base
from workflow.base.vault import Sealed
from workflow.places.models import Office
from workflow.staff.models import Officer
from workflow.stages.cases.models import Case
from workflow.stages.notices.models import Objection


class Complaint(Base):
    """One complaint, anonymous or named; its states are in `states.py`.

    `clock` (Deadline.as_dict()) is that of the complaints rule in force on the day it was received, `rule` names pack
    and first day of that rule. Text, contact and answer are sealed. `number` is drawn, not counted: a gap in a sequence
    would tell a person complained about that there is a complaint they cannot see.
    """

    __tablename__ = "complaint"
    __table_args__ = (
        CheckConstraint("(state = 'answered') = (answered_at IS NOT NULL)", name="answered_has_instant"),
        Index("ix_complaint_open", "open", "due_on", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), unique=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    version: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(String(12), default="received")
    channel: Mapped[str] = mapped_column(String(10))
    category: Mapped[str] = mapped_column(String(20))
    anonymous: Mapped[bool]
    complainant_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    contact_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    text_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    about_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    office_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))
    objection_id: Mapped[int | None] = mapped_column(ForeignKey("objection.id"), unique=True)
    receipt_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    received_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    registered_at: Mapped[datetime | None]
    rule: Mapped[str] = mapped_column(String(40), default="")
    clock: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    due_on: Mapped[date | None]
    open: Mapped[bool] = mapped_column(default=True)
    assigned_to_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    findings_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    outcome: Mapped[str | None] = mapped_column(String(20))
    answer_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    answered_at: Mapped[datetime | None]

    __mapper_args__ = {"version_id_col": version}

    complainant = Sealed("complainant_sealed")
    contact = Sealed("contact_sealed")
    text = Sealed("text_sealed")
    about = Sealed("about_sealed")
    findings = Sealed("findings_sealed")
    answer = Sealed("answer_sealed")
    assigned_to: Mapped[Officer | None] = relationship()
    exclusions: Mapped[list[Exclusion]] = relationship(lazy="selectin")
    office: Mapped[Office | None] = relationship()
    case: Mapped[Case | None] = relationship()
    objection: Mapped[Objection | None] = relationship()

    @property
    def officer_id(self) -> int | None:
        """Who handles it."""
        return self.assigned_to_id

    @property
    def excluded_ids(self) -> frozenset[int]:
        """Who may not know of it."""
        return frozenset(exclusion.officer_id for exclusion in self.exclusions)

    @property
    def stream(self) -> str:
        """The name of this complaint's chain of events."""
        return f"complaint:{self.public_id}"


class Exclusion(Base):
    """A person who may neither see nor handle a complaint; a trigger refuses assigning it to them."""

    __tablename__ = "exclusion"
    __table_args__ = (UniqueConstraint("complaint_id", "officer_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"), index=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    because: Mapped[str] = mapped_column(String(40))

    officer: Mapped[Officer] = relationship()
