"""Photos of an application's papers, as they came through the receipt, and what became of each."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.base.db import Base
from workflow.doors.inbox.models import Enclosure
from workflow.staff.models import Officer
from workflow.stages.cases.models import Case, Material
from workflow.stages.people.documents.models import Photo


class MaterialPhoto(Base):
    """A photo of one paper of an application.

    `state`: `waiting`, `taken` (over into the household's file), `refused`, or `discarded` unseen with the end of its
    application.

    The picture lies where it was handed in until somebody judges it; taken over, it is the household's `photo`.
    """

    __tablename__ = "material_photo"
    __table_args__ = (
        CheckConstraint("(state = 'waiting') = (judged_at IS NULL)", name="judged_once"),
        CheckConstraint("(judged_at IS NULL) = (judged_by_id IS NULL)", name="judged_has_judge"),
        CheckConstraint("(state = 'taken') = (photo_id IS NOT NULL)", name="taken_is_kept"),
        CheckConstraint("(state = 'refused') = (reason <> '')", name="refused_has_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), unique=True)
    version: Mapped[int] = mapped_column(default=1)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    material_id: Mapped[int] = mapped_column(ForeignKey("material.id"))
    enclosure_id: Mapped[int] = mapped_column(ForeignKey("enclosure.id"), unique=True)
    received_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    judged_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    judged_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(String(200), default="")
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("photo.id"), unique=True)

    __mapper_args__ = {"version_id_col": version}

    case: Mapped[Case] = relationship()
    material: Mapped[Material] = relationship()
    enclosure: Mapped[Enclosure] = relationship()
    judged_by: Mapped[Officer | None] = relationship()
    photo: Mapped[Photo | None] = relationship()
