"""Contracts, who signed them, and every sheet that was printed of them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.base.db import Base
from workflow.base.vault import Sealed
from workflow.staff.models import Officer
from workflow.stages.cases.models import Case

_STANDING = text("voided_at IS NULL")


class Contract(Base):
    """One contract of a case, of a kind that the pack's contract set names; at most one of a kind stands.

    `facts` are the very values it was drawn up with, as JSON, sealed: every copy says the same. Signed or voided, it
    never changes again; the database refuses it.
    """

    __tablename__ = "contract"
    __table_args__ = (
        Index(
            "ux_contract_standing", "case_id", "kind", unique=True,
            sqlite_where=_STANDING, postgresql_where=_STANDING,
        ),
        CheckConstraint(
            "(signed_at IS NULL) = (signed_by_id IS NULL) AND (signed_at IS NULL) = (witness_id IS NULL)",
            name="whole_signing",
        ),
        CheckConstraint("witness_id IS NULL OR witness_id <> signed_by_id", name="two_people"),
        CheckConstraint("(voided_at IS NULL) = (void_reason IS NULL)", name="whole_void"),
        CheckConstraint("signed_at IS NULL OR voided_at IS NULL", name="signed_stands"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), unique=True)
    version: Mapped[int] = mapped_column(default=1)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    number: Mapped[str] = mapped_column(String(30), unique=True)
    facts_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    drawn_up_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    drawn_up_at: Mapped[datetime]
    signed_at: Mapped[datetime | None]
    recorded_at: Mapped[datetime | None]
    place: Mapped[str] = mapped_column(String(120), default="")
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    witness_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    voided_at: Mapped[datetime | None]
    void_reason: Mapped[str | None] = mapped_column(String(200))

    __mapper_args__ = {"version_id_col": version}

    facts = Sealed("facts_sealed")
    case: Mapped[Case] = relationship()
    drawn_up_by: Mapped[Officer] = relationship(foreign_keys=[drawn_up_by_id])
    signed_by: Mapped[Officer | None] = relationship(foreign_keys=[signed_by_id])
    witness: Mapped[Officer | None] = relationship(foreign_keys=[witness_id])
    signatures: Mapped[list[Signature]] = relationship(lambda: Signature, order_by=lambda: Signature.id)
    prints: Mapped[list[ContractPrint]] = relationship(order_by="ContractPrint.number")


class Signature(Base):
    """One party's signature on a contract: in which part, and by which means the person was made sure of."""

    __tablename__ = "contract_signature"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), unique=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"), index=True)
    part: Mapped[str] = mapped_column(String(12))
    name_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    means: Mapped[str] = mapped_column(String(40))

    name = Sealed("name_sealed")


class ContractPrint(Base):
    """One printing of a contract, counted from 1; from the second on with its reason."""

    __tablename__ = "contract_print"
    __table_args__ = (
        UniqueConstraint("contract_id", "number"),
        CheckConstraint("number = 1 OR reason <> ''", name="reprint_has_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    number: Mapped[int]
    printed_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    printed_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(200), default="")

    printed_by: Mapped[Officer] = relationship()
