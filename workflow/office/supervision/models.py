"""What supervision keeps: breaches found by the clock or by a rule, and the tallies that figures are read from."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.base.db import Base
from workflow.staff.models import Officer
from workflow.stages.cases.models import Case
from workflow.stages.feedback.models import Complaint

_UNTOLD = text("NOT told")


class Breach(Base):
    """A broken promise or rule, sent to supervision: kind, whose, when, and what was said about it.

    What lasts (a village without an officer, a silence) is open until `over_at`; when it comes back it is a new breach.
    `complaint_id` hides the breach from whoever the complaint is hidden from.
    """

    __tablename__ = "breach"
    __table_args__ = (UniqueConstraint("kind", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(80))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    complaint_id: Mapped[int | None] = mapped_column(ForeignKey("complaint.id"))
    found_at: Mapped[datetime]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    explanation: Mapped[str] = mapped_column(String(800), default="")
    explained_at: Mapped[datetime | None]
    over_at: Mapped[datetime | None]

    case: Mapped[Case | None] = relationship()
    officer: Mapped[Officer | None] = relationship()
    complaint: Mapped[Complaint | None] = relationship()


class PromiseItem(Base):
    """One promise in one case or complaint, as its events left it: what a figure counts and a late list shows.

    `days` run in `unit` from `start_on` to `end_on`; both are None while it is open. `since_on` is the first day of the
    promised value it started under, `told`: nothing about it is left
    to be found – it ended in time, or its breach is kept.
    """

    __tablename__ = "promise_item"
    __table_args__ = (
        UniqueConstraint("stream", "key"),
        Index("ix_promise_item_list", "key", "ended", "due_on", "id"),
        Index("ix_promise_item_start", "key", "start_on"),
        Index("ix_promise_item_untold", "due_on", sqlite_where=text("told = 0"), postgresql_where=text("NOT told")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    stream: Mapped[str] = mapped_column(String(80))
    key: Mapped[str] = mapped_column(String(60))
    unit: Mapped[str] = mapped_column(String(10))
    since_on: Mapped[date]
    start_on: Mapped[date]
    due_on: Mapped[date]
    end_on: Mapped[date | None]
    days: Mapped[int | None]
    ended: Mapped[bool]
    told: Mapped[bool]
    office_id: Mapped[int]
    officer_id: Mapped[int]
    level: Mapped[str] = mapped_column(String(40))
    product: Mapped[str] = mapped_column(String(40))


class PromiseTally(Base):
    """How many items of a promise took so many days and were in time, all together and for each value of a slice.

    `since_on` is the first day of the promised value they started under; `by` '' counts all, else office, officer,
    level or product, of which `value` names one. Kept in the transaction of the very event that changes it, so that
    no figure waits for a night.
    """

    __tablename__ = "promise_tally"

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    since_on: Mapped[date] = mapped_column(primary_key=True)
    by: Mapped[str] = mapped_column(String(10), primary_key=True)
    value: Mapped[str] = mapped_column(String(40), primary_key=True)
    days: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    in_time: Mapped[bool] = mapped_column(primary_key=True)
    n: Mapped[int]


class PromiseWaiting(Base):
    """How many items of a promise are open and due on a day, counted in the same places."""

    __tablename__ = "promise_waiting"

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    since_on: Mapped[date] = mapped_column(primary_key=True)
    by: Mapped[str] = mapped_column(String(10), primary_key=True)
    value: Mapped[str] = mapped_column(String(40), primary_key=True)
    due_on: Mapped[date] = mapped_column(primary_key=True)
    n: Mapped[int]


class TallyBasis(Base):
    """The working-day calendar and the rules that the items were counted by: other ones ask for a recount."""

    __tablename__ = "tally_basis"

    version: Mapped[str] = mapped_column(String(120), primary_key=True)
