"""Two institutions' ways to what a household may borrow: five books and a pre-credit that is nobody's business
(rcb2015), a grade with its line, and hardly anything without security (heze2005)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from playwright.sync_api import Page
from sqlalchemy import Engine, select

from tests.journeys.hands import Hands, asked, let_days_pass
from tests.journeys.loan import VISIT
from tests.stages.appraisal.survey.world import World
from tests.support.factories_approval import decider, seated
from tests.support.factories_cases import house, id_number, person
from tests.support.server import Server
from workflow.base import clock
from workflow.base.db import session, transaction
from workflow.base.settings import Settings
from workflow.staff.models import Officer
from workflow.staff.roles import Role
from workflow.stages.appraisal.book.models import Book
from workflow.stages.credit.models import CreditLine

pytestmark = [pytest.mark.timeout(240), pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
#: What the five write of each household (A13): in the middle 50,000.
BOOKS = (40_000, 60_000, 50_000, 100_000, 20_000)
HOUSEHOLDS = ("常守信", "于勤俭")
FACTORS = 6


def served(start_server: Callable[..., Server], settings: Settings) -> Server:
    session.remove()
    return start_server(settings.data, environ={"DATABASE_URL": settings.database_url})


def test_a_pre_credit_of_five_books_is_told_to_nobody(
    database: Engine, settings: Settings, start_server: Callable[..., Server], open_page: Callable[..., Page]
) -> None:
    let_days_pass(settings)
    with transaction():
        world = World("rcb2015", people=0, at=clock.now())
        for number, name in enumerate(HOUSEHOLDS, 1):
            world.household(number, name)
        branch, code = world.house.branch, world.house.village.code
        sitting = [person(Role.PANEL_MEMBER, branch, f"评议员{place}") for place in range(5)]
        others = {"head": world.house.people[Role.BRANCH_HEAD], "clerk": world.house.people[Role.BACK_OFFICE]}
        people = {name: each.id for name, each in others.items()} | {each.name: each.id for each in sitting}
        logins = [each.public_id for each in sitting]
    hands = Hands(open_page("desk"), served(start_server, settings), people)
    panel = _formed(hands, code, logins)
    hands.at("head", f"{panel}/books").press("/books")
    books = _filled(hands)
    hands.at("clerk", f"{panel}/books").press("/combine")
    hands.press("登记")
    page = hands("clerk", f"{panel}/pre-credits")
    text = page.inner_text("main")
    assert text.count("50,000") == len(HOUSEHOLDS)
    assert "54,000" not in text, "the mean of all five is not what counts"
    _nobody_outside_learns_of_it(hands, open_page("phone"), books)


def _formed(hands: Hands, code: str, logins: Sequence[str]) -> str:
    """The head forms a village panel of five with a log-in each; its address."""
    head = hands.at("head", "/panels/new").fill(kind="village", village=code, name="东白城村评议小组")
    for place, login in enumerate(logins):
        head.fill(**{f"members-{place}-capacity": "villager", f"members-{place}-officer": login})
    return head.press("/panels/new").path.removeprefix("/staff")


def _filled(hands: Hands) -> dict[str, str]:
    """Each writes in the own book and closes it; none of them sees another's. Books by their appraiser's name."""
    with asked():
        found = session.execute(select(Book.public_id, Officer.name).join(Book.seat).join(Officer)).all()
    books = {name: f"/books/{number}" for number, name in found}
    for place, (name, book) in enumerate(sorted(books.items())):
        mine = hands.at(name, book)
        mine.fill(**{f"lines-{row}-line": str(BOOKS[place]) for row in range(len(HOUSEHOLDS))})
        mine.press(book.partition("/")[2])
        hands.at(name, book).press("/close")
        for other in set(books.values()) - {book}:
            answer = hands.page.request.get(f"{hands.served.url}/staff{other}")
            assert answer.status == 404 or place == len(BOOKS) - 1, "back to back"
    return books


def _nobody_outside_learns_of_it(hands: Hands, visitor: Page, books: dict[str, str]) -> None:
    """Whoever is not at work here finds neither the amount nor who was written about."""
    url = hands.served.url
    for path in ("/", "/villages", "/search?q=守信", "/groups", "/log"):
        visitor.goto(url + path)
        assert not [word for word in ("50,000", *HOUSEHOLDS, *books) if word in visitor.inner_text("main, body")], path
    answer = visitor.goto(f"{url}/staff{next(iter(books.values()))}")
    assert answer
    assert answer.status == 401


def test_a_grade_gives_a_line_and_little_without_security(
    database: Engine, settings: Settings, start_server: Callable[..., Server], open_page: Callable[..., Page]
) -> None:
    """As far as the certificate: the line it would certify is in effect (S50 to S53 are not part of this)."""
    let_days_pass(settings)
    with transaction():
        made = house("heze2005")
        let = {"clerk": Role.DESK_CLERK, "officer": Role.CREDIT_OFFICER, "backoffice": Role.BACK_OFFICE}
        tiers = [person(role, made.branch) for role in (Role.PANEL_MEMBER, Role.BRANCH_HEAD, Role.COUNTY_CREDIT)]
        people = {name: made.people[role].id for name, role in let.items()} | {"decider": decider(made, "branch").id}
        people |= {f"tier{place}": each.id for place, each in enumerate(tiers)}
        people |= {f"member{place}": each.id for place, each in enumerate(seated(made, 3))}
        code = made.village.code
    hands = Hands(open_page("phone"), served(start_server, settings), people)
    case = _applied(hands, code)
    _graded(hands)
    seen = VISIT | {"debts": "8000", "unsecured_debts": "3000", "proposed_amount": "4000"}
    hands.at("officer", f"{case}/investigate").fill(visited_on=f"{clock.today()}", **seen).press("/investigate")
    _reviewed(hands, case)
    decision = hands.at("decider", f"{case}/decision").fill(verdict="grant").press("/decision", status=422)
    assert "将达7,000元" in decision.said
    decision.fill(verdict="lower", amount="2000", reason="信用贷款余额上限5000元").press("/decision")
    with asked():
        assert session.scalars(select(CreditLine.amount)).all() == [2000_00]
    assert "2,000" in hands("officer", case).inner_text("main")


def _applied(hands: Hands, code: str) -> str:
    """An application without security at the counter, with every paper; the case's address."""
    clerk = hands.at("clerk", "/cases/new/micro_credit")
    told = {
        "village": code, "group": "一组", "name": "常守信", "id_number": id_number(7), "amount": "4000",
        "term_months": "12", "purpose": "苹果园化肥", "address": "一组", "phone": "13800000000",
        "guarantee": "unsecured",
    }  # fmt: skip
    boxes = [box.get_attribute("value") or "" for box in clerk.page.locator('main [name="in_hand"]').all()]
    clerk.fill(**told, in_hand=boxes).press("/micro_credit")
    case = clerk.path.removeprefix("/staff").removesuffix("/receipt")
    hands.at("clerk", f"{case}/papers").press("/accept")
    return case


def _graded(hands: Hands) -> None:
    """The officer scores the household, three tiers by three people agree: AAA."""
    officer = hands.at("officer", "/ratings").fill(id_number=id_number(7)).press("/find")
    scores = {f"scores-{place}": "86" for place in range(FACTORS)}
    officer.fill(income="60000", asked="20000", **scores).press(officer.path)
    page = officer.path.removeprefix("/staff")
    for place in range(3):
        hands.at(f"tier{place}", page).fill(grade="AAA", word="同意").press("/judge")


def _reviewed(hands: Hands, case: str) -> None:
    hands.at("backoffice", f"{case}/review").press("/review")
    for place in range(3):
        hands.at(f"member{place}", f"{case}/vote").fill(choice="yes", opinion="同意").press("/vote")
    hands.at("backoffice", f"{case}/review/close").press("/close")
