"""Households, their members, what ties staff to them, and what they agreed to."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    bindparam,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.base.db import Base, session
from workflow.base.vault import Sealed
from workflow.places.models import Office, Village, VillageGroup
from workflow.staff.models import Officer
from workflow.staff.queries import officer_in_charge


class Household(Base):
    """A farm household (农户): the unit that borrows. `customer`: its kind of customer, as the rules name them.

    `graded_at`: since when the credit grade that it has is settled; None without one. `renewed_on`: when its file
    was last gone through whole; None since it was made.
    """

    __tablename__ = "household"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), unique=True)
    code: Mapped[str | None] = mapped_column(String(40), unique=True)
    village_id: Mapped[int] = mapped_column(ForeignKey("village.id"), index=True)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("village_group.id"))
    address_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    customer: Mapped[str | None] = mapped_column(String(40), index=True)
    created_at: Mapped[datetime]
    graded_at: Mapped[datetime | None]
    renewed_on: Mapped[date | None]

    address = Sealed("address_sealed")
    village: Mapped[Village] = relationship(lazy="joined")
    group: Mapped[VillageGroup | None] = relationship(lazy="joined")
    members: Mapped[list[Member]] = relationship(
        back_populates="household", order_by="Member.id",
        primaryjoin="and_(Household.id == Member.household_id, Member.left_on.is_(None))",
    )  # fmt: skip
    former: Mapped[list[Member]] = relationship(
        viewonly=True, order_by="Member.id",
        primaryjoin="and_(Household.id == Member.household_id, Member.left_on.is_not(None))",
    )  # fmt: skip

    @property
    def office(self) -> Office:
        """The office in whose area the household lives."""
        return self.village.office

    @property
    def officer_id(self) -> int | None:
        """The officer in charge of its village now, if any."""
        return officer_in_charge(self.village_id)

    @property
    def tied_ids(self) -> frozenset[int]:
        """The row ids of the officers who have a declared tie to it: what is done for it is done by others."""
        return frozenset(session.scalars(_TIED, {"of": self.id}))

    @property
    def head(self) -> Member | None:
        """The household head, where one is recorded."""
        return next((member for member in self.members if member.relation == "head"), None)

    @property
    def named_by(self) -> Member:
        """Whose name lists call the household by: its head's, or where none is recorded the first member's."""
        return self.head or self.members[0]


class Member(Base):
    """A household member. `id_key` (keyed digest of the identity number) keeps one person in one household: only a
    current member has it, and who leaves (`left_on`) gives it up, so that they can belong to another one."""

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
    left_on: Mapped[date | None]
    left_why: Mapped[str | None] = mapped_column(String(20))

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


#: Built once: asked with every step of every case.
_TIED = select(Tie.officer_id).where(Tie.household_id == bindparam("of"))


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


class HouseholdField(Base):
    """One thing that is known of a household or a member, as somebody keyed it: from which source, of which day.

    A value is never edited: a correction is a new row (`current`), keyed again and to be verified again, and the old
    one stays as history. `slot` is whose field it is. `keyed_by_id` is None for what a household handed in online.
    """

    __tablename__ = "household_field"
    __table_args__ = (
        CheckConstraint(
            "verified_by_id IS NULL OR keyed_by_id IS NULL OR verified_by_id <> keyed_by_id", name="four_eyes"
        ),
        CheckConstraint(
            "(state = 'verified') = (verified_by_id IS NOT NULL AND verified_at IS NOT NULL)", name="verified_has_hand"
        ),
        Index("ix_household_field_household", "household_id", "current", "state"),
        Index(
            "uq_household_field_current", "slot", unique=True,
            sqlite_where=text("current"), postgresql_where=text("current"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), unique=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    slot: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(40))
    value_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    source: Mapped[str] = mapped_column(String(20))
    source_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(10))
    current: Mapped[bool] = mapped_column(default=True)
    keyed_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    keyed_at: Mapped[datetime]
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    verified_at: Mapped[datetime | None]
    verified_how: Mapped[str | None] = mapped_column(String(20))

    value = Sealed("value_sealed")
    keyed_by: Mapped[Officer | None] = relationship(foreign_keys=[keyed_by_id])
    verified_by: Mapped[Officer | None] = relationship(foreign_keys=[verified_by_id])
