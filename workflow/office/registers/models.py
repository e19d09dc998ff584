"""What every register's entry has: where it belongs, who wrote it when, and how it is struck out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, String, false
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from workflow.kernel import ids
from workflow.places.models import Office
from workflow.staff.models import Officer

#: The most that a reason may hold; no rule of credit.
WHY = 200


def whole_strike() -> CheckConstraint:
    """Struck out by somebody, at an instant, with a reason: all of it or nothing."""
    sentence = "(struck_by_id IS NULL) = (struck_at IS NULL) AND (struck_by_id IS NULL) = (struck_why IS NULL)"
    return CheckConstraint(sentence, name="whole_strike")


class Entry:
    """A line of a register: written once, never rewritten. What was wrong is struck out with a reason, in plain sight.

    A room's table inherits these columns; a correction is the old entry struck out and a new one written.
    """

    __tablename__: str

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), unique=True, default=ids.public_id)
    version: Mapped[int] = mapped_column(default=1)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    recorded_at: Mapped[datetime]
    struck_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    struck_at: Mapped[datetime | None]
    struck_why: Mapped[str | None] = mapped_column(String(WHY))

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, object]:
        return {"version_id_col": cls.version}

    @declared_attr
    @classmethod
    def office(cls) -> Mapped[Office]:
        """Where it belongs."""
        return relationship(Office, foreign_keys=[cls.office_id], lazy="joined")

    @declared_attr
    @classmethod
    def recorded_by(cls) -> Mapped[Officer]:
        """Who wrote it."""
        return relationship(Officer, foreign_keys=[cls.recorded_by_id])

    @declared_attr
    @classmethod
    def struck_by(cls) -> Mapped[Officer | None]:
        """Who struck it out."""
        return relationship(Officer, foreign_keys=[cls.struck_by_id])

    @property
    def stream(self) -> str:
        """The name of the chain of events of this register at this office."""
        return f"register:{self.__tablename__}:{self.office_id}"

    @property
    def settled(self) -> bool:
        """Whether others have acted on it already, so that nobody can strike it out any more."""
        return False

    @classmethod
    def kept_from(cls, person: Officer) -> ColumnElement[bool]:
        """What somebody may not know of whatever their roles: the SQL twin of a row's `excluded_ids`."""
        return false()

    def bars(self, person: Officer) -> bool:
        """Whether somebody is kept from striking it out whatever their role: it is about them, or another's word."""
        return False
