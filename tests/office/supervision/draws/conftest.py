"""An office with fifteen villages and two officers' loans, and those of the union who inspect it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

import pytest
from sqlalchemy import Engine

from tests.support.factories_cases import House, house, moment, person, submitted
from workflow.base.db import session
from workflow.places.models import Office, Village
from workflow.staff.models import Officer
from workflow.staff.roles import Role
from workflow.stages.cases.models import Case

AT = moment("2016-11-19 09:00")
_numbers = count(1)


@dataclass
class Place:
    """One office, its villages and people."""

    made: House
    office: Office
    head: Officer
    officer: Officer
    other: Officer
    audit: Officer
    auditor: Officer
    county: Officer


@pytest.fixture
def place(database: Engine) -> Place:
    made = house("rcb_p1")
    office, top = made.branch, list(made.offices.values())[-1]
    for number in range(1, 15):
        code = f"6105251012{number:02d}"
        session.add(
            Village(code=code, town_id=made.village.town_id, office_id=office.id, name=f"村{number}", pinyin="cun")
        )
    other = person(Role.CREDIT_OFFICER, office, "牛援朝")
    for officer, loans in ((made.officer, 3), (other, 5)):
        for _number in range(loans):
            lend(made, officer)
    people = made.people
    found = Place(
        made, office, people[Role.BRANCH_HEAD], made.officer, other, person(Role.AUDIT_DEPT, top, "严稽核"),
        person(Role.AREA_AUDITOR, top, "白片区"), person(Role.COUNTY_CREDIT, top, "成信贷"),
    )  # fmt: skip
    session.commit()
    return found


def lend(made: House, officer: Officer) -> Case:
    """A line in effect, in an officer's charge."""
    case = submitted(made, moment("2016-05-09"))
    case.officer_id, case.state, case.accepted_at = officer.id, "effective", AT
    case.decided_by_id, case.decided_at = made.people[Role.DECISION_MAKER].id, AT
    session.flush()
    return case
