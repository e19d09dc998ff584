"""A village under a campaign: surveys, its panel, books and ratings, each left where the next step can be tried."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import select

from workflow.base.clock import local_date
from workflow.base.db import session
from workflow.office.campaign import operations as campaigns
from workflow.office.campaign.rules import Step
from workflow.office.demonstration import outlets
from workflow.office.demonstration.hours import Hours
from workflow.office.demonstration.livelihoods import SCORES
from workflow.office.demonstration.world import Acts, World
from workflow.places.models import Village
from workflow.policy.money import fen
from workflow.staff.models import Officer
from workflow.staff.roles import Role
from workflow.stages.appraisal.book import operations as books
from workflow.stages.appraisal.book import queries as of_books
from workflow.stages.appraisal.book.basics import operations as basics
from workflow.stages.appraisal.book.basics.rules import Basics
from workflow.stages.appraisal.book.rules import Filled
from workflow.stages.appraisal.panel import operations as panels
from workflow.stages.appraisal.panel.models import Panel
from workflow.stages.appraisal.panel.rules import Member
from workflow.stages.appraisal.rating import operations as ratings
from workflow.stages.appraisal.survey import operations as surveys
from workflow.stages.appraisal.survey.models import Pick, Survey
from workflow.stages.people.models import Household

_SEED = 29
#: Working days ago of each act.
_POOL, _DRAWN, _SUMMARISED, _PANEL, _MET, _RATED = 30, 26, 22, 20, 17, 12
_RESPONDENTS = (
    ("冯德厚", "退休教师"), ("雷振民", "老党员"), ("王秀兰", "小卖部店主"), ("张满囤", "苹果种植大户"),
    ("李百顺", "红白理事会会长"), ("赵忠义", "退役军人"), ("权素珍", "妇女代表"), ("马有粮", "农机手"),
    ("孙福寿", "村医"),
)  # fmt: skip
_SEATS = (
    ("雷支书", "party_secretary"), ("冯主任", "cadre"), ("权长有", "villager"), ("马志学", "villager"),
)  # fmt: skip
_LINES = (30000, 35000, 30000, 40000, 25000, 20000)
#: How many are drawn for; of these, by their place, who was summarised and sent, and who has enough answers alone.
_ASKED, _SENT, _ANSWERED = 9, (0, 2, 3, 4, 6, 7), (5,)
#: Of how many households the meeting has not settled the line yet: their batch line form is out, at its next meeting.
_OUT = 3
#: Days from today until the panel is to have met.
_TO_MEET = 8


def acts(world: World) -> Acts:
    """A campaign in one village with its pool, surveys, a panel's meeting and books, and two ratings."""
    hours = Hours.seeded(_SEED, like=world.hours)
    team = world.cast.named["panel"]
    at = hours.morning(hours.workday(_POOL))
    yield at
    village = _village(team)
    for name, standing in _RESPONDENTS:
        surveys.add_respondent(village, name=name, standing=standing, household=None, by=team, at=at)
    _open(world, hours, village, at)
    at = hours.morning(hours.workday(_DRAWN))
    yield at
    drawn = [surveys.draw(household, by=team, at=at) for household in _households(village)[:_ASKED]]
    at = hours.morning(hours.workday(_SUMMARISED))
    yield at
    _ask(drawn, team, at)
    at = hours.morning(hours.workday(_PANEL))
    yield at
    panel = _panel(world, village, team, at)
    outlets.publish(world, "panel", at)
    at = hours.morning(hours.workday(_MET))
    yield at
    _meet(world, panel, [drawn[place] for place in _SENT[:-1] if place < len(drawn)], at)
    _write(panel, team, at)
    at = hours.morning(hours.workday(_RATED))
    yield at
    yield from _rate(world, hours, village, team, at)


def _village(team: Officer) -> Village:
    """The village of the team's office from which most households are known."""
    known = session.scalars(select(Household).order_by(Household.id)).all()
    counted = Counter(each.village for each in known if each.office.id == team.office_id)
    return counted.most_common(1)[0][0]


def _households(village: Village) -> list[Household]:
    query = select(Household).where(Household.village_id == village.id).order_by(Household.id)
    return list(session.scalars(query))


def _open(world: World, hours: Hours, village: Village, at: datetime) -> None:
    """The head begins the campaign; by when everybody was to be asked is over, by when the panel meets is to come."""
    to_meet = hours.calendar.next_working(hours.today + timedelta(days=_TO_MEET))
    plan = {Step.SURVEY: hours.workday(_MET), Step.MEETING: to_meet}
    campaigns.open_campaign(village, plan, by=world.cast.of(Role.BRANCH_HEAD, village.office), at=at)


def _ask(drawn: list[Survey], team: Officer, at: datetime) -> None:
    """Some are summarised and sent, one has enough answers, the second one is half asked; nobody else is."""
    for place, survey in enumerate(drawn):
        whole = place in (*_SENT, *_ANSWERED)
        asked = survey.picks if whole else survey.picks[:2] if place == 1 else []
        for pick, line in zip(asked, _LINES, strict=False):
            _answer(pick, line + 1000 * place, team, at)
        if place in _SENT:
            surveys.summarise(survey, by=team, at=at)
            surveys.send(survey, by=team, at=at)


def _answer(pick: Pick, line: int, team: Officer, at: datetime) -> None:
    surveys.record(
        pick, asked_on=local_date(at), asked_alone=True, business=[], members_away=False, assets=fen(180_000),
        debts=fen(10_000), net=fen(170_000), representative=None, line=fen(line), reason=None, reason_member=None,
        by=team, at=at,
    )  # fmt: skip


def _panel(world: World, village: Village, team: Officer, at: datetime) -> Panel:
    """The village's panel, the team's own member with a log-in, and its books."""
    head = world.cast.of(Role.BRANCH_HEAD, village.office)
    members = [Member(name, capacity) for name, capacity in _SEATS]
    panel = panels.form_panel(
        kind="village", name=f"{village.name}授信评议小组", village=village, office=village.office,
        members=[Member(team.name, "villager", team.id), *members], by=head, at=at,
    )  # fmt: skip
    books.open_books(panel, by=head, at=at)
    return panel


def _meet(world: World, panel: Panel, waiting: list[Survey], at: datetime) -> None:
    """Forms for all; the first are settled, the last wait for the meeting that is to come."""
    clerk = world.cast.of(Role.BACK_OFFICE, panel.office)
    forms = [panels.prepare(panel, survey, by=clerk, at=at) for survey in waiting]
    signed = [seat.id for seat in panel.seats]
    for form in forms[: max(len(forms) - _OUT, 0)]:
        line = form.proposed_line or 0
        panels.settle(form, line=line, opinion="勤劳守信，同意。", signed=signed, by=clerk, at=at)


def _write(panel: Panel, team: Officer, at: datetime) -> None:
    """The member's own book, half filled in; of one household it is the spouse who stands for it."""
    own = next(book for book in of_books.books_of(panel) if book.officer_id == team.id)
    lines = of_books.lines_of(own)
    spouses = [(line.id, each.id) for line in lines for each in line.household.members if each.relation == "spouse"]
    basics.write(own, {line: Basics(spouse) for line, spouse in spouses[:1]}, by=team, at=at)
    filled = {line.id: Filled(net_income=fen(40_000), line=fen(50_000)) for line in lines[: len(lines) // 2]}
    books.write(own, filled, by=team, at=at)


def _rate(world: World, hours: Hours, village: Village, team: Officer, at: datetime) -> Acts:
    """One rating before the branch group, one before the village panel."""
    facts = {"scores": SCORES}
    made = [
        ratings.rate(each, income=fen(52_000), asked=fen(40_000), facts=facts, by=_officer(world, each), at=at)
        for each in _households(village)[2:4]
    ]
    at = hours.later(at)
    yield at
    for rating in made[:1]:
        ratings.judge(rating, grade=rating.grade, word="为人诚实，按时还款。", by=team, at=at)


def _officer(world: World, household: Household) -> Officer:
    """Who is in charge of the household's village."""
    return world.cast.by_id[household.officer_id or 0]
