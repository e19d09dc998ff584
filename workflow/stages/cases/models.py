"""Applications and what happens to them at the desk: cases, materials, one-time notices, registers, who did what."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Computed,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.base.db import Base
from workflow.base.vault import Sealed
from workflow.places.models import Office
from workflow.policy.flows import Way
from workflow.staff.models import Officer
from workflow.stages.people.models import Household, Member

#: Decided, and the applicant not told yet: few at any time, so their index stays small.
_UNTOLD = text("decided_at IS NOT NULL AND answered_at IS NULL")

#: What waits for the household has no day, whatever its stage's clock says.
_NEARER = "CASE WHEN stage_due_on < next_on THEN stage_due_on ELSE next_on END"

#: Clocks of stages of which a warning is still to be given.
_WARNS = text("stage_warn_on IS NOT NULL")

#: Entries of the demand register that nobody has answered.
_UNANSWERED = text("answered_at IS NULL AND closed_at IS NULL")

#: Warnings of clocks that nobody was told yet.
_UNWARNED = text("told_at IS NULL")


class Case(Base):
    """One application on its way from hand-in to payable loan or effective line (业务件).

    Amounts are fen. `received_at` is when it was handed in, `recorded_at` when it was typed in. The promise's clock
    is `clock` (Deadline.as_dict()); `due_on` is its date, stored and indexed while the clock runs (`open`).
    `next_on` is the day of whatever is due next in this case (a notice's last day, the promise's due day …). `pack` and
    `pack_digest` are the rules it was accepted under, `flow` the stages it goes through (kinds of `policy.flows`, kept
    since its acceptance; None: the usual ones, cases of before). `passed_amount` is the most that may be granted: what
    the committee passed, or where the case's way has no committee, what was proposed.
    `stage_clock` (kind, since, Deadline.as_dict()) is the clock of the stage that the case stands in, where the rules
    give that stage a limit; `stage_due_on` is its date, `stage_warn_on` the day of its next warning.
    `desk_on` is the nearer of the two days, by which the desk sorts; the database keeps it.
    """

    __tablename__ = "case"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("passed_amount IS NULL OR passed_amount > 0", name="passed_amount"),
        CheckConstraint(
            "state NOT IN ('approved','posted','disputed','payable','effective') OR decided_by_id IS NOT NULL",
            name="decided_has_decider",
        ),
        CheckConstraint("granted_amount IS NULL OR granted_amount <= passed_amount", name="within_passed"),
        CheckConstraint(
            "state IN ('submitted','incomplete','unacceptable','withdrawn') OR accepted_at IS NOT NULL",
            name="accepted_has_clock",
        ),
        Index("ix_case_desk", "open", "desk_on", "id"),
        Index("ix_case_officer_desk", "officer_id", "open", "desk_on", "id"),
        Index("ix_case_office_desk", "office_id", "open", "desk_on", "id"),
        Index("ix_case_stage_warn", "stage_warn_on", sqlite_where=_WARNS, postgresql_where=_WARNS),
        Index("ix_case_untold", "due_on", "id", sqlite_where=_UNTOLD, postgresql_where=_UNTOLD),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), unique=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    version: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(String(20), default="submitted")
    subject: Mapped[str] = mapped_column(String(10))
    product: Mapped[str] = mapped_column(String(40))
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    borrower_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    village_code: Mapped[str] = mapped_column(String(12))
    amount: Mapped[int]
    term_months: Mapped[int]
    purpose: Mapped[str] = mapped_column(String(400))
    guarantee: Mapped[str] = mapped_column(String(20))
    guarantor_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    repayment_source: Mapped[str] = mapped_column(String(400), default="")
    channel: Mapped[str] = mapped_column(String(10))
    receipt_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    priority: Mapped[bool] = mapped_column(default=False)
    appointment_on: Mapped[date | None]
    received_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    pack: Mapped[str] = mapped_column(String(40))
    pack_digest: Mapped[str] = mapped_column(String(64))
    level: Mapped[str] = mapped_column(String(40))
    flow: Mapped[str | None] = mapped_column(String(120))
    clock: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    clock_state: Mapped[str | None] = mapped_column(String(10))
    due_on: Mapped[date | None]
    next_on: Mapped[date | None]
    stage_clock: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    stage_due_on: Mapped[date | None]
    stage_warn_on: Mapped[date | None]
    desk_on: Mapped[date | None] = mapped_column(Computed(_NEARER, persisted=True))
    open: Mapped[bool] = mapped_column(default=True)
    passed_amount: Mapped[int | None]
    granted_amount: Mapped[int | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    decided_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    __mapper_args__ = {"version_id_col": version}

    guarantor = Sealed("guarantor_sealed")
    household: Mapped[Household] = relationship()
    borrower: Mapped[Member] = relationship()
    office: Mapped[Office] = relationship()
    officer: Mapped[Officer | None] = relationship(foreign_keys=[officer_id])
    materials: Mapped[list[Material]] = relationship(order_by="Material.id")
    gap_notices: Mapped[list[OneTimeNotice]] = relationship(order_by="OneTimeNotice.id")
    hands: Mapped[list[CaseHand]] = relationship()
    warnings: Mapped[list[ClockWarning]] = relationship(order_by="ClockWarning.percent", cascade="all, delete-orphan")

    @property
    def way(self) -> Way:
        """Through which stages this case goes, and to which end."""
        return Way(self.flow, self.subject)

    @property
    def stream(self) -> str:
        """The name of this case's chain of events."""
        return f"case:{self.public_id}"


class ClockWarning(Base):
    """The day on which a share of a case's promised time is used up (S19), and when its officer was told.

    `percent` of the time. Made anew whenever the clock starts; the days follow a clock that is counted anew.
    """

    __tablename__ = "clock_warning"
    __table_args__ = (Index("ix_clock_warning_untold", "on", sqlite_where=_UNWARNED, postgresql_where=_UNWARNED),)

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    percent: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    on: Mapped[date]
    told_at: Mapped[datetime | None]


class ClockBasis(Base):
    """The calendar that the running clocks and posted periods were counted on: another one asks for a recount."""

    __tablename__ = "clock_basis"

    version: Mapped[str] = mapped_column(String(60), primary_key=True)


class CaseHand(Base):
    """Who has a hand in a case, and in which of the duties that must be kept apart.

    The primary key lets one person hold one of them only: the database refuses the same person surveying and
    approving. A trigger refuses anyone with a declared tie to the household.
    """

    __tablename__ = "case_hand"
    __table_args__ = (UniqueConstraint("case_id", "officer_id", "duty"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), primary_key=True)
    duty: Mapped[str] = mapped_column(String(20))
    since: Mapped[datetime]


class Material(Base):
    """One required paper of an application and whether it is there.

    `state`: `unchecked` (the household says it is in hand), `present`, `missing` or `defective`.
    """

    __tablename__ = "material"
    __table_args__ = (UniqueConstraint("case_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    key: Mapped[str] = mapped_column(String(60))
    label: Mapped[str] = mapped_column(String(120))
    label_en: Mapped[str] = mapped_column(String(120))
    state: Mapped[str] = mapped_column(String(12), default="missing")
    note: Mapped[str] = mapped_column(String(200), default="")
    received_at: Mapped[datetime | None]


class OneTimeNotice(Base):
    """All gaps told at once (一次性告知); a second one that names an old gap carries the breach flag."""

    __tablename__ = "one_time_notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    items: Mapped[list[str]] = mapped_column(JSON)
    told_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    told_how: Mapped[str] = mapped_column(String(20))
    told_at: Mapped[datetime]
    breach: Mapped[bool] = mapped_column(default=False)


class DemandEntry(Base):
    """An entry of the demand register (贷款需求登记簿、首问负责): who came, who was asked first, who answers."""

    __tablename__ = "demand_entry"
    __table_args__ = (
        Index("ix_demand_entry_office", "office_id", "closed_at", "id"),
        Index("ix_demand_entry_unanswered", "id", sqlite_where=_UNANSWERED, postgresql_where=_UNANSWERED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), unique=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    came_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(20))
    visitor_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    village_id: Mapped[int | None] = mapped_column(ForeignKey("village.id"))
    amount: Mapped[int | None]
    matter: Mapped[str] = mapped_column(Text)
    told: Mapped[str] = mapped_column(Text, default="")
    first_asked_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    handed_to_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    handed_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))

    visitor = Sealed("visitor_sealed")
    phone = Sealed("phone_sealed")
    office: Mapped[Office] = relationship()
    first_asked: Mapped[Officer] = relationship(foreign_keys=[first_asked_id])
    handed_to: Mapped[Officer | None] = relationship(foreign_keys=[handed_to_id])
    case: Mapped[Case | None] = relationship()

    @property
    def officer_id(self) -> int:
        """Who answers for it now: whoever it was handed to, else the first one asked."""
        return self.handed_to_id or self.first_asked_id

    @property
    def stream(self) -> str:
        """The name of this entry's chain of events."""
        return f"demand:{self.public_id}"


class ServiceItem(Base):
    """The service-item register (服务事项登记); `reminded` of the evaluation card (S71), None while it is not known."""

    __tablename__ = "service_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), unique=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    customer_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    item: Mapped[str] = mapped_column(String(200))
    received_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    received_at: Mapped[datetime]
    promised_on: Mapped[date | None]
    finished_at: Mapped[datetime | None]
    result: Mapped[str] = mapped_column(String(200), default="")
    reminded: Mapped[bool | None]

    customer = Sealed("customer_sealed")
    office: Mapped[Office] = relationship()
    received_by: Mapped[Officer] = relationship()

    @property
    def stream(self) -> str:
        """The name of this item's chain of events."""
        return f"service:{self.public_id}"
