"""A whole village by the plan of 2010: from the survey to lines in effect, by everybody whose hand it needs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page
from sqlalchemy import Engine, select

from tests.journeys.hands import Hands, asked, let_days_pass
from tests.journeys.whole_village import meeting, posted
from tests.support.campaign import Village
from tests.support.server import Server, sunshine
from workflow.base import clock
from workflow.base.db import session, transaction
from workflow.base.settings import Settings
from workflow.staff.roles import Role
from workflow.stages.appraisal.survey.models import Survey
from workflow.stages.credit.models import CreditLine
from workflow.stages.people.operations import give_consent

#: What the six say of each household, in yuan: the second line lies above the branch's authority.
SAID = (30_000, 80_000, 20_000)


@pytest.fixture
def world(database: Engine, settings: Settings) -> Village:
    """A village of three households with a pool and a panel; days can pass."""
    let_days_pass(settings)
    with transaction():
        made = Village(at=clock.now())
        for number in range(1, len(SAID) + 1):
            household = made.household(number, f"户主{'一二三'[number - 1]}")
            give_consent(household, text_version="1", how="paper", by=made.team, at=made.at)
    return made


@pytest.fixture
def hands(
    world: Village, settings: Settings, start_server: Callable[..., Server], open_page: Callable[..., Page]
) -> Hands:
    roles = {
        "head": world.house.people[Role.BRANCH_HEAD], "team": world.team, "keeper": world.keeper,
        "officer": world.officer, "decider": world.decider, "above": world.above, "publisher": world.publisher,
    }  # fmt: skip
    people = {name: each.id for name, each in roles.items()}
    session.remove()
    served = start_server(settings.data, environ={"DATABASE_URL": settings.database_url})
    return Hands(open_page("desk"), served, people)


def answer(world: Village) -> None:
    world.at = clock.now()  # midnight may have passed since the house was made
    with transaction():
        for survey, yuan in zip(session.scalars(select(Survey).order_by(Survey.id)).all(), SAID, strict=True):
            for pick in survey.picks:
                world.ask(pick, yuan=yuan)
    session.remove()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.timeout(180)
def test_a_village_from_survey_to_lines_in_effect(
    hands: Hands, world: Village, settings: Settings, tmp_path: Path
) -> None:
    code = world.house.village.code
    page = hands("head", f"/campaigns/{code}/open")
    page.get_by_label("农户问卷调查").fill(f"{clock.today()}")
    hands.press("开始整村授信")
    hands("team", f"/campaigns/{code}")
    hands.press("全部抽选")
    answer(world)
    hands("team", f"/campaigns/{code}")
    hands.press("全部汇总")
    meeting(hands, world.panel.public_id, tmp_path)
    hands("officer", f"/lines/villages/{code}")
    hands.press("在这些额度上签字")
    batch = page.url.rpartition("/")[2]
    hands("decider", f"/lines/{batch}")
    hands.press("批准此表")
    assert "同意 2 户。 报上级审批：1 户。" in page.inner_text("#said")
    text = posted(hands, code)
    assert all(word in text for word in ("拟第一批授信", "第一组", "待上级审批"))
    for _day in range(4):
        clock.advance_demo(1)
    sunshine("tick", "--data", settings.data, environ={"DATABASE_URL": settings.database_url})
    hands("above", f"/lines/{batch}")
    hands.press("批准上报来的 1 户额度")
    page = hands("head", f"/campaigns/{code}")
    assert "3 户额度已生效" in page.inner_text("main")
    with asked():
        assert sorted(session.scalars(select(CreditLine.amount))) == [2_000_000, 3_000_000, 8_000_000]
