"""While a case waits for its household's credit grade, desk and case page offer what settles it, and nothing else."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.support.counter import Counter
from tests.support.factories_approval import GRADE_WITHIN_THREE_DAYS, look, ruled, valley
from tests.support.factories_cases import House, accepted, person
from tests.support.page import words
from workflow.base import clock
from workflow.base.db import session
from workflow.office.desk import pages, queries, rooms
from workflow.office.desk.queries import Filter
from workflow.staff.models import Officer
from workflow.staff.roles import Role
from workflow.stages.appraisal.rating import operations as ratings
from workflow.stages.appraisal.rating.models import Rating
from workflow.stages.cases import operations
from workflow.stages.cases.models import Case

GRADES = """
[grade.line]
values = [{ from = 2016-01-01, value = { A = 100000 }, cite = "试验" }]
"""
MORTGAGE = {"product": "mortgage", "guarantee": "mortgage", "amount": 8_000_000}


@pytest.fixture
def made(database: object, tmp_path: Path) -> House:
    found = valley()
    ruled(tmp_path, GRADE_WITHIN_THREE_DAYS + GRADES)
    return found


def mortgage(made: House) -> Case:
    return accepted(made, clock.now() - timedelta(minutes=5), **MORTGAGE)


def offered(who: Officer, **wanted: str) -> list[tuple[str, bool]]:
    """(the step, whether it waits for the grade) of each row."""
    steps = rooms.nexts()
    rows = queries.waiting(who, steps, Filter(**wanted), today=clock.today(), limit=9)
    return [(steps[row.step][1].label if row.step is not None else "", bool(row.ungraded)) for row in rows]


def rated(case: Case, by: Officer) -> Rating:
    """A rating of the household that no tier has judged yet."""
    wish = {"income": 6_000_000, "asked": case.amount, "facts": {"grade": "A"}}
    return ratings.rate(case.household, **wish, by=by, at=clock.now())


def test_the_desk_offers_the_rating_until_it_is_under_way(made: House) -> None:
    case, beside = mortgage(made), accepted(made, clock.now() - timedelta(minutes=5))
    assert sorted(offered(made.officer)) == [("Investigate", False), ("Rate the household", True)]
    assert sorted(offered(made.people[Role.BRANCH_HEAD], scope="all")) == [("", False), ("", True)]
    found = rated(case, made.officer)
    assert offered(made.officer) == [("Investigate", False)], "the tiers have it in hand"
    for role in (Role.PANEL_MEMBER, Role.BRANCH_HEAD, Role.COUNTY_CREDIT):
        speaker = person(role, made.branch)
        ratings.judge(found, grade=found.grade, word="同意", by=speaker, at=clock.now())
    assert offered(made.officer) == [("Investigate", False)] * 2
    look(case, made, clock.now())
    operations.follow_grade(case.household, grade=None, rating="R1", by=made.officer, at=clock.now())
    assert sorted(offered(made.officer)) == [("Investigate", False), ("Rate the household", True)]
    assert offered(made.people[Role.BACK_OFFICE]) == [], "no review before the grade"
    assert beside.open


def test_without_a_time_of_its_own_the_visit_goes_on_and_no_review_is_offered(database: object, tmp_path: Path) -> None:
    """What would be refused for want of the grade is offered to nobody; once the visit is done, the case waits."""
    made = valley()
    ruled(tmp_path, GRADES)
    case, clerk, head = mortgage(made), made.people[Role.BACK_OFFICE], made.people[Role.BRANCH_HEAD]
    assert offered(made.officer) == [("Investigate", False)], "nothing holds up the visit"
    assert offered(head, scope="all") == [("", False)]
    look(case, made, clock.now())
    assert offered(made.officer) == [("Rate the household", True)]
    assert offered(clerk) == []
    assert offered(head, scope="all") == [("", True)]
    assert pages.next_action(case, clerk) is None
    operations.follow_grade(case.household, grade="A", rating="R1", by=made.officer, at=clock.now())
    assert offered(made.officer) == []
    assert offered(clerk) == [("Open the review", False)]
    assert pages.next_action(case, clerk).label == "Open the review"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_its_page_says_so_and_offers_the_rating(database: object, tmp_path: Path, staff_client: FlaskClient) -> None:
    made = valley()
    ruled(tmp_path, GRADES)
    case, clerk = mortgage(made), made.people[Role.BACK_OFFICE].id
    look(case, made, clock.now())
    session.commit()
    path = f"/cases/{case.public_id}"
    page = words(Counter(staff_client, made.officer).get(path))
    assert page.index("等候信用等级") < page.index("给该户评级") < page.index("本业务正在等候")
    shown = words(entered(staff_client, clerk).get(path))
    assert "本业务正在等候该户的信用等级" in shown
    assert "开始审查" not in shown


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_case_says_what_it_waits_for_and_a_post_is_refused(made: House, staff_client: FlaskClient) -> None:
    case, other = mortgage(made), person(Role.CREDIT_OFFICER, made.branch)
    path, household = f"/cases/{case.public_id}", case.household.public_id
    way, ids = f"/ratings/of-case/{case.public_id}", (made.officer.id, made.people[Role.BRANCH_HEAD].id, other.id)
    officer, head, elsewhere = (session.get_one(Officer, number) for number in ids)
    counter = Counter(staff_client, officer)
    page = words(counter.get(path))
    assert "本业务正在等候该户的信用等级" in page
    assert "还没有走访该农户" not in page
    assert page.index("等候信用等级") < page.index("给该户评级") < page.index("本业务正在等候")
    assert "给该户评级" in words(counter.get("/"))
    refused = staff_client.post(f"{path}/investigate", data={"token": token(staff_client)})
    assert refused.status_code == 409
    assert "本业务正在等候该户的信用等级" in refused.get_data(as_text=True)
    assert staff_client.get(way).location.endswith(f"/ratings/new/{household}")
    assert "等候信用等级" in words(entered(staff_client, head.id).get("/?scope=all"))
    found = rated(session.scalars(select(Case)).one(), session.get_one(Officer, officer.id)).public_id
    session.commit()
    entered(staff_client, officer.id)
    assert staff_client.get(way).location.endswith(f"/ratings/{found}")
    page = words(counter.get(path))
    assert "待村级小组评议" in page
    assert "给该户评级" not in page
    rating, case = session.scalars(select(Rating)).one(), session.scalars(select(Case)).one()
    rating.settled_at, rating.state, case.officer_id = clock.now(), "settled", elsewhere.id
    session.commit()
    shown = words(entered(staff_client, elsewhere.id).get(path))
    assert "由负责本村的信贷员给该户评级" in shown
    assert staff_client.get(way).location.endswith(path), "no way to where they may not"


def entered(client: FlaskClient, number: int) -> Counter:
    return Counter(client, session.get_one(Officer, number))


def token(client: FlaskClient) -> str:
    found = re.search(r'name="token"[^>]*value="([^"]+)"', client.get("/account/calendar").get_data(as_text=True))
    assert found
    return found[1]
