"""Inspections of posted lists, and the photos taken of them."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.base.db import Base
from workflow.base.vault import Sealed
from workflow.office.registers.models import whole_strike
from workflow.office.registers.pictures.models import KeptPhoto
from workflow.office.supervision.measures.models import Remedied, whole_measure
from workflow.staff.models import Officer
from workflow.stages.notices.models import Notice

_WRONG = "place = 'wrong' OR content = 'wrong' OR dates = 'wrong'"


class NoticeInspection(Remedied, Base):
    """What somebody saw who stood before a posted list; `kind` and the three points are codes of `rules`.

    `occasion` is what a key check was made for.
    """

    __tablename__ = "notice_inspection"
    __table_args__ = (
        whole_strike(),
        *whole_measure(),
        CheckConstraint(f"fault = ({_WRONG})", name="fault_is_what_is_wrong"),
        CheckConstraint("kind <> 'key' OR occasion <> ''", name="key_has_occasion"),
    )

    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    occasion: Mapped[str] = mapped_column(String(200), default="")
    place: Mapped[str] = mapped_column(String(10))
    content: Mapped[str] = mapped_column(String(10))
    dates: Mapped[str] = mapped_column(String(10))

    notice: Mapped[Notice] = relationship(lazy="joined")
    photos: Mapped[list[InspectionPhoto]] = relationship(
        back_populates="inspection", lazy="selectin", order_by="InspectionPhoto.number"
    )

    def bars(self, person: Officer) -> bool:
        """Nobody strikes out or confirms what they answer for, or what was found in a list that they made."""
        return person.id in (self.answerable_id, self.notice.drafted_by_id, self.notice.posted_by_id)


class InspectionPhoto(KeptPhoto, Base):
    """A photo of a list as it hung."""

    __tablename__ = "inspection_photo"
    __table_args__ = (UniqueConstraint("inspection_id", "number"), whole_strike())

    inspection_id: Mapped[int] = mapped_column(ForeignKey("notice_inspection.id"))

    picture = Sealed("content_sealed")
    inspection: Mapped[NoticeInspection] = relationship(back_populates="photos")

    @property
    def owner(self) -> NoticeInspection:
        """The inspection that it belongs to."""
        return self.inspection

    @property
    def settled(self) -> bool:
        """The photos of a fault stay with its measure, once that is confirmed."""
        return self.inspection.settled

    def bars(self, person: Officer) -> bool:
        """As of the inspection."""
        return self.inspection.bars(person)
