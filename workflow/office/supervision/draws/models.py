"""Draws for inspection, what was drawn, what was found in it and what was done about it."""

from __future__ import annotations

import json
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.base.db import Base
from workflow.base.vault import Sealed
from workflow.office.registers.models import Entry, whole_strike
from workflow.office.supervision.draws import numbers
from workflow.office.supervision.measures.models import Remedied, whole_measure
from workflow.staff.models import Officer

_STANDING = text("struck_at IS NULL")


class Draw(Entry, Base):
    """One draw at one office for one period: announced with its list and a promised secret, then drawn.

    `period_on` is the period's first day. `population` is the list as canonical JSON, `checksum` its SHA-256;
    `promise` is the SHA-256 of `secret`, which nobody reads before the draw. `witnesses` (JSON) are those who looked
    on, each with a word of their own; secret and words make `seed`. A draw that is given up is struck out.
    """

    __tablename__ = "draw"
    __table_args__ = (
        whole_strike(),
        CheckConstraint(
            "(seed IS NULL) = (drawn_at IS NULL) AND (seed IS NULL) = (drawn_by_id IS NULL)"
            " AND (seed IS NULL) = (witnesses IS NULL)",
            name="whole_draw",
        ),
        CheckConstraint("drawn_at IS NULL OR struck_at IS NULL", name="drawn_stands"),
        Index(
            "ux_draw_standing", "office_id", "period_on", unique=True,
            sqlite_where=_STANDING, postgresql_where=_STANDING,
        ),
    )  # fmt: skip

    period_on: Mapped[date]
    until_on: Mapped[date]
    population: Mapped[str] = mapped_column(Text)
    checksum: Mapped[str] = mapped_column(String(64))
    promise: Mapped[str] = mapped_column(String(64))
    secret_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    witnesses: Mapped[str | None] = mapped_column(Text)
    seed: Mapped[str | None] = mapped_column(String(64))
    drawn_at: Mapped[datetime | None]
    drawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))

    secret = Sealed("secret_sealed")
    items: Mapped[list[DrawnItem]] = relationship(back_populates="draw", order_by="DrawnItem.id")

    @property
    def settled(self) -> bool:
        """What was drawn stands."""
        return self.drawn_at is not None

    def bars(self, person: Officer) -> bool:
        """Nobody whose own loans are on the list draws, or gives the draw up."""
        mine = numbers.both(self.promise, "officer", person.public_id)
        return any(each["key"] in mine for each in json.loads(self.population)["officers"])


class DrawnItem(Base):
    """A village, an officer or a loan that was drawn; `key` is its number in the list, `name` what it is called.

    A loan is called by its own number.

    `subject_id` is the officer whose work it shows: of a loan the officer in charge, of a village nobody in particular.
    """

    __tablename__ = "drawn_item"
    __table_args__ = (UniqueConstraint("draw_id", "kind", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    draw_id: Mapped[int] = mapped_column(ForeignKey("draw.id"))
    kind: Mapped[str] = mapped_column(String(10))
    key: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))
    subject_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))

    draw: Mapped[Draw] = relationship(back_populates="items")
    subject: Mapped[Officer | None] = relationship()
    findings: Mapped[list[DrawFinding]] = relationship(
        order_by="DrawFinding.id",
        primaryjoin="and_(DrawnItem.id == DrawFinding.item_id, DrawFinding.struck_at.is_(None))",
        viewonly=True,
    )


class DrawFinding(Remedied, Base):
    """What an inspection found in a drawn item."""

    __tablename__ = "draw_finding"
    __table_args__ = (whole_strike(), *whole_measure())

    item_id: Mapped[int] = mapped_column(ForeignKey("drawn_item.id"), index=True)

    item: Mapped[DrawnItem] = relationship(foreign_keys=[item_id])

    def bars(self, person: Officer) -> bool:
        """Nobody strikes out a fault that they answer for, or what was found in their own work."""
        return person.id in (self.answerable_id, self.item.subject_id)
