"""Panels, seats, recusals, and the village meeting's form with its signatures."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.base.db import Base
from workflow.places.models import Office, Village
from workflow.staff.models import Officer
from workflow.stages.appraisal.survey.models import Survey


class Panel(Base):
    """An appraisal panel (评议小组) under the rules of `rules_on`; `kind` is one of `rules.KINDS`."""

    __tablename__ = "appraisal_panel"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), unique=True)
    version: Mapped[int] = mapped_column(default=1)
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(80))
    village_id: Mapped[int | None] = mapped_column(ForeignKey("village.id"), index=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    rules_on: Mapped[date]
    formed_at: Mapped[datetime]
    formed_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    dissolved_at: Mapped[datetime | None]

    __mapper_args__ = {"version_id_col": version}

    village: Mapped[Village | None] = relationship()
    office: Mapped[Office] = relationship()
    seats: Mapped[list[Seat]] = relationship(back_populates="panel", order_by="Seat.position")

    @property
    def stream(self) -> str:
        """The name of this panel's chain of events."""
        return f"panel:{self.public_id}"


class Seat(Base):
    """One member of a panel; `officer_id` where they are staff or have a log-in here."""

    __tablename__ = "panel_seat"
    __table_args__ = (UniqueConstraint("panel_id", "position"), UniqueConstraint("panel_id", "officer_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    panel_id: Mapped[int] = mapped_column(ForeignKey("appraisal_panel.id"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(40))
    capacity: Mapped[str] = mapped_column(String(20))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))

    panel: Mapped[Panel] = relationship(back_populates="seats")
    officer: Mapped[Officer | None] = relationship()


class SeatRecusal(Base):
    """A member's declared tie to a household: no value, no signature of theirs on it (beside the ties of officers)."""

    __tablename__ = "seat_recusal"
    __table_args__ = (UniqueConstraint("seat_id", "household_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("panel_seat.id"))
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    nature: Mapped[str] = mapped_column(String(40))
    declared_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    declared_at: Mapped[datetime]


class Appraisal(Base):
    """The village meeting's form on one household (授信评议表); amounts in fen, state one of `states.py`."""

    __tablename__ = "village_appraisal"
    __table_args__ = (
        CheckConstraint("(state = 'prepared') = (settled_line IS NULL)", name="settled"),
        CheckConstraint("approved_by_id IS NULL OR approved_by_id <> recorded_by_id", name="approved_by_another"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), unique=True)
    version: Mapped[int] = mapped_column(default=1)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"), unique=True)
    panel_id: Mapped[int] = mapped_column(ForeignKey("appraisal_panel.id"), index=True)
    state: Mapped[str] = mapped_column(String(12))
    proposed_line: Mapped[int]
    settled_line: Mapped[int | None]
    above_authority: Mapped[bool] = mapped_column(default=False)
    opinion: Mapped[str] = mapped_column(String(400), default="")
    prepared_at: Mapped[datetime]
    appraised_at: Mapped[datetime | None]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    approved_at: Mapped[datetime | None]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))

    __mapper_args__ = {"version_id_col": version}

    survey: Mapped[Survey] = relationship()
    panel: Mapped[Panel] = relationship()
    signatures: Mapped[list[Signature]] = relationship(lambda: Signature, order_by=lambda: Signature.id)

    @property
    def office(self) -> Office:
        """The office of the panel."""
        return self.panel.office

    @property
    def excluded_ids(self) -> frozenset[int]:
        """Officers with a declared tie to the household."""
        return self.survey.household.tied_ids

    @property
    def stream(self) -> str:
        """The name of this form's chain of events."""
        return f"appraisal:{self.public_id}"


class Signature(Base):
    """One member's signature under a form."""

    __tablename__ = "appraisal_signature"
    __table_args__ = (UniqueConstraint("appraisal_id", "seat_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    appraisal_id: Mapped[int] = mapped_column(ForeignKey("village_appraisal.id"))
    seat_id: Mapped[int] = mapped_column(ForeignKey("panel_seat.id"))

    seat: Mapped[Seat] = relationship()
