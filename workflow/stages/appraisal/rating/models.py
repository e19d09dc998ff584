"""A household's rating, and the opinion of each tier."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.base.db import Base
from workflow.places.models import Office
from workflow.staff.models import Officer
from workflow.stages.people.models import Household

_RUNNING = text("settled_at IS NULL")


class Rating(Base):
    """One rating of a household (信用等级评定) under the rules of `rules_on`.

    `scheme` is one of `rules.SCHEMES`, `facts` what it was judged by (scores by factor, or ticked criteria), `score`
    the exact total as text. `income` is the previous year's, `asked` the wish, `cap` the most the grade allows, `line`
    what is proposed; in fen.
    """

    __tablename__ = "rating"
    __table_args__ = (
        Index("ux_rating_running", "household_id", unique=True, sqlite_where=_RUNNING, postgresql_where=_RUNNING),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), unique=True)
    version: Mapped[int] = mapped_column(default=1)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    state: Mapped[str] = mapped_column(String(12))
    rules_on: Mapped[date]
    scheme: Mapped[str] = mapped_column(String(10))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    score: Mapped[str] = mapped_column(String(24), default="")
    grade: Mapped[str | None] = mapped_column(String(20))
    income: Mapped[int]
    cap: Mapped[int | None]
    asked: Mapped[int]
    line: Mapped[int]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    settled_at: Mapped[datetime | None]

    __mapper_args__ = {"version_id_col": version}

    household: Mapped[Household] = relationship()
    recorded_by: Mapped[Officer] = relationship()
    opinions: Mapped[list[Opinion]] = relationship(order_by="Opinion.id")

    @property
    def office(self) -> Office:
        """The office of the household's village."""
        return self.household.office

    @property
    def officer_id(self) -> int | None:
        """The officer in charge of the household's village."""
        return self.household.officer_id

    @property
    def excluded_ids(self) -> frozenset[int]:
        """Officers with a declared tie to the household."""
        return self.household.tied_ids

    @property
    def stream(self) -> str:
        """The name of this rating's chain of events."""
        return f"rating:{self.public_id}"


class Opinion(Base):
    """What one tier says of a rating: its grade and its words; one a tier, each by another person."""

    __tablename__ = "rating_opinion"
    __table_args__ = (UniqueConstraint("rating_id", "tier"), UniqueConstraint("rating_id", "officer_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    rating_id: Mapped[int] = mapped_column(ForeignKey("rating.id"))
    tier: Mapped[str] = mapped_column(String(10))
    grade: Mapped[str | None] = mapped_column(String(20))
    word: Mapped[str] = mapped_column(String(400))
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    given_at: Mapped[datetime]

    officer: Mapped[Officer] = relationship()
