"""Who works here: officers, the roles granted to them, their areas, sessions and log-in attempts."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, LargeBinary, String, and_, or_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.base.db import Base
from workflow.base.vault import Sealed
from workflow.places.models import Office, Village
from workflow.staff.roles import SENSITIVE, Role


class Officer(Base):
    """One person on the staff (or a panel member or social supervisor) with one account.

    `id_key` is the keyed digest of the identity number: one person, one account, so that the separation
    of duties cannot be walked round with a second login.
    """

    __tablename__ = "officer"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), unique=True)
    username: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    id_key: Mapped[str] = mapped_column(String(64), unique=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    duties: Mapped[str] = mapped_column(String(400), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    email: Mapped[str] = mapped_column(String(120), default="")
    language: Mapped[str] = mapped_column(String(10), default="zh_Hans")
    password_hash: Mapped[str] = mapped_column(String(200), default="")
    totp_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    active: Mapped[bool] = mapped_column(default=True)

    totp = Sealed("totp_sealed")
    office: Mapped[Office] = relationship(lazy="joined")
    grants: Mapped[list[RoleGrant]] = relationship(foreign_keys="RoleGrant.officer_id", lazy="selectin")
    areas: Mapped[list[AreaAssignment]] = relationship(back_populates="officer")

    @property
    def roles(self) -> frozenset[Role]:
        """The roles in force: not ended, and confirmed by a second person where that is asked for."""
        return frozenset(Role(grant.role) for grant in self.grants if grant.in_force)

    @property
    def is_authenticated(self) -> bool:
        """Flask-Login asks; whoever is loaded from a session row is."""
        return True

    @property
    def is_active(self) -> bool:
        """A switched-off account opens nothing."""
        return self.active

    def get_id(self) -> str:
        """Flask-Login asks; never shown."""
        return str(self.id)


class RoleGrant(Base):
    """A role held from `granted_at` until `ended_at`; a sensitive one needs a second person's confirmation."""

    __tablename__ = "role_grant"
    __table_args__ = (
        CheckConstraint("confirmed_by_id IS NULL OR confirmed_by_id <> granted_by_id", name="two_people"),
        CheckConstraint("granted_by_id IS NULL OR granted_by_id <> officer_id", name="not_to_oneself"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True)
    role: Mapped[str] = mapped_column(String(40))
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    granted_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    @property
    def in_force(self) -> bool:
        """Not ended, and confirmed where the role is sensitive (a founding grant has no grantor)."""
        confirmed = self.role not in SENSITIVE or self.granted_by_id is None or self.confirmed_by_id is not None
        return self.ended_at is None and confirmed


class AreaAssignment(Base):
    """A village in an officer's charge (包村), from a day until a day."""

    __tablename__ = "area_assignment"
    __table_args__ = (Index("ix_area_assignment_village", "village_id", "until_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True)
    village_id: Mapped[int] = mapped_column(ForeignKey("village.id"))
    from_on: Mapped[date]
    until_on: Mapped[date | None]

    officer: Mapped[Officer] = relationship(back_populates="areas")
    village: Mapped[Village] = relationship(lazy="joined")

    @classmethod
    def held(cls, on: date) -> ColumnElement[bool]:
        """The condition that it holds on a day."""
        return and_(cls.from_on <= on, or_(cls.until_on.is_(None), cls.until_on >= on))


class Readiness(Base):
    """Since when somebody may be given a lending role: the day the test was passed, the day the letter was signed.

    The registers of training and commitment letters keep it up to date; a role asks for both.
    """

    __tablename__ = "readiness"

    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), primary_key=True)
    passed_on: Mapped[date | None]
    letter_on: Mapped[date | None]


class StaffSession(Base):
    """A row is a session: ending the row ends it, whatever cookie is kept. Only the token's digest is stored."""

    __tablename__ = "staff_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    second_factor: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str | None] = mapped_column(String(10))
    browser: Mapped[str] = mapped_column(String(80), default="")

    officer: Mapped[Officer] = relationship(lazy="joined")


class LoginAttempt(Base):
    """A try to log in, kept for throttling only; `key` is a keyed digest of what is counted: account, address, code."""

    __tablename__ = "login_attempt"
    __table_args__ = (Index("ix_login_attempt_key_at", "key", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]


class FormNonce(Base):
    """A staff form that was acted on: a repeat of the same form gets the first answer."""

    __tablename__ = "form_nonce"

    nonce: Mapped[str] = mapped_column(String(32), primary_key=True)
    at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(String(400), default="")
