"""A village with a pool of respondents and a household to ask about."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.support.factories_cases import House, house, id_number, moment, person
from workflow.base.clock import local_date
from workflow.staff.models import Officer
from workflow.staff.roles import Role
from workflow.stages.appraisal.survey import operations
from workflow.stages.appraisal.survey.models import Pick, Questionnaire
from workflow.stages.people.models import Household
from workflow.stages.people.operations import Person, record_household

AT = moment("2011-05-12 09:00")
#: When the rules of rcb2015 hold.
LATER = moment("2015-10-12 09:00")


class World:
    """What every survey needs: the house, one of its team, a pool, households."""

    def __init__(self, pack: str = "rcb_p1", *, people: int = 8, examples: bool = False, at: datetime = AT) -> None:
        self.at = at
        self.house: House = house(pack, examples=examples)
        self.team: Officer = person(Role.SURVEY_TEAM, self.house.branch, "调查员")
        for number in range(people):
            self.add(f"乡贤{number}")

    def add(self, name: str, household: Household | None = None) -> None:
        operations.add_respondent(
            self.house.village, name=name, standing="老党员", household=household, by=self.team, at=self.at
        )

    def household(self, number: int, name: str = "王测试") -> Household:
        """One more household of the village."""
        who = Person(name, id_number(number), "13800000000")
        return record_household(
            village=self.house.village,
            group="第一组",
            address="村里",
            borrower=who,
            spouse=None,
            by=self.team,
            at=self.at,
        ).household

    def ask(self, pick: Pick, line: int | None = None, *, yuan: int | None = None, **changed: Any) -> Questionnaire:
        """One questionnaire; `yuan` is the line in yuan."""
        said = {
            "asked_on": local_date(self.at), "asked_alone": True, "business": ["1"], "members_away": False,
            "assets": 500_000_00, "debts": 0, "net": 500_000_00, "representative": None,
            "reason": None, "reason_member": None,
            "line": yuan * 100 if yuan is not None else line,
        }  # fmt: skip
        return operations.record(pick, by=self.team, at=self.at, **(said | changed))
