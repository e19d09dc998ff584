"""The book in which an outlet discloses its large loans to its own staff (贷后公开簿)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.base.db import Base
from workflow.base.vault import Sealed
from workflow.kernel import ids
from workflow.office.registers.models import Entry, whole_strike
from workflow.staff.models import Officer

_STANDING = text("struck_at IS NULL")


class LargeLoanBook(Entry, Base):
    """One month of one outlet (`month`: its first day): drawn up, signed by the head, shown to the staff, received.

    `threshold` (fen) and `due_on` are what the rules said when it was drawn up. A month without large loans has a book
    without lines.
    """

    __tablename__ = "large_loan_book"
    __table_args__ = (
        whole_strike(),
        CheckConstraint("(signed_by_id IS NULL) = (signed_at IS NULL)", name="whole_signature"),
        CheckConstraint("signed_by_id IS NULL OR signed_by_id <> recorded_by_id", name="signed_by_another"),
        CheckConstraint("shown_on IS NULL OR signed_at IS NOT NULL", name="signed_before_shown"),
        CheckConstraint("(received_by_id IS NULL) = (received_at IS NULL)", name="whole_receipt"),
        CheckConstraint("received_at IS NULL OR signed_at IS NOT NULL", name="signed_before_received"),
        Index(
            "ux_large_loan_book_standing", "office_id", "month", unique=True, sqlite_where=_STANDING,
            postgresql_where=_STANDING,
        ),
    )  # fmt: skip

    month: Mapped[date]
    threshold: Mapped[int]
    due_on: Mapped[date]
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    signed_at: Mapped[datetime | None]
    shown_on: Mapped[date | None]
    received_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    received_at: Mapped[datetime | None]

    signed_by: Mapped[Officer | None] = relationship(foreign_keys=[signed_by_id])
    received_by: Mapped[Officer | None] = relationship(foreign_keys=[received_by_id])
    loans: Mapped[list[LargeLoan]] = relationship(lazy="selectin", order_by="LargeLoan.id")

    @property
    def settled(self) -> bool:
        """What the head signed stands."""
        return self.signed_at is not None


class LargeLoan(Base):
    """One loan of a book, as it was when the book was drawn up; who borrows, and what for, is sealed."""

    __tablename__ = "large_loan"
    __table_args__ = (UniqueConstraint("book_id", "case_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), unique=True, default=ids.public_id)
    book_id: Mapped[int] = mapped_column(ForeignKey("large_loan_book.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    number: Mapped[str] = mapped_column(String(20))
    borrower_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    purpose_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    amount: Mapped[int]
    term_months: Mapped[int]
    guarantee: Mapped[str] = mapped_column(String(20))
    officer_name: Mapped[str] = mapped_column(String(60))
    decider_name: Mapped[str] = mapped_column(String(60))
    granted_on: Mapped[date]

    borrower = Sealed("borrower_sealed")
    purpose = Sealed("purpose_sealed")
