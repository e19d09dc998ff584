"""Forms on paper: what is known is printed, the rest are lines; nobody prints what they may not see."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pypdfium2
import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from tests.stages.appraisal.survey.world import World
from tests.support.counter import Counter
from tests.support.factories_approval import decider, founded, investigated, opened, passed, voted
from tests.support.factories_cases import accepted, id_number, person
from workflow.base import clock
from workflow.base.db import session
from workflow.office.printing import case_forms, survey_forms
from workflow.office.printing.views import NAMES
from workflow.staff.roles import Role
from workflow.stages.appraisal.rating import operations as ratings
from workflow.stages.appraisal.rating import queries as rated
from workflow.stages.appraisal.survey import operations as surveys
from workflow.stages.approval import operations
from workflow.stages.people import operations as people
from workflow.stages.people.operations import Person
from workflow.stages.people.rules import masked_id

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def read(content: bytes) -> str:
    """The text of a PDF without breaks and without the gaps between scripts."""
    pages = (page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(BytesIO(content)))
    return "".join("".join(pages).split())


def test_every_form_prints_blank(database: Engine, staff_client: FlaskClient) -> None:
    made = founded()
    made.officer.language = "en"
    session.commit()
    counter = Counter(staff_client, made.officer)
    counter.get("/forms")
    assert NAMES.keys() == {*case_forms.FORMS, *survey_forms.FORMS}
    for form, title in NAMES.items():
        answer = staff_client.get(f"/forms/{form}.pdf")
        assert answer.mimetype == "application/pdf"
        assert title.replace(" ", "") in read(answer.data), form
    assert staff_client.get("/forms/letter.pdf").status_code == 404


def test_a_case_on_paper(database: Engine, staff_client: FlaskClient) -> None:
    made, now = founded(), clock.now()
    case = passed(made, now - timedelta(days=2), amount=5_000_000)
    operations.decide(case, verdict="lower", amount=4_000_000, reason="负债较高", by=decider(made, "branch"), at=now)
    fresh = accepted(made, now)
    session.commit()
    Counter(staff_client, made.clerk)
    paper = read(staff_client.get(f"/cases/{case.public_id}/forms/approval.pdf").data)
    for told in (case.number, case.borrower.name, "50,000", "40,000", "负债较高", "委员1", "已阅", "苹果园化肥"):
        assert told in paper, told
    assert "评定小组" not in paper, "these rules have no tier sign it"
    assert case.borrower.id_number is not None
    assert case.borrower.id_number not in paper
    report = read(staff_client.get(f"/cases/{case.public_id}/forms/report.pdf").data)
    assert "勤劳守信" in report
    assert "苹果园化肥" in read(staff_client.get(f"/cases/{fresh.public_id}/forms/demand.pdf").data)
    assert staff_client.get(f"/cases/{fresh.public_id}/forms/report.pdf").status_code == 404, "nobody has visited yet"


def test_a_questionnaire_says_who_belongs_together_and_where(database: Engine, staff_client: FlaskClient) -> None:
    """S28: printed beforehand are the members, how they belong together, their numbers (masked) and the address."""
    world = World(people=6, at=clock.now())
    household = world.household(1, "王户主")
    son = Person("王小儿", id_number(2), None, "child")
    people.add_member(household, person=son, by=world.house.clerk, at=world.at)
    survey = surveys.draw(household, by=world.team, at=world.at)
    session.commit()
    Counter(staff_client, world.team)
    printed = read(staff_client.get(f"/surveys/{survey.public_id}/forms/questionnaire.pdf").data)
    page = "".join(staff_client.get(f"/surveys/{survey.public_id}/paper").get_data(as_text=True).split())
    for paper in (printed, page):
        for told in ("王户主", "户主", "王小儿", "子女", masked_id(id_number(2)), household.address):
            assert paper.count(told) >= 6, (told, "on the sheet of each respondent")
        assert id_number(2) not in paper


def test_what_each_tier_says_stands_on_the_form_where_the_rules_have_it_there(
    database: Engine, staff_client: FlaskClient
) -> None:
    """S84: the approval form of heze2005 (art. 12, 14) names grade, line and the words of two tiers."""
    made, now = founded("heze2005"), clock.now()
    case = accepted(made, now - timedelta(days=1))
    scores = {each.code: Decimal("84.9") for each in rated.factors(clock.local_date(now))}
    rating = ratings.rate(
        case.household, income=6_000_000, asked=4_500_000, facts={"scores": scores}, by=made.officer, at=now
    )
    for role, grade, word in ((Role.PANEL_MEMBER, "AA", "为人诚实"), (Role.BRANCH_HEAD, "A", "负担较重")):
        ratings.judge(rating, grade=grade, word=word, by=person(role, made.branch, "评级员"), at=now)
    session.commit()
    Counter(staff_client, made.clerk).get(f"/cases/{case.public_id}/forms/approval.pdf", 404)  # may not see ratings
    Counter(staff_client, made.officer)
    paper, blank = (
        read(staff_client.get(address).data)
        for address in (f"/cases/{case.public_id}/forms/approval.pdf", "/forms/approval.pdf")
    )
    assert ("村级信用等级评审小组" in blank, "为人诚实" in blank) == (True, False)
    for told in ("村级信用等级评审小组", "信用社信用等级评定小组", "为人诚实", "负担较重", "36,000"):
        assert told in paper, told


def test_votes_stay_sealed_on_paper_too(database: Engine, staff_client: FlaskClient) -> None:
    made, now = founded(), clock.now()
    case = investigated(made, now - timedelta(days=1))
    voted(opened(case, made, now), now, yes=2)
    session.commit()
    Counter(staff_client, made.clerk)
    paper = read(staff_client.get(f"/cases/{case.public_id}/forms/approval.pdf").data)
    assert "委员1" in paper
    assert "已阅" not in paper


def test_whoever_may_not_see_the_household_prints_nothing_of_it(database: Engine, staff_client: FlaskClient) -> None:
    made = founded()
    case = accepted(made, clock.now())
    session.commit()
    Counter(staff_client, made.people[Role.DECISION_MAKER])
    assert staff_client.get(f"/cases/{case.public_id}/forms/demand.pdf").status_code in (403, 404)
