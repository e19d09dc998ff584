"""An outlet with its people, and those of the union who open its box and read what was in it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import Engine

from tests.support.factories_cases import house, person
from workflow.base.db import session
from workflow.places.models import Office, Village
from workflow.staff.models import Officer
from workflow.staff.roles import Role


@dataclass
class Place:
    """One outlet, one village, and everyone whom its registers need."""

    office: Office
    village: Village
    head: Officer
    clerk: Officer
    officer: Officer
    auditor: Officer
    discipline: Officer
    supervisor: Officer
    hr: Officer
    county: Officer
    back: Officer


@pytest.fixture
def place(database: Engine) -> Place:
    made = house("naxi2011")
    office, top = made.branch, list(made.offices.values())[-1]
    office.outlet = True
    people = made.people
    found = Place(
        office, made.village, people[Role.BRANCH_HEAD], people[Role.DESK_CLERK], people[Role.CREDIT_OFFICER],
        person(Role.AREA_AUDITOR, top, "白片区"), person(Role.DISCIPLINE_DEPT, top, "韩纪检"),
        person(Role.SOCIAL_SUPERVISOR, top, "姚老师"), person(Role.HR, top, "连人事"),
        person(Role.COUNTY_CREDIT, top, "成信贷"), people[Role.BACK_OFFICE],
    )  # fmt: skip
    session.commit()
    return found
