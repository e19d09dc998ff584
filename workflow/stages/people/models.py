"""Households, their members, what ties staff to them, and what they agreed to."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.base.db import Base
from workflow.base.vault import Sealed
from workflow.places.models import Office, Village, VillageGroup
from workflow.staff.queries import officer_in_charge


class Household(Base):
    """A farm household (农户): the unit that borrows."""

    __tablename__ = "household"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), unique=True)
    code: Mapped[str | None] = mapped_column(String(40), unique=True)
    village_id: Mapped[int] = mapped_column(ForeignKey("village.id"), index=True)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("village_group.id"))
    address_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]

    address = Sealed("address_sealed")
    village: Mapped[Village] = relationship(lazy="joined")
    group: Mapped[VillageGroup | None] = relationship(lazy="joined")
    members: Mapped[list[Member]] = relationship(back_populates="household", order_by="Member.id")

    @property
    def office(self) -> Office:
        """The office in whose area the household lives."""
        return self.village.office

    @property
    def officer_id(self) -> int | None:
        """The officer in charge of its village now, if any."""
        return officer_in_charge(self.village_id)

    @property
    def head(self) -> Member | None:
        """The household head, where one is recorded."""
        return next((member for member in self.members if member.relation == "head"), None)


class Member(Base):
    """A household member. `id_key` (keyed digest of the identity number) keeps one person in one household."""

    __tablename__ = "member"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), unique=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    relation: Mapped[str] = mapped_column(String(20))
    name_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    id_number_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    id_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    born_on: Mapped[date | None]

    name = Sealed("name_sealed")
    id_number = Sealed("id_number_sealed")
    phone = Sealed("phone_sealed")
    household: Mapped[Household] = relationship(back_populates="members")


class Tie(Base):
    """A declared tie between an officer and a household (relative, guarantor, own household): grounds for recusal."""

    __tablename__ = "tie"
    __table_args__ = (UniqueConstraint("officer_id", "household_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    nature: Mapped[str] = mapped_column(String(40))
    declared_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    declared_at: Mapped[datetime]


class Consent(Base):
    """A household's own, separate consent to be shown online: version kept, withdrawable, never a condition."""

    __tablename__ = "consent"
    __table_args__ = (
        CheckConstraint("withdrawn_at IS NULL OR withdrawn_at >= given_at", name="order"),
        Index("ix_consent_household", "household_id", "purpose"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"))
    purpose: Mapped[str] = mapped_column(String(40))
    text_version: Mapped[str] = mapped_column(String(20))
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
