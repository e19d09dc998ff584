"""One appraiser's book, its lines, and what all books together gave a household (internal)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.base.db import Base
from workflow.places.models import Office
from workflow.staff.models import Officer
from workflow.stages.appraisal.panel.models import Panel, Seat
from workflow.stages.people.models import Household


class Book(Base):
    """A pre-credit appraisal book (预授信调查评议册) of one seat in one round; open until `closed_at`.

    `keyer_id` is who typed it in: the appraiser, or a person who keys a paper book in.
    """

    __tablename__ = "appraisal_book"
    __table_args__ = (
        UniqueConstraint("seat_id", "round"),
        CheckConstraint("verified_by_id IS NULL OR verified_by_id <> keyer_id", name="verified_by_another"),
        CheckConstraint("verified_at IS NULL OR closed_at IS NOT NULL", name="closed_before_verified"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), unique=True)
    version: Mapped[int] = mapped_column(default=1)
    seat_id: Mapped[int] = mapped_column(ForeignKey("panel_seat.id"))
    round: Mapped[int]
    keyer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    verified_at: Mapped[datetime | None]
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))

    __mapper_args__ = {"version_id_col": version}

    seat: Mapped[Seat] = relationship(lazy="joined")
    keyer: Mapped[Officer | None] = relationship(foreign_keys=[keyer_id])
    verified_by: Mapped[Officer | None] = relationship(foreign_keys=[verified_by_id])

    @property
    def office(self) -> Office:
        """The office of the panel."""
        return self.seat.panel.office

    @property
    def officer_id(self) -> int | None:
        """The appraiser, where they have a log-in."""
        return self.seat.officer_id

    @property
    def stream(self) -> str:
        """The name of this book's chain of events."""
        return f"book:{self.public_id}"


class BookLine(Base):
    """One household in a book; amounts in fen, empty until filled in. `known` false: "I do not know this household"."""

    __tablename__ = "book_line"
    __table_args__ = (
        UniqueConstraint("book_id", "household_id"),
        CheckConstraint("known OR line IS NULL", name="unknown_has_no_line"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    book_id: Mapped[int] = mapped_column(ForeignKey("appraisal_book.id"))
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    known: Mapped[bool] = mapped_column(default=True)
    assets: Mapped[int | None]
    debts: Mapped[int | None]
    income: Mapped[int | None]
    net_income: Mapped[int | None]
    line: Mapped[int | None]
    reason: Mapped[str] = mapped_column(String(200), default="")

    household: Mapped[Household] = relationship()


class PreCredit(Base):
    """What a panel's books gave a household (预授信): internal, told to nobody, promised to nobody.

    `amount` in fen, None where too few knew the household; `counted` values made it. `finding` is the code that removed
    it or sent it to special audit.
    """

    __tablename__ = "pre_credit"
    __table_args__ = (UniqueConstraint("panel_id", "household_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), unique=True)
    version: Mapped[int] = mapped_column(default=1)
    panel_id: Mapped[int] = mapped_column(ForeignKey("appraisal_panel.id"))
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    amount: Mapped[int | None]
    counted: Mapped[int]
    state: Mapped[str] = mapped_column(String(12))
    finding: Mapped[str] = mapped_column(String(20), default="")
    note: Mapped[str] = mapped_column(String(400), default="")
    made_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))

    __mapper_args__ = {"version_id_col": version}

    panel: Mapped[Panel] = relationship()
    household: Mapped[Household] = relationship()

    @property
    def office(self) -> Office:
        """The office of the panel."""
        return self.panel.office
