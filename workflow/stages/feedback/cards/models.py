"""One evaluation card; its states are in `states.py`."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.base.db import Base
from workflow.base.vault import Sealed
from workflow.places.models import Office
from workflow.staff.models import Officer


class EvaluationCard(Base):
    """What a customer says of one business, without saying who they are.

    Of an online card the receipt told office and officer; the case itself is not kept, `once_key` only (a keyed digest
    of receipt and business) lets no receipt judge the same business twice. `month` (2026-05) is that of its coming:
    cards are totalled and filed by it. Text and decision are sealed.
    """

    __tablename__ = "evaluation_card"
    __table_args__ = (
        CheckConstraint("(checked_by_id IS NULL) = (classification IS NULL)", name="checked_has_class"),
        CheckConstraint("(decided_by_id IS NULL) = (decided_at IS NULL)", name="decided_has_instant"),
        CheckConstraint("(state = 'filed') = (filed_at IS NOT NULL)", name="filed_has_instant"),
        CheckConstraint(
            "decided_by_id IS NULL OR (decided_by_id <> checked_by_id AND classification = 'problem')",
            name="decided_by_another",
        ),
        CheckConstraint(
            "officer_id IS NULL OR ((checked_by_id IS NULL OR checked_by_id <> officer_id)"
            " AND (decided_by_id IS NULL OR decided_by_id <> officer_id))",
            name="not_by_whom_it_judges",
        ),
        CheckConstraint("classification <> 'problem' OR state <> 'filed' OR decided_at IS NOT NULL", name="no_drawer"),
        Index("ix_evaluation_card_month", "month", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), unique=True)
    version: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(String(12))
    channel: Mapped[str] = mapped_column(String(10))
    business: Mapped[str] = mapped_column(String(20))
    rating: Mapped[str] = mapped_column(String(10))
    text_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    office_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"), index=True)
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    done_on: Mapped[date | None]
    month: Mapped[str] = mapped_column(String(7))
    receipt_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    once_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    received_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    classification: Mapped[str | None] = mapped_column(String(12))
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    checked_at: Mapped[datetime | None]
    decision_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    decided_at: Mapped[datetime | None]
    filed_at: Mapped[datetime | None]

    __mapper_args__ = {"version_id_col": version}

    text = Sealed("text_sealed")
    decision = Sealed("decision_sealed")
    office: Mapped[Office | None] = relationship()
    officer: Mapped[Officer | None] = relationship(foreign_keys=[officer_id])
    checked_by: Mapped[Officer | None] = relationship(foreign_keys=[checked_by_id])
    decided_by: Mapped[Officer | None] = relationship(foreign_keys=[decided_by_id])

    @property
    def excluded_ids(self) -> frozenset[int]:
        """Whom it judges may not read it."""
        return frozenset() if self.officer_id is None else frozenset({self.officer_id})

    @property
    def stream(self) -> str:
        """The name of this card's chain of events."""
        return f"card:{self.public_id}"
