"""Requests of households to be given what is kept about them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.base.db import Base
from workflow.staff.models import Officer
from workflow.stages.people.models import Household, Member

_OPEN = text("handed_at IS NULL AND refused_at IS NULL")


class OwnDataRequest(Base):
    """A member of a household asks for what is kept about it: one person writes it down, another one confirms.

    `identity` says what the asking member was known by. Once it is handed over or refused it is closed for good.
    """

    __tablename__ = "own_data_request"
    __table_args__ = (
        CheckConstraint("confirmed_by_id IS NULL OR confirmed_by_id <> asked_by_id", name="two_people"),
        CheckConstraint("(confirmed_by_id IS NULL) = (confirmed_at IS NULL)", name="whole_confirmation"),
        CheckConstraint("handed_at IS NULL OR confirmed_at IS NOT NULL", name="handed_is_confirmed"),
        CheckConstraint("handed_at IS NULL OR refused_at IS NULL", name="one_end"),
        Index("ux_own_data_request_open", "household_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), unique=True)
    version: Mapped[int] = mapped_column(default=1)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    identity: Mapped[str] = mapped_column(String(20))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    asked_at: Mapped[datetime]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    confirmed_at: Mapped[datetime | None]
    handed_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    handed_at: Mapped[datetime | None]
    refused_at: Mapped[datetime | None]
    refused_why: Mapped[str | None] = mapped_column(String(200))

    __mapper_args__ = {"version_id_col": version}

    household: Mapped[Household] = relationship()
    member: Mapped[Member] = relationship()
    asked_by: Mapped[Officer] = relationship(foreign_keys=[asked_by_id])
    confirmed_by: Mapped[Officer | None] = relationship(foreign_keys=[confirmed_by_id])
