"""The pages of survey, panel, books and ratings, as each role meets them: forms keep what was typed, secrets stay."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.stages.appraisal.survey.world import World
from tests.support.factories_cases import id_number, person
from tests.support.people import come_in, token_in
from workflow.base import clock
from workflow.base.db import session, transaction
from workflow.staff.models import Officer
from workflow.staff.roles import Role
from workflow.stages.appraisal.book import operations as books_room
from workflow.stages.appraisal.book import queries as of_books
from workflow.stages.appraisal.book.models import Book, BookLine
from workflow.stages.appraisal.book.rules import Filled
from workflow.stages.appraisal.panel.models import Panel
from workflow.stages.appraisal.survey import operations as surveys
from workflow.stages.appraisal.survey import queries
from workflow.stages.appraisal.survey.models import Survey

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def send(client: FlaskClient, page: str, action: str | None = None, **data: Any) -> Any:
    """Post a form as the page would."""
    return client.post(action or page, data={"token": token_in(client.get(page)), **data})


def enter(client: FlaskClient, officer: Officer) -> FlaskClient:
    session.remove()
    return come_in(client, officer)


def test_a_survey_from_the_pool_to_the_panel(staff_client: FlaskClient) -> None:
    with transaction():
        world = World("rcb_p1", people=7, at=clock.now())
        household = world.household(1)
        world.household(2, "李另户")
        code, target = world.house.village.code, household.public_id
    client = enter(staff_client, world.team)
    pool = f"/surveys/villages/{code}/pool"
    kept = send(client, pool, name="赵老师", standing="")
    assert (kept.status_code, "赵老师" in kept.get_data(as_text=True)) == (422, True)
    assert send(client, pool, name="赵老师", standing="老党员", id_number=id_number(1)).status_code == 303
    assert client.get("/surveys").status_code == client.get(f"/surveys/villages/{code}").status_code == 200
    survey_page = send(client, f"/surveys/villages/{code}", f"/surveys/draw/{target}").location
    said = {
        "asked_on": f"{clock.today()}", "business": "1 3", "assets": "300000", "debts": "5000", "asked_alone": "y",
        "reason": "", "reason_member": "", "representative": "",
    }  # fmt: skip
    first = f"{survey_page}/1"
    for wrong, word in (({"line": ""}, "line-error"), ({"line": "30000", "business": "99"}, "business-error")):
        answer = send(client, first, **(said | wrong))
        assert answer.status_code == 422
        assert all(sign in answer.get_data(as_text=True) for sign in ("300000", word))
    for rank in range(1, 7):
        net = "300000" if rank == 1 else "295000"
        onward = send(client, f"{survey_page}/{rank}", **said, line=f"{rank}0000", net=net)
        assert onward.status_code == 303
    assert onward.location == survey_page
    assert client.get(survey_page).get_data(as_text=True).count("净资产不等于总资产减负债") == 1, "the first says so"
    assert send(client, survey_page, f"{survey_page}/summarise").status_code == 303
    assert "35,000" in client.get(survey_page).get_data(as_text=True)
    for paper in ("paper", "summary"):
        assert client.get(f"{survey_page}/{paper}").status_code == 200
    assert send(client, survey_page, f"{survey_page}/send").status_code == 303
    _others_see_the_draw_alone(client, world, survey_page)


def _others_see_the_draw_alone(client: FlaskClient, world: World, survey_page: str) -> None:
    names = {each.name for each in queries.pool(world.house.village)}
    with transaction():
        auditor = person(Role.AUDIT_DEPT, world.house.branch)
    text = enter(client, auditor).get(survey_page).get_data(as_text=True)
    assert session.query(Survey).one().seed in text
    assert not [name for name in names if name in text]
    assert "35,000" not in text
    assert client.get(f"{survey_page}/summary").status_code == client.get(f"{survey_page}/1").status_code == 403
    with transaction():
        stranger = person(Role.CREDIT_OFFICER, world.house.branch)
    assert enter(client, stranger).get(survey_page).status_code == 403


def test_a_code_is_judged_and_a_survey_given_up(staff_client: FlaskClient) -> None:
    with transaction():
        world = World("rcb_p1", people=9, at=clock.now())
        survey = surveys.draw(world.household(1), by=world.team, at=world.at)
        world.ask(survey.picks[0], reason="rcb_p1.8")
        page = f"/surveys/{survey.public_id}"
    client = enter(staff_client, world.team)
    assert send(client, page, f"{page}/1/judge").status_code == 422
    assert send(client, page, f"{page}/1/judge", verdict="rejected").status_code == 303
    assert send(client, page, f"{page}/2/replace", why="absent").status_code == 303
    assert send(client, page, f"{page}/more").status_code == 303
    assert send(client, page, f"{page}/abandon").status_code == 422
    assert send(client, page, f"{page}/abandon", why="池子有误").status_code == 303
    assert "judge" not in client.get(page).get_data(as_text=True)


def five(world: World) -> dict[str, str]:
    """The form's rows of a panel of five, two of them with a log-in."""
    told = {"kind": "village", "name": "东白城村评议小组", "village": world.house.village.code}
    with transaction():
        people = [person(Role.PANEL_MEMBER, world.house.branch, f"评议员{place}") for place in range(2)]
        logins = [each.public_id for each in people]
    for place in range(5):
        told[f"members-{place}-name"] = f"村民{place}"
        told[f"members-{place}-capacity"] = "villager"
        told[f"members-{place}-officer"] = logins[place] if place < 2 else ""
    for place in range(5, 12):
        told |= {f"members-{place}-capacity": "villager", f"members-{place}-officer": ""}
    return told


def test_a_panel_its_books_and_what_comes_of_them(staff_client: FlaskClient) -> None:
    with transaction():
        world = World("rcb2015", people=0, at=clock.now())
        for number in range(1, 31):
            world.household(number, f"户主{number}")
        branch = world.house.branch
        head, clerk, keyer = (
            person(role, branch) for role in (Role.BRANCH_HEAD, Role.BACK_OFFICE, Role.SYSTEM_OPERATOR)
        )
    told = five(world)
    client = enter(staff_client, head)
    refused = send(client, "/panels/new", **(told | {"members-0-capacity": "cadre", "members-4-name": ""}))
    assert refused.status_code == 422
    assert "村民1" in refused.get_data(as_text=True)
    twice = send(client, "/panels/new", **(told | {"members-4-name": "村民 3"})).get_data(as_text=True)
    assert [twice.count(words) for words in ('href="#members"', 'id="members"', "村民 3在这里写了两次")] == [1, 1, 2]
    page = send(client, "/panels/new", **told).location
    assert client.get(page).status_code == client.get("/panels").status_code == 200
    assert send(client, page, f"{page}/recuse", seat="1", id_number=id_number(30), nature="relative").status_code == 303
    assert send(client, f"{page}/books").status_code == 303
    panel = session.query(Panel).one()
    books = [(book.public_id, book.officer_id) for book in session.query(Book)]
    _fill(enter(client, session.get_one(Officer, books[0][1])), f"/books/{books[0][0]}")
    assert (
        client.get(f"/books/{books[1][0]}").status_code == client.get(f"/books/{books[0][0]}/read").status_code == 404
    )
    _fill_without_pages(keyer)
    enter(client, clerk)
    assert send(client, f"{page}/books", f"{page}/combine").status_code == 409
    for number, officer_id in books:
        assert client.get(f"/books/{number}/read").status_code == 200
        if officer_id is None:
            assert send(client, f"/books/{number}/read", f"/books/{number}/verify").status_code == 303
    pre_credits = send(client, f"{page}/books", f"{page}/combine").location
    _settle(client, pre_credits)
    assert client.get(f"{pre_credits}?format=csv").get_data(as_text=True).count("\n") == 31
    assert panel.public_id in page


def _fill(client: FlaskClient, book: str) -> None:
    """Two pages of a book – the last household is the writer's own – and its end."""
    page: str = book
    for last in (25, 5):
        rows = {f"lines-{row}-line": "50000" for row in range(last)}
        if last == 5:
            rows["lines-4-line"] = ""
        page = send(client, page, seen=_seen(client, page), **rows).location
    before = client.get(f"{book}/paper").get_data(as_text=True).count("电话：____")
    head = session.query(BookLine).filter(BookLine.known).first().household.named_by
    had, head.phone = head.phone, None
    session.commit()
    assert had
    paper = client.get(f"{book}/paper").get_data(as_text=True)
    assert paper.count("电话：____") == before + 1, "what the file lacks is asked for, and nothing it has"
    assert had not in paper
    assert send(client, book, f"{book}/close").status_code == 303


def _fill_without_pages(keyer: Officer) -> None:
    """The other books, by their appraiser or from paper."""
    with transaction():
        for book in session.query(Book).where(Book.closed_at.is_(None)).all():
            writer = session.get_one(Officer, book.officer_id or keyer.id)
            lines = {line.id: Filled(line=5_000_000) for line in of_books.lines_of(book)}
            books_room.write(book, lines, by=writer, at=clock.now())
            books_room.close(book, by=writer, at=clock.now())


def _seen(client: FlaskClient, page: str) -> str:
    found = re.search(r'name="seen"[^>]*value="(\d+)"', client.get(page).get_data(as_text=True))
    assert found
    return found[1]


def _settle(client: FlaskClient, page: str) -> None:
    text = client.get(page).get_data(as_text=True)
    actions = re.findall(r'action="(?:/staff)?(/pre-credits/\w+/settle)"', text)
    assert len(actions) == 30
    assert send(client, page, actions[0], finding="bad.2", note="").status_code == 303
    assert send(client, page, actions[1], finding="explained", note="").status_code == 422
    assert send(client, page, actions[1], finding="", note="").status_code == 303


def test_a_meeting_typed_in(staff_client: FlaskClient) -> None:
    from tests.stages.appraisal.panel.test_operations import formed, sent

    with transaction():
        world = World("rcb_p1", at=clock.now())
        panel = formed(world, at=world.at)
        survey = sent(world)
        clerk = person(Role.BACK_OFFICE, world.house.branch)
        page, number, seats = f"/panels/{panel.public_id}", survey.public_id, [seat.id for seat in panel.seats]
    client = enter(staff_client, clerk)
    form = send(client, page, f"{page}/prepare/{number}").location
    refused = send(client, form, seen="1", line="28000", opinion="勤劳", signed=seats[1:])
    assert (refused.status_code, "28000" in refused.get_data(as_text=True)) == (422, True)
    assert send(client, form, seen="1", line="28000", opinion="勤劳", signed=seats).status_code == 303
    text = client.get(form).get_data(as_text=True)
    assert "28,000" in text
    assert client.get(f"{form}/paper").status_code == 200
    assert ",28000," in client.get(f"{page}/lines.csv").get_data(as_text=True)
    assert client.get(f"{page}/lines.xlsx").data.startswith(b"PK")
    assert client.get(f"{page}/lines.exe").status_code == 404


@pytest.mark.parametrize("pack", ["heze2005", "plan_annual"])
def test_a_rating_sheet(staff_client: FlaskClient, pack: str) -> None:
    with transaction():
        world = World(pack, people=0, at=clock.now())
        household = world.household(1)
        member, target = person(Role.PANEL_MEMBER, world.house.branch), household.public_id
    client = enter(staff_client, world.house.officer)
    answer = send(client, "/ratings", "/ratings/find", id_number=id_number(1))
    if pack == "plan_annual":  # its figures are lost: the page says what is not set
        assert client.get(answer.location).status_code == 422
        return
    scores = {f"scores-{place}": "80" for place in range(6)}
    for wrong in ("101", "9" * 400, "NaN", "1e309", "-1", "80.005"):
        refused = send(client, answer.location, income="60000", asked="45000", **(scores | {"scores-2": wrong}))
        assert (refused.status_code, "45000" in refused.get_data(as_text=True)) == (422, True)
    page = send(client, answer.location, income="60000", asked="45000", **scores).location
    assert "42,000" in client.get(page).get_data(as_text=True)
    assert client.get(f"{page}/paper").status_code == client.get("/ratings").status_code == 200
    enter(client, member)
    assert send(client, page, f"{page}/judge", grade="A", word="").status_code == 422
    assert send(client, page, f"{page}/judge", grade="A", word="负担较重").status_code == 303
    assert "36,000" in client.get(page).get_data(as_text=True)
    assert target in answer.location
