"""Working groups of an outlet: which one, for how long, what it does, who sits in it as what."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.base.db import Base
from workflow.places.models import Office
from workflow.staff.models import Officer


class WorkingGroup(Base):
    """One composition of a group, from a day until a day (both included; none: until another is formed).

    `code` is that of the wall board which the rules want of it. Nobody is exchanged: another composition is written,
    and the one before ends the day before it begins.
    """

    __tablename__ = "working_group"
    __table_args__ = (
        CheckConstraint("until_on IS NULL OR until_on >= from_on", name="whole_term"),
        CheckConstraint("(ended_by_id IS NULL) = (ended_at IS NULL)", name="whole_end"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    duties: Mapped[str] = mapped_column(String(400))
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    formed_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    formed_at: Mapped[datetime]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    ended_at: Mapped[datetime | None]

    office: Mapped[Office] = relationship()
    formed_by: Mapped[Officer] = relationship(foreign_keys=[formed_by_id])
    members: Mapped[list[GroupMember]] = relationship(order_by="GroupMember.position", back_populates="group")

    @property
    def stream(self) -> str:
        """The name of the chain of events of this outlet's groups."""
        return f"groups:{self.office_id}"


class GroupMember(Base):
    """One seat: a name, what they are in the group (`rules.PARTS`), what they are otherwise."""

    __tablename__ = "working_group_member"
    __table_args__ = (UniqueConstraint("group_id", "position"), UniqueConstraint("group_id", "name"))

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("working_group.id"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(40))
    part: Mapped[str] = mapped_column(String(10))
    post: Mapped[str] = mapped_column(String(60), default="")

    group: Mapped[WorkingGroup] = relationship(back_populates="members")
