"""Complaints (投诉), who is excluded from them, what was said, and the review (核查) of an answer."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.base.db import Base
from workflow.base.vault import Sealed
from workflow.doors.inbox import take
from workflow.doors.inbox.models import Enclosure
from workflow.places.models import Office
from workflow.staff.models import Officer
from workflow.stages.cases.models import Case
from workflow.stages.notices.models import Objection


class Complaint(Base):
    """One complaint, anonymous or named; its states are in `states.py`.

    `clock` (Deadline.as_dict()) is that of the complaints rule in force on the day it was received, `rule` names pack
    and first day of that rule. Text, contact and answer are sealed. `number` is drawn, not counted: a gap in a sequence
    would tell a person complained about that there is a complaint they cannot see. `alike` is a keyed digest of the
    words of one that came in a crowd, None for all others.
    """

    __tablename__ = "complaint"
    __table_args__ = (
        CheckConstraint("(state = 'answered') = (answered_at IS NOT NULL)", name="answered_has_instant"),
        Index("ix_complaint_open", "open", "due_on", "id"),
        Index("ix_complaint_alike", "alike", "id"),
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
    alike: Mapped[str | None] = mapped_column(String(64))
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
    review: Mapped[ComplaintReview | None] = relationship(back_populates="complaint")
    talk: Mapped[list[Turn]] = relationship(order_by="Turn.id")
    photos: Mapped[list[ComplaintPhoto]] = relationship(order_by="ComplaintPhoto.id", back_populates="complaint")
    merge: Mapped[ComplaintMerge | None] = relationship(
        foreign_keys="ComplaintMerge.complaint_id", back_populates="complaint", cascade="all, delete-orphan"
    )
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
    def came_to(self) -> str | None:
        """How it ended, a code of `rules.OUTCOMES`: by the review's answer, where one was asked for; None before."""
        return self.review.outcome if self.review else self.outcome

    def photos_of(self, turn: Turn | None) -> list[ComplaintPhoto]:
        """The photos that came with a turn of its talk; with the complaint itself where there is no turn."""
        return [photo for photo in self.photos if photo.turn_id == (turn.id if turn else None)]

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


class ComplaintReview(Base):
    """The superior office's second look at an answer, asked for with the receipt; once for each complaint.

    The answer itself stays as it was given. `clock` is that of the rule in force on the day the review was asked for. A
    trigger refuses a reviewer who is excluded from the complaint or gave the answer.
    """

    __tablename__ = "complaint_review"
    __table_args__ = (
        CheckConstraint("(state = 'reviewed') = (answered_at IS NOT NULL)", name="reviewed_has_instant"),
        Index("ix_complaint_review_open", "open", "due_on", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), unique=True)
    version: Mapped[int] = mapped_column(default=1)
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"), unique=True)
    state: Mapped[str] = mapped_column(String(12), default="asked")
    open: Mapped[bool] = mapped_column(default=True)
    asked_at: Mapped[datetime]
    clock: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    due_on: Mapped[date | None]
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    findings_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    outcome: Mapped[str | None] = mapped_column(String(20))
    answer_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    answered_at: Mapped[datetime | None]

    __mapper_args__ = {"version_id_col": version}

    findings = Sealed("findings_sealed")
    answer = Sealed("answer_sealed")
    complaint: Mapped[Complaint] = relationship(back_populates="review")
    reviewer: Mapped[Officer | None] = relationship()

    @property
    def officer_id(self) -> int | None:
        """Who reviews it."""
        return self.reviewer_id

    @property
    def excluded_ids(self) -> frozenset[int]:
        """Whoever the complaint concerns, and whoever gave the answer."""
        return self.complaint.excluded_ids | {self.complaint.assigned_to_id or 0}


class Turn(Base):
    """One turn of the talk between whoever handles a complaint and the holder of its receipt (no `by_id`)."""

    __tablename__ = "complaint_turn"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), unique=True)
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"), index=True)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(12))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    text_sealed: Mapped[bytes] = mapped_column(LargeBinary)

    text = Sealed("text_sealed")
    by: Mapped[Officer | None] = relationship()


class ComplaintPhoto(Base):
    """A photo that came with a complaint, or with one `turn` of its talk; the picture lies where it was handed in."""

    __tablename__ = "complaint_photo"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), unique=True)
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"), index=True)
    turn_id: Mapped[int | None] = mapped_column(ForeignKey("complaint_turn.id"))
    enclosure_id: Mapped[int] = mapped_column(ForeignKey("enclosure.id"), unique=True)

    complaint: Mapped[Complaint] = relationship(back_populates="photos")
    enclosure: Mapped[Enclosure] = relationship(lazy="joined")

    @property
    def picture(self) -> str:
        """The picture itself, opened: a JPEG in base64; Conflict where there is none (yet)."""
        return take.picture(self.enclosure)


class ComplaintMerge(Base):
    """A complaint that is handled as one with another, the `lead`, which is merged into none itself.

    Each keeps its receipt, its clock and its answer; undone, the row is gone and the events tell of it.
    """

    __tablename__ = "complaint_merge"
    __table_args__ = (CheckConstraint("complaint_id <> lead_id", name="two"),)

    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"), primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"), index=True)
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))

    complaint: Mapped[Complaint] = relationship(foreign_keys=[complaint_id], back_populates="merge")
    lead: Mapped[Complaint] = relationship(foreign_keys=[lead_id])
    by: Mapped[Officer] = relationship()
