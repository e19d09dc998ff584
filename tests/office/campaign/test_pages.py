"""A village's campaign as each hand meets it: one page, one next step, nobody's value; the workbook out and in."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import Engine, event, select

from tests.stages.appraisal.survey.world import World
from tests.support.campaign import Village
from tests.support.page import parsed
from tests.support.people import come_in, token_in
from workflow.base import clock
from workflow.base.db import session, transaction
from workflow.office.campaign import operations
from workflow.staff.models import Officer
from workflow.staff.roles import Role
from workflow.stages.appraisal.panel.models import Appraisal
from workflow.stages.appraisal.survey.models import Questionnaire, Survey
from workflow.stages.cases.models import Case
from workflow.stages.people.models import Household

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def enter(client: FlaskClient, officer: Officer) -> FlaskClient:
    session.remove()
    return come_in(client, session.get_one(Officer, officer.id))


def send(client: FlaskClient, page: str, action: str | None = None, **data: Any) -> Any:
    return client.post(action or page, data={"token": token_in(client.get(page)), **data})


def answer_all(world: Village) -> None:
    """Every respondent says the line of their household."""
    with transaction():
        for survey in session.scalars(select(Survey)).all():
            for pick in survey.picks:
                world.ask(pick, yuan=80_000 if survey.household_id == 2 else 30_000)


def test_a_village_from_opening_to_the_signed_form(staff_client: FlaskClient) -> None:
    with transaction():
        world = Village(at=clock.now())
        for number in range(1, 4):
            world.household(number, f"户主{number}")
        code, panel = world.house.village.code, world.panel.public_id
    page = f"/campaigns/{code}"
    client = enter(staff_client, world.house.people[Role.BRANCH_HEAD])
    assert "/open" in client.get("/campaigns").get_data(as_text=True)
    assert f"{page}/open" in client.get(page).get_data(as_text=True), "no campaign, but the way to begin one"
    late = send(client, f"{page}/open", survey="2001-01-01")
    assert (late.status_code, "2001-01-01" in late.get_data(as_text=True)) == (422, True)
    assert send(client, f"{page}/open", survey=f"{clock.today()}").status_code == 303
    client = enter(client, world.team)
    assert send(client, page, f"{page}/draw").status_code == 303
    answer_all(world)
    assert send(client, page, f"{page}/summarise").status_code == 303
    client = enter(client, world.keeper)
    assert send(client, f"/panels/{panel}", f"/panels/{panel}/prepare-rest").status_code == 303
    _by_workbook(client, panel)
    client = enter(client, world.officer)
    groups = {"groups": "第一组", "product": "micro_credit"}
    lines = f"/lines/villages/{code}"
    batch = client.post(lines, data=groups | _hidden(client.get(lines), lines)).location
    assert send(client, lines, **groups).status_code == 422, "nothing is left to sign"
    client = enter(client, world.decider)
    assert send(client, batch, f"{batch}/approve", seen="1").status_code == 303
    for kind in ("paper", "form.csv", "form.xlsx"):
        assert client.get(f"{batch}/{kind}").status_code == 200
    with transaction():
        assert sorted(session.scalars(select(Case.state))) == ["approved", "approved", "passed"]
    text = enter(client, world.keeper).get(page).get_data(as_text=True)
    assert f"/notices/draft/{code}" in text, "the next step"
    assert not [word for word in ("30,000", "80,000") if word in text], "the page tells no value"


def _by_workbook(client: FlaskClient, panel: str) -> None:
    page = f"/panels/{panel}/lines"
    book = load_workbook(BytesIO(client.get(f"{page}.xlsx").data))
    sheet = book.worksheets[0]
    for row in range(2, 5):
        sheet.cell(row, 6).value = sheet.cell(row, 5).value
    sheet.cell(3, 6).value = "八万"
    wrong = _handed_in(client, page, book)
    assert wrong.status_code == 422
    assert "F3" in wrong.get_data(as_text=True)
    sheet.cell(3, 6).value = "8万"
    right = _handed_in(client, page, book)
    assert right.status_code == 200
    with transaction():
        assert set(session.scalars(select(Appraisal.state))) == {"prepared"}, "a look records nothing"
    found = _hidden(right)
    unsigned = client.post(f"{page}/record", data=found)
    assert unsigned.status_code == 422
    assert client.post(f"{page}/record", data=_hidden(unsigned) | {"signed": "y"}).status_code == 303
    assert client.post(f"{page}/record", data=_hidden(right) | {"signed": "y"}).status_code == 409, "once"
    again = _handed_in(client, page, book)
    assert (again.status_code, "/lines/record" in again.get_data(as_text=True)) == (200, False), "nothing is new in it"


def _handed_in(client: FlaskClient, page: str, book: Any) -> Any:
    kept = BytesIO()
    book.save(kept)
    told = {"token": token_in(client.get(page)), "file": (BytesIO(kept.getvalue()), "form.xlsx")}
    return client.post(page, data=told, content_type="multipart/form-data")


def _hidden(answer: Any, action: str = "record") -> dict[str, str]:
    forms = parsed(answer.get_data(as_text=True)).iter("form")
    form = next(each for each in forms if each.get("action", "").endswith(action))
    return {each.get("name", ""): each.get("value", "") for each in form.iter("input") if each.get("type") == "hidden"}


def test_no_more_questions_for_a_larger_village(staff_client: FlaskClient, database: Engine) -> None:
    with transaction():
        world = Village(at=clock.now())
        found = [world.household(number, f"户主{number}") for number in range(1, 4)]
        world.settled(found[0], 30_000)
        operations.open_campaign(world.house.village, {}, by=world.house.people[Role.BRANCH_HEAD], at=world.at)
        code = world.house.village.code
    client = enter(staff_client, world.house.people[Role.BRANCH_HEAD])
    first = asked(client, database, f"/campaigns/{code}")
    with transaction():
        for number in range(4, 40):
            world.household(number, f"户主{number}")
    assert session.query(Household).count() == 39
    session.remove()
    assert asked(client, database, f"/campaigns/{code}") == first
    assert session.query(Questionnaire).count() == 6


def asked(client: FlaskClient, engine: Engine, page: str) -> int:
    """How many statements a page sends."""
    sent: list[str] = []

    def note(*told: Any) -> None:
        sent.append(told[2])

    event.listen(engine, "before_cursor_execute", note)
    try:
        assert client.get(page).status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(sent)


def test_a_page_has_the_steps_of_its_rules_and_no_other(staff_client: FlaskClient) -> None:
    """Where loans are granted and no lines, the panel's meeting is the last step; every step has its column."""
    with transaction():
        world = World("chengcheng2012", examples=True, at=clock.now())
        world.household(1)
        head = world.house.people[Role.BRANCH_HEAD]
        operations.open_campaign(world.house.village, {}, by=head, at=world.at)
        page = f"/campaigns/{world.house.village.code}"
    groups = list(parsed(enter(staff_client, head).get(page).get_data(as_text=True)).iter("table"))[1]
    heads = ["".join(head.itertext()).strip() for head in groups.find("thead").iter("th")]
    assert heads == ["村民小组", "户数", "农户问卷调查", "汇总交评议小组", "评议小组会议"]
