"""A village's campaign and how far each household is, in a number of questions that no village's size changes."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select, true
from sqlalchemy.orm import joinedload, selectinload

from workflow.base.db import session
from workflow.kernel.errors import NotFound
from workflow.office.campaign import rules
from workflow.office.campaign.models import Campaign
from workflow.office.campaign.rules import Facts, Standing, Step
from workflow.places import packs
from workflow.places import queries as places
from workflow.places.models import Village, VillageGroup
from workflow.staff import queries as staff
from workflow.staff import rights
from workflow.staff.models import Officer
from workflow.stages.appraisal.book.models import Book, PreCredit
from workflow.stages.appraisal.panel.models import Appraisal, Panel, Seat
from workflow.stages.appraisal.survey.models import Survey
from workflow.stages.appraisal.survey.states import RUNNING
from workflow.stages.approval.lines.models import LineBatch, LineRow
from workflow.stages.approval.lines.queries import Ground
from workflow.stages.cases.models import Case
from workflow.stages.cases.rules import CAMPAIGN
from workflow.stages.notices import states as lists
from workflow.stages.notices.models import Notice, NoticeRow, Objection
from workflow.stages.people.models import Household
from workflow.stages.people.queries import left_out


@dataclass(frozen=True, slots=True)
class Group:
    """A village group and how many of its households stand where."""

    name: str
    counted: Counter[Standing]

    @property
    def total(self) -> int:
        """Its households."""
        return self.counted.total()

    def waiting(self, step: str) -> int:
        """How many of them wait in a step."""
        return sum(count for each, count in self.counted.items() if rules.PLACES[each].step == step)


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of the village, how many entries it has and how many of them are disputed."""

    notice: Notice
    entries: int
    disputed: int


def steps(on: date) -> list[Step]:
    """The steps that the rules of a day have: without questionnaires no survey, without books none to verify."""

    def has(key: str) -> bool:
        return bool(packs.value(key, on).value)

    asked, booked = has("survey.min_questionnaires"), has("panel.books")
    posted = packs.value("flow.notice", on).value == "line"
    chosen = {
        Step.SURVEY: asked, Step.SUMMARY: asked, Step.BOOKS: booked, Step.VERIFICATION: has("bad_record.checks"),
        Step.MEETING: asked, Step.LINES: asked and posted, Step.NOTICE: asked and posted,
        Step.EFFECT: asked and posted,
    }  # fmt: skip
    return [step for step in Step if chosen[step]]


def campaign_of(village: Village) -> Campaign | None:
    """The campaign that is under way in a village."""
    return session.scalar(select(Campaign).where(Campaign.village_id == village.id, Campaign.closed_at.is_(None)))


def campaign_for(code: str, person: Officer, verb: str) -> Campaign:
    """The campaign under way in the village of that code, if `person` may do `verb` there; NotFound or Forbidden."""
    found = campaign_of(village_for(code, person, verb))
    if found is None:
        raise NotFound
    return found


def village_for(code: str, person: Officer, verb: str) -> Village:
    """The village of that code, if `person` may do `verb` there; NotFound or Forbidden otherwise."""
    village = places.village_by_code(code)
    if village is None:
        raise NotFound
    rights.check(person, verb, Ground(village))
    return village


def villages_of(person: Officer) -> list[tuple[Village, Campaign | None]]:
    """The villages of a person's reach with the campaign that is under way, those first."""
    villages = places.villages(places.offices_below(person.office))
    query = select(Campaign).where(
        Campaign.closed_at.is_(None), Campaign.village_id.in_([each.id for each in villages])
    )
    found = {campaign.village_id: campaign for campaign in session.scalars(query)}
    reach = rights.reaches(person, "campaign.see")
    mine = villages if "office" in reach else _in_charge(person, villages)
    return sorted(((village, found.get(village.id)) for village in mine), key=lambda each: each[1] is None)


def _in_charge(person: Officer, villages: list[Village]) -> list[Village]:
    return [village for village in villages if staff.officer_in_charge(village.id) == person.id]


def _standing(campaign: Campaign, since: datetime | None) -> Select[Any]:
    """Every household of the village beside its survey of this campaign, its form, its signed row and its case."""
    recent = true() if since is None else (Survey.drawn_at >= since) | Survey.state.in_(RUNNING)
    newest = select(func.max(Survey.id).label("id")).where(recent).group_by(Survey.household_id).subquery()
    query = select(Household).outerjoin(
        Survey, (Survey.household_id == Household.id) & Survey.id.in_(select(newest.c.id))
    )
    query = query.outerjoin(Appraisal, Appraisal.survey_id == Survey.id)
    query = query.outerjoin(LineRow, (LineRow.appraisal_id == Appraisal.id) & LineRow.live)
    query = query.outerjoin(Case, Case.id == LineRow.case_id)
    return query.where(Household.village_id == campaign.village_id)


_LINE = case((Appraisal.settled_line > 0, True), else_=False)
_LEFT_OUT = case((left_out(), True), else_=False)
_FACTS = (Survey.state, Appraisal.state, _LINE, LineRow.id.is_not(None), Case.state, _LEFT_OUT)


def groups(campaign: Campaign, since: datetime | None) -> list[Group]:
    """The village's groups with the standing of their households: two questions, however many there are."""
    columns = (Household.group_id, *_FACTS)
    rows = session.execute(_standing(campaign, since).with_only_columns(*columns, func.count()).group_by(*columns))
    counted: dict[int | None, Counter[Standing]] = defaultdict(Counter)
    for row in rows:
        counted[row[0]][rules.standing(Facts(*row[1:7]))] += row[7]
    wanted = select(VillageGroup.id, VillageGroup.name).where(VillageGroup.village_id == campaign.village_id)
    names: dict[int, str] = {row[0]: row[1] for row in session.execute(wanted)}
    return [Group(names.get(key or 0, ""), counted[key]) for key in sorted(counted, key=lambda key: (key is None, key))]


def households(
    campaign: Campaign, since: datetime | None, *, after: int, limit: int
) -> list[tuple[Household, Standing, Survey | None]]:
    """Households by row id, beginning behind `after`, with where they stand."""
    query = _standing(campaign, since).with_only_columns(Household, Survey, *_FACTS).where(Household.id > after)
    query = query.options(selectinload(Household.members)).order_by(Household.id).limit(limit)
    return [(row[0], rules.standing(Facts(*row[2:8])), row[1]) for row in session.execute(query)]


def lists_of(campaign: Campaign, since: datetime | None) -> list[Listed]:
    """The village's lists with lines of this campaign, newest first; lists of other loans are not its own."""
    disputed = func.sum(case((NoticeRow.state == lists.DISPUTED, 1), else_=0))
    query = select(Notice, func.count(NoticeRow.id), disputed).outerjoin(NoticeRow, NoticeRow.notice_id == Notice.id)
    query = query.where(*_own_lists(campaign, since))
    rows = session.execute(query.group_by(Notice.id).order_by(Notice.id.desc()))
    return [Listed(row[0], row[1], int(row[2] or 0)) for row in rows]


def _own_lists(campaign: Campaign, since: datetime | None) -> tuple[ColumnElement[bool], ...]:
    settled = select(NoticeRow.notice_id).join(Case, Case.id == NoticeRow.case_id).where(Case.channel == CAMPAIGN)
    return Notice.village_id == campaign.village_id, _from(Notice.drafted_at, since), Notice.id.in_(settled)


def objections_open(campaign: Campaign, since: datetime | None) -> int:
    """How many objections against the village's lists nobody has ruled on."""
    query = select(func.count(Objection.id)).join(NoticeRow, NoticeRow.id == Objection.row_id).join(Notice)
    query = query.where(*_own_lists(campaign, since))
    return int(session.scalar(query.where(Objection.state.in_([str(state) for state in lists.OPEN]))) or 0)


def batches_of(campaign: Campaign, since: datetime | None) -> list[LineBatch]:
    """The village's batch line forms of this campaign, newest first."""
    here = (LineBatch.village_id == campaign.village_id, _from(LineBatch.signed_at, since))
    query = select(LineBatch).where(*here).options(joinedload(LineBatch.signed_by))
    return list(session.scalars(query.order_by(LineBatch.id.desc())))


def _from(column: Any, since: datetime | None) -> ColumnElement[bool]:
    return true() if since is None else column >= since


def panel_of(campaign: Campaign) -> Panel | None:
    """The newest panel of the village that is at work."""
    query = select(Panel).where(Panel.village_id == campaign.village_id, Panel.dissolved_at.is_(None))
    return session.scalar(query.order_by(Panel.id.desc()).limit(1))


def books(panel: Panel) -> tuple[int, int]:
    """How many of a panel's books are open, and how many closed; nobody is told a value."""
    query = select(func.count(Book.id), func.count(Book.closed_at)).join(Seat, Seat.id == Book.seat_id)
    every, closed = session.execute(query.where(Seat.panel_id == panel.id)).one()
    return every - closed, closed


def to_verify(panel: Panel) -> tuple[int, int]:
    """How many of a panel's pre-credits wait for their verification, and how many are through."""
    query = select(func.count(PreCredit.id), func.count(PreCredit.settled_at)).where(PreCredit.panel_id == panel.id)
    every, settled = session.execute(query).one()
    return every - settled, settled


def actors(campaign: Campaign, wanted: set[Any]) -> dict[Any, list[str]]:
    """Who holds each of these roles in the village's office or above it, by name; one question."""
    chain = [office.id for office in campaign.office.chain()]
    query = select(Officer).where(Officer.office_id.in_(chain), Officer.active).options(selectinload(Officer.grants))
    found: dict[Any, list[str]] = {role: [] for role in wanted}
    for officer in session.scalars(query.order_by(Officer.id)).unique():
        for role in wanted & set(officer.roles):
            found[role].append(officer.name)
    return found


def since(village: Village) -> datetime | None:
    """Since when what is done in a village belongs to the campaign under way: since the one before was closed.

    None where there was none: then everything does, also what was begun before the campaign was opened.
    """
    return session.scalar(select(func.max(Campaign.closed_at)).where(Campaign.village_id == village.id))
