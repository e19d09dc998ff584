"""A small house whose branch serves customers, with the people whom its registers need."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import Engine

from tests.support.factories_cases import person
from tests.support.factories_notices import Village, village
from workflow.base.db import session
from workflow.places.models import Office
from workflow.staff.models import Officer
from workflow.staff.roles import Role


@dataclass
class Outlet:
    """The branch of a village's house, its people, and who inspects and publishes."""

    made: Village
    office: Office
    head: Officer
    clerk: Officer
    auditor: Officer
    second: Officer


@pytest.fixture
def outlet(database: Engine) -> Outlet:
    made = village()
    office = made.house.branch
    office.outlet = True
    top = list(made.house.offices.values())[-1]
    auditor, second = person(Role.AREA_AUDITOR, top, "白片区"), person(Role.PUBLISHER, office, "王复核")
    session.commit()
    people = made.house.people
    return Outlet(made, office, people[Role.BRANCH_HEAD], people[Role.DESK_CLERK], auditor, second)
