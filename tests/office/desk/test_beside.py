"""What the stages know of a household stands on its page and on its sheet: grade, lines, net assets (S21)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from flask.testing import FlaskClient

from tests.stages.appraisal.survey.world import AT, World
from tests.support.asking import asking
from tests.support.counter import Counter
from tests.support.factories_cases import accepted, house, person
from tests.support.page import words
from workflow.base.clock import local_date
from workflow.base.db import session
from workflow.kernel import ids
from workflow.staff.roles import Role
from workflow.stages.appraisal.rating import operations as ratings
from workflow.stages.appraisal.rating import queries as of_ratings
from workflow.stages.credit.models import CreditLine
from workflow.stages.people import beside, operations

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_grade_lines_and_net_assets_stand_beside_the_file(database, staff_client: FlaskClient) -> None:
    world = World("heze2005", people=0)
    household, branch = world.household(1), world.house.branch
    page = f"/households/{household.public_id}"
    bare = words(Counter(staff_client, world.house.clerk).get(page).find(".//main"))
    assert [label for label in ("信用等级", "净资产", "授信额度") if label in bare] == []
    household = session.merge(household)
    scores = {each.code: Decimal(85) for each in of_ratings.factors(local_date(AT))}
    officer = session.merge(world.house.officer)
    rating = ratings.rate(
        household, income=6_000_000, asked=4_000_000, facts={"scores": scores}, by=officer, at=AT
    )  # fmt: skip
    for role in (Role.PANEL_MEMBER, Role.BRANCH_HEAD, Role.COUNTY_CREDIT):
        by = person(role, session.merge(branch))
        ratings.judge(rating, grade=rating.grade, word="同意", by=by, at=AT)
    told = {"source": "visit", "source_on": local_date(AT), "by": officer, "at": AT}
    for name, value in (("assets", "18万"), ("debts", "2万")):
        operations.key_field(household, name=name, value=value, **told)
    session.commit()
    clerk = Counter(staff_client, session.merge(world.house.clerk))
    for shown in (page, f"{page}/sheet"):
        read = words(clerk.get(shown).find(".//main"))
        assert all(sign in read for sign in ("AAA，自2011年5月12日", "160,000")), shown


@pytest.mark.usefixtures("database")
def test_a_line_in_effect_stands_beside_the_file_and_a_cancelled_one_does_not() -> None:
    made = house()
    for amount, state in ((3_000_000, "effective"), (9_000_000, "cancelled")):
        case = accepted(made, AT)
        case.open = False
        line = CreditLine(
            public_id=ids.public_id(), case_id=case.id, household_id=case.household_id, amount=amount, state=state,
            effective_on=local_date(AT), recorded_at=AT,
        )  # fmt: skip
        session.add(line)
        session.flush()
        with asking():
            said = [fact for _label, fact in beside.facts(case.household)]
        assert any("30,000" in fact for fact in said) == (state == "effective")
        assert not any("90,000" in fact for fact in said)
