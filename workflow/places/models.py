"""Where things are: the institution, its tree of offices, towns, villages and their groups."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.base.db import Base


class Institution(Base):
    """The cooperative that makes the promises; `pack` names its rules, `demonstration` marks play data."""

    __tablename__ = "institution"

    id: Mapped[int] = mapped_column(primary_key=True)
    pack: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120))
    hotline: Mapped[str] = mapped_column(String(40))
    demonstration: Mapped[bool] = mapped_column(default=False)


class Office(Base):
    """Any unit in the tree, from branch to city; an outlet is an office that serves customers.

    `level` is one of the pack's `authority.levels`.
    """

    __tablename__ = "office"

    id: Mapped[int] = mapped_column(primary_key=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"))
    level: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))
    outlet: Mapped[bool] = mapped_column(default=False)
    phone: Mapped[str] = mapped_column(String(40), default="")
    address: Mapped[str] = mapped_column(String(200), default="")

    institution: Mapped[Institution] = relationship()
    parent: Mapped[Office | None] = relationship(remote_side=[id])

    def chain(self) -> list[Office]:
        """This office and every one above it, nearest first."""
        return [self] + (self.parent.chain() if self.parent else [])


class Town(Base):
    """A town or street office; `code` is the 9-digit statistical code of the list it was taken from."""

    __tablename__ = "town"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    name: Mapped[str] = mapped_column(String(60))


class Village(Base):
    """An administrative village or community. Neither code nor name is an identity; the id is."""

    __tablename__ = "village"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(12), unique=True)
    town_id: Mapped[int] = mapped_column(ForeignKey("town.id"))
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    pinyin: Mapped[str] = mapped_column(String(120), default="")

    town: Mapped[Town] = relationship(lazy="joined")
    office: Mapped[Office] = relationship()


class CalendarDay(Base):
    """A day added to or changed in the shipped calendar by the institution, with the document it rests on.

    One that was taken back counts no more; it stays here with who took it back, when and why.
    """

    __tablename__ = "calendar_day"

    id: Mapped[int] = mapped_column(primary_key=True)
    on: Mapped[date]
    kind: Mapped[str] = mapped_column(String(20))
    festival: Mapped[str] = mapped_column(String(40))
    document: Mapped[str] = mapped_column(String(200))
    added_by: Mapped[int | None]
    added_at: Mapped[datetime]
    taken_back_by: Mapped[int | None]
    taken_back_at: Mapped[datetime | None]
    taken_back_why: Mapped[str | None] = mapped_column(String(200))


class VillageGroup(Base):
    """A village group (村民小组)."""

    __tablename__ = "village_group"
    __table_args__ = (UniqueConstraint("village_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    village_id: Mapped[int] = mapped_column(ForeignKey("village.id"))
    name: Mapped[str] = mapped_column(String(40))
