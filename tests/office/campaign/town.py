"""黄石镇: fifteen villages with their groups and households, worked through by everybody whose hand a campaign needs.

What everybody does is done by the house's own operations; only who lives there and what the many respondents say is
written by rows, for it would take longer than it tells.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, update

from tests.support.campaign import FRIDAY
from tests.support.campaign import Village as Hands
from tests.support.factories_cases import person
from tests.support.township import GIVEN, NEVER, SURNAMES
from workflow.base import vault
from workflow.base.clock import local_date
from workflow.base.db import session
from workflow.kernel import ids
from workflow.office.campaign import operations as campaigns
from workflow.office.campaign.models import Campaign
from workflow.places.models import Village, VillageGroup
from workflow.staff.roles import Role
from workflow.stages.appraisal.panel import operations as panels
from workflow.stages.appraisal.panel.models import Appraisal, Panel
from workflow.stages.appraisal.panel.rules import Member as Sitting
from workflow.stages.appraisal.survey import operations as surveys
from workflow.stages.appraisal.survey.models import Pick, Questionnaire, Respondent, Survey
from workflow.stages.appraisal.village import operations as together
from workflow.stages.appraisal.village.rules import Line
from workflow.stages.approval.lines import operations as lines
from workflow.stages.approval.lines import queries as forms
from workflow.stages.approval.lines.models import LineBatch
from workflow.stages.cases.models import Case
from workflow.stages.notices import operations as notices
from workflow.stages.notices.models import Notice
from workflow.stages.people.models import Consent, Household, Member
from workflow.stages.people.rules import PUBLICATION

VILLAGES = tomllib.loads((Path(__file__).parent / "huangshi.toml").read_text(encoding="utf-8"))["village"]
#: How far the six who are asked of a household are from what they say on the whole, in yuan; together nought.
APART = (0, 1000, -1000, 3000, -3000, 0)
#: Every so many'th household has a line above what the branch decides itself; what the others have, in yuan.
LARGE_EVERY, LARGE = 45, 80_000
#: What is said of the first household of each village, and of no other one.
ONLY_ONCE = 31_415


def said_of(place: int) -> int:
    """What the six say on the whole of the household at a place of its village, in yuan."""
    if place == 0:
        return ONLY_ONCE
    return LARGE if place % LARGE_EVERY == 0 else 10_000 + 1000 * (place % 35)


@dataclass
class Worked:
    """One village: its panel, its campaign, how many households and groups it has."""

    village: Village
    panel: Panel
    campaign: Campaign
    households: int
    groups: int


class Town(Hands):
    """All villages with a campaign each; nobody has been asked yet."""

    def __init__(self, at: datetime = FRIDAY) -> None:
        super().__init__(at)
        self.risk = person(Role.RISK_DEPT, list(self.house.offices.values())[-1], "郝风险")
        self.villages = [self._worked(told) for told in VILLAGES]

    def _worked(self, told: dict[str, Any]) -> Worked:
        usual = {"town_id": self.house.village.town_id, "office_id": self.house.branch.id, "pinyin": "cun"}
        village = Village(code=told["code"], name=told["name"], **usual)
        groups = [VillageGroup(name=f"{number}组") for number in range(1, told["groups"] + 1)]
        session.add(village)
        session.flush()
        for group in groups:
            group.village_id = village.id
        session.add_all(groups)
        session.flush()
        self._people(village, [group.id for group in groups], told["households"])
        for number in range(7):
            surveys.add_respondent(
                village, name=f"{NEVER}乡贤{number}", standing="老党员", household=None, by=self.team, at=self.at
            )
        campaign = campaigns.open_campaign(village, {}, by=self.house.people[Role.BRANCH_HEAD], at=self.at)
        return Worked(village, self._panel(village), campaign, told["households"], told["groups"])

    def _panel(self, village: Village) -> Panel:
        members = [Sitting("村书记", "party_secretary"), Sitting(self.sitting.name, "villager", self.sitting.id)]
        return panels.form_panel(
            kind="village", name=f"{village.name}评议小组", village=village, office=self.house.branch, members=members,
            by=self.house.people[Role.BRANCH_HEAD], at=self.at,
        )  # fmt: skip

    def _people(self, village: Village, groups: list[int], size: int) -> None:
        """Households with their heads, group by group, each with its consent to being listed."""
        keys = rows(Household, [
            {"public_id": ids.public_id(), "village_id": village.id, "group_id": groups[place * len(groups) // size],
             "created_at": self.at}
            for place in range(size)
        ])  # fmt: skip
        put(Member, [_head(place, key) for place, key in enumerate(keys)])
        given = {"purpose": PUBLICATION, "text_version": "1", "given_at": self.at}
        put(Consent, [given | {"household_id": key} for key in keys])

    # -- the survey

    def asked(self, worked: Worked) -> None:
        """Everybody drawn for; of the first household somebody names a reason, which the team confirms."""
        drawn = together.draw_rest(worked.village, since=self.at, by=self.team, at=self.at)
        while len(drawn) < worked.households:  # a large village is drawn for in several acts
            drawn += together.draw_rest(worked.village, since=self.at, by=self.team, at=self.at)
        named = self.ask(drawn[0].picks[0], reason="rcb_p1.7")
        surveys.judge(named, verdict="confirmed", by=self.team, at=self.at)
        self.answered(worked.village)

    def asked_by_rows(self, worked: Worked) -> None:
        """The same without a draw and without a reason, for a village that only has to be there."""
        self._drawn(worked.village)
        self.answered(worked.village)

    def answered(self, village: Village) -> None:
        """What the six say of every household, and enough answers everywhere."""
        here = select(Survey.id).join(Household).where(Household.village_id == village.id)
        found = list(session.scalars(here.where(Survey.state == "open").order_by(Survey.id)))
        places = {key: place for place, key in enumerate(found)}
        query = select(Pick.id, Pick.survey_id, Pick.rank).where(Pick.survey_id.in_(found))
        put(Questionnaire, [
            self._said(pick, said_of(places[survey]) + APART[rank - 1]) for pick, survey, rank in session.execute(query)
        ])  # fmt: skip
        session.execute(update(Survey).where(Survey.id.in_(found)).values(state="complete"))
        session.expire_all()

    def _drawn(self, village: Village) -> None:
        people = list(session.scalars(select(Respondent.id).where(Respondent.village_id == village.id).limit(6)))
        usual = {
            "version": 1, "number": 1, "state": "open", "rules_on": local_date(self.at), "seed": "0", "pool": "",
            "drawn_at": self.at, "drawn_by_id": self.team.id, "above_authority": False,
        }  # fmt: skip
        households = session.scalars(select(Household.id).where(Household.village_id == village.id))
        made = rows(Survey, [usual | {"public_id": ids.public_id(), "household_id": key} for key in households])
        put(Pick, [
            {"survey_id": survey, "respondent_id": who, "rank": rank, "picked_at": self.at, "why": ""}
            for survey in made for rank, who in enumerate(people, 1)
        ])  # fmt: skip

    def _said(self, pick: int, yuan: int) -> dict[str, Any]:
        return {
            "public_id": ids.public_id(), "version": 1, "pick_id": pick, "surveyor_id": self.team.id,
            "asked_on": local_date(self.at), "asked_alone": True, "business": "1", "members_away": False, "assets": 0,
            "debts": 0, "net": 0, "line": yuan * 100, "recorded_at": self.at,
        }  # fmt: skip

    def before_the_panel(self, worked: Worked) -> list[Appraisal]:
        """The summaries made and put on the panel's forms."""
        together.summarise_rest(worked.village, by=self.team, at=self.at)
        return together.prepare_rest(worked.panel, by=self.keeper, at=self.at)

    # -- from the meeting to the lines

    def met(self, worked: Worked, found: list[Appraisal], lowered: int) -> None:
        """The meeting keeps every line but the first, which it lowers (fen)."""
        told = [Line(form.public_id, form.proposed_line or 0, "") for form in found]
        told[0] = replace(told[0], amount=lowered)
        together.settle_meeting(worked.panel, told, by=self.keeper, at=self.at)

    def approved(self, worked: Worked) -> LineBatch:
        """The form signed by the officer and approved by the decision-maker of the branch."""
        ready = forms.ready(worked.village, local_date(self.at))
        batch = lines.sign(worked.village, ready, product="micro_credit", by=self.officer, at=self.at)
        lines.approve(batch, by=self.decider, at=self.at)
        return batch

    def posted(self, worked: Worked) -> Notice:
        """The village's list, up since the Friday."""
        query = select(Case).join(Household).where(Household.village_id == worked.village.id).order_by(Case.id)
        notice = notices.draft(
            village=worked.village, cases=list(session.scalars(query)), days=None, place="村委会公告栏",
            by=self.keeper, at=self.at,
        )  # fmt: skip
        for place, row in enumerate(notice.rows):  # namesakes are told apart, as whoever drafts would
            row.remark = f"第{place + 1}户"
        session.flush()
        notices.post(notice, by=self.publisher, at=self.at)
        return notice

    def objected(self, notice: Notice, place: int) -> Any:
        """Somebody objects in writing on the second day, and the risk department admits it."""
        received = self.at + timedelta(days=1)
        made = notices.record_objection(
            notice.rows[place], standing="household", name="杨树林", contact="13900000000", reason="果园已转包出去",
            channel="paper", received_at=received, by=self.house.clerk, at=received,
        )  # fmt: skip
        notices.admit(made, by=self.risk, at=received)
        return made


def _head(place: int, household: int) -> dict[str, Any]:
    public_id, given = ids.public_id(), GIVEN[place // len(SURNAMES) % len(GIVEN)]
    name = SURNAMES[place % len(SURNAMES)] + given
    sealed = vault.current().seal(name, f"member.name_sealed.{public_id}")
    return {"public_id": public_id, "household_id": household, "relation": "head", "name_sealed": sealed}


def put(model: Any, told: list[dict[str, Any]]) -> None:
    """Rows written in one go."""
    session.execute(insert(model.__table__), told)


def rows(model: Any, told: list[dict[str, Any]]) -> list[int]:
    """The same; their ids in order."""
    return list(session.scalars(insert(model).returning(model.id, sort_by_parameter_order=True), told))
