"""A village of rcb_p1 worked from survey to settled lines: what tests of a campaign stand on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from tests.stages.appraisal.survey.world import World
from tests.support.factories_cases import moment, person
from workflow.places import packs
from workflow.staff.models import Officer
from workflow.staff.roles import Role
from workflow.stages.appraisal.panel import operations as panels
from workflow.stages.appraisal.panel.models import Appraisal, Panel
from workflow.stages.appraisal.panel.rules import Member
from workflow.stages.appraisal.survey import operations as surveys
from workflow.stages.appraisal.survey.models import Survey
from workflow.stages.people.models import Household

#: What the plan leaves open: the highest line that a branch decides itself, 50,000 yuan.
OWN = Path(__file__).parents[1] / "journeys" / "packs"
#: The Friday of A32.
FRIDAY = moment("2011-05-06 09:00")


class Village(World):
    """A pool, a panel of the village, and one person for each hand that a campaign needs."""

    def __init__(self, at: datetime = FRIDAY) -> None:
        super().__init__("rcb_p1", at=at)
        packs.use_folders(OWN)
        branch, head_office = list(self.house.offices.values())
        self.keeper = person(Role.BACK_OFFICE, branch, "记录员")
        self.officer = self.house.officer
        self.decider = self.house.people[Role.DECISION_MAKER]
        self.above = person(Role.DECISION_MAKER, head_office, "总行审批")
        self.publisher = person(Role.PUBLISHER, branch, "张贴员")
        self.sitting = person(Role.PANEL_MEMBER, branch, "评议员")
        self.panel: Panel = panels.form_panel(
            kind="village", name="东白城村评议小组", village=self.house.village, office=branch,
            members=[Member("村书记", "party_secretary"), Member(self.sitting.name, "villager", self.sitting.id)],
            by=self.house.people[Role.BRANCH_HEAD], at=at,
        )  # fmt: skip

    def surveyed(self, household: Household, yuan: int) -> Survey:
        """A household whose six questionnaires all say the same line, with the panel."""
        survey = surveys.draw(household, by=self.team, at=self.at)
        for pick in survey.picks:
            self.ask(pick, yuan=yuan)
        surveys.summarise(survey, by=self.team, at=self.at)
        surveys.send(survey, by=self.team, at=self.at)
        return survey

    def settled(self, household: Household, yuan: int, *, by: Officer | None = None) -> Appraisal:
        """A household whose line the meeting settled as it was proposed."""
        form = panels.prepare(self.panel, self.surveyed(household, yuan), by=self.keeper, at=self.at)
        self.meet(form, yuan, by=by)
        return form

    def meet(self, form: Appraisal, yuan: int, *, by: Officer | None = None) -> None:
        """The meeting settles a line; everybody signs."""
        signed = [seat.id for seat in self.panel.seats]
        told = {"opinion": "", "signed": signed, "by": by or self.keeper, "at": self.at}
        panels.settle(form, line=yuan * 100, **told)

    def lines(self, yuan: Sequence[int]) -> list[Appraisal]:
        """So many households with settled lines."""
        return [self.settled(self.household(number, f"户主{number}"), each) for number, each in enumerate(yuan, 1)]
