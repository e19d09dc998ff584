"""The pool of respondents, one household's survey with its draw, and the questionnaires."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from workflow.base.db import Base
from workflow.base.vault import Sealed
from workflow.places.models import Office, Village
from workflow.staff.models import Officer
from workflow.stages.people.models import Household, Member


class Respondent(Base):
    """A person of public influence in a village who may be drawn to answer; the name is sealed.

    `household_id`: the respondent's own household where it is known, so that nobody is drawn to speak of it.
    """

    __tablename__ = "respondent"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), unique=True)
    village_id: Mapped[int] = mapped_column(ForeignKey("village.id"), index=True)
    name_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    standing: Mapped[str] = mapped_column(String(60))
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"))
    added_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    added_at: Mapped[datetime]
    left_at: Mapped[datetime | None]

    name = Sealed("name_sealed")
    village: Mapped[Village] = relationship(lazy="joined")

    @property
    def office(self) -> Office:
        """The office of the village."""
        return self.village.office


class Survey(Base):
    """One survey of a household; its state is one of `states.py`, its rules are those of `rules_on`.

    Seed and pool (public ids of respondents, one a line) let anybody repeat the draw; the database never changes them.
    `line` (fen) or `reason` is what the summary found.
    """

    __tablename__ = "survey"
    __table_args__ = (
        UniqueConstraint("household_id", "number"),
        CheckConstraint("line IS NULL OR reason IS NULL", name="line_or_reason"),
        CheckConstraint("summarised_at IS NULL OR line IS NOT NULL OR reason IS NOT NULL", name="summarised"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), unique=True)
    version: Mapped[int] = mapped_column(default=1)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(12))
    rules_on: Mapped[date]
    seed: Mapped[str] = mapped_column(String(64))
    pool: Mapped[str] = mapped_column(Text)
    drawn_at: Mapped[datetime]
    drawn_by_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    line: Mapped[int | None]
    reason: Mapped[str | None] = mapped_column(String(20))
    above_authority: Mapped[bool] = mapped_column(default=False)
    summarised_at: Mapped[datetime | None]
    summarised_by_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    sent_at: Mapped[datetime | None]

    __mapper_args__ = {"version_id_col": version}

    household: Mapped[Household] = relationship()
    drawn_by: Mapped[Officer] = relationship(foreign_keys=[drawn_by_id])
    summarised_by: Mapped[Officer | None] = relationship(foreign_keys=[summarised_by_id])
    picks: Mapped[list[Pick]] = relationship(back_populates="survey", order_by="Pick.rank")

    @property
    def office(self) -> Office:
        """The office of the household's village."""
        return self.household.office

    @property
    def excluded_ids(self) -> frozenset[int]:
        """Officers with a declared tie to the household."""
        return self.household.tied_ids

    @property
    def stream(self) -> str:
        """The name of this survey's chain of events."""
        return f"survey:{self.public_id}"


class Pick(Base):
    """One respondent drawn for a survey, at their place in the order of the draw; a replaced one stays on record."""

    __tablename__ = "survey_pick"
    __table_args__ = (UniqueConstraint("survey_id", "respondent_id"), UniqueConstraint("survey_id", "rank"))

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    respondent_id: Mapped[int] = mapped_column(ForeignKey("respondent.id"))
    rank: Mapped[int]
    picked_at: Mapped[datetime]
    replaced_at: Mapped[datetime | None]
    why: Mapped[str] = mapped_column(String(120), default="")

    survey: Mapped[Survey] = relationship(back_populates="picks")
    respondent: Mapped[Respondent] = relationship(lazy="joined")
    questionnaire: Mapped[Questionnaire | None] = relationship(back_populates="pick", lazy="joined")


class Questionnaire(Base):
    """What one respondent said, asked alone: either a line (fen) or a code of the exclusions.

    `verdict` ("confirmed", "rejected") is the team's word on a code. Assets, debts and their difference in fen.
    """

    __tablename__ = "questionnaire"
    __table_args__ = (
        CheckConstraint("(line IS NULL) <> (reason IS NULL)", name="one_answer"),
        CheckConstraint("asked_alone", name="asked_alone"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(26), unique=True)
    version: Mapped[int] = mapped_column(default=1)
    pick_id: Mapped[int] = mapped_column(ForeignKey("survey_pick.id"), unique=True)
    surveyor_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    asked_on: Mapped[date]
    asked_alone: Mapped[bool]
    business: Mapped[str] = mapped_column(String(60))
    members_away: Mapped[bool]
    assets: Mapped[int]
    debts: Mapped[int]
    net: Mapped[int]
    representative_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    line: Mapped[int | None]
    reason: Mapped[str | None] = mapped_column(String(20))
    reason_member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    verdict: Mapped[str | None] = mapped_column(String(10))
    recorded_at: Mapped[datetime]

    __mapper_args__ = {"version_id_col": version}

    pick: Mapped[Pick] = relationship(back_populates="questionnaire")
    surveyor: Mapped[Officer] = relationship()
    representative: Mapped[Member | None] = relationship(foreign_keys=[representative_id])
    reason_member: Mapped[Member | None] = relationship(foreign_keys=[reason_member_id])
