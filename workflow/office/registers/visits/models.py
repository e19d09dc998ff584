"""Visits to households and cadres (走访), and meetings (例会): what was said, what follows by which day."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from workflow.base.db import Base
from workflow.base.vault import Sealed
from workflow.kernel import ids
from workflow.office.registers.models import Entry, whole_strike
from workflow.places.models import Village
from workflow.staff.models import Officer
from workflow.stages.people.models import Household


def whole_follow_up() -> tuple[CheckConstraint, CheckConstraint]:
    """What follows has a day, and is done by somebody at an instant, with an outcome; nothing is done that was not due.

    Of the constraints of both tables.
    """
    done = "(followed_by_id IS NULL) = (followed_at IS NULL) AND (followed_by_id IS NULL) = (outcome_sealed IS NULL)"
    return (
        CheckConstraint("(follow_up_sealed IS NULL) = (follow_up_on IS NULL)", name="whole_follow_up"),
        CheckConstraint(f"{done} AND (followed_at IS NULL OR follow_up_on IS NOT NULL)", name="whole_outcome"),
    )


class FollowUp(Entry):
    """What follows, by which day, and what came of it; the words are sealed."""

    follow_up_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    follow_up_on: Mapped[date | None]
    followed_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    followed_at: Mapped[datetime | None]
    outcome_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True)

    @declared_attr
    @classmethod
    def officer(cls) -> Mapped[Officer]:
        """Whose it is: who visited, who led the meeting; what follows is theirs to see to."""
        return relationship(Officer, foreign_keys=[cls.officer_id], lazy="joined")

    @declared_attr
    @classmethod
    def followed_by(cls) -> Mapped[Officer | None]:
        """Who wrote down what came of it."""
        return relationship(Officer, foreign_keys=[cls.followed_by_id])

    @property
    def settled(self) -> bool:
        """What was followed up stands."""
        return self.followed_at is not None


class Visit(FollowUp, Base):
    """One visit: to a household, or to a cadre or group leader of a village (`sort`); `met` is who was spoken to."""

    __tablename__ = "visit"
    __table_args__ = (
        whole_strike(),
        *whole_follow_up(),
        CheckConstraint("(sort = 'household') = (household_id IS NOT NULL)", name="household_is_named"),
    )

    on: Mapped[date]
    sort: Mapped[str] = mapped_column(String(20))
    village_id: Mapped[int] = mapped_column(ForeignKey("village.id"), index=True)
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"), index=True)
    met_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    told_sealed: Mapped[bytes] = mapped_column(LargeBinary)

    met = Sealed("met_sealed")
    told = Sealed("told_sealed")
    follow_up = Sealed("follow_up_sealed")
    outcome = Sealed("outcome_sealed")
    village: Mapped[Village] = relationship(lazy="joined")
    household: Mapped[Household | None] = relationship(lazy="joined")


class Meeting(FollowUp, Base):
    """One meeting of an office: who came, what each reported, what was decided."""

    __tablename__ = "meeting"
    __table_args__ = (whole_strike(), *whole_follow_up())

    on: Mapped[date]
    topics: Mapped[str] = mapped_column(String(200))
    decided_sealed: Mapped[bytes] = mapped_column(LargeBinary)

    decided = Sealed("decided_sealed")
    follow_up = Sealed("follow_up_sealed")
    outcome = Sealed("outcome_sealed")
    reports: Mapped[list[MeetingReport]] = relationship(lazy="selectin", order_by="MeetingReport.officer_id")


class MeetingReport(Base):
    """Somebody who came to a meeting, and what they reported; None: they listened."""

    __tablename__ = "meeting_report"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), unique=True, default=ids.public_id)
    text_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)

    text = Sealed("text_sealed")
    officer: Mapped[Officer] = relationship(lazy="joined")
