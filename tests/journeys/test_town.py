"""黄石镇 at the browser: 15 villages, 155 groups, 7,069 households under one plan; one village goes the whole way."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page
from sqlalchemy import Engine, func, select

from tests.journeys.hands import Hands, asked, let_days_pass
from tests.journeys.whole_village import meeting, posted
from tests.office.campaign.town import LARGE_EVERY, Town, Worked
from tests.support.server import Server, sunshine
from workflow.base import clock
from workflow.base.db import session, transaction
from workflow.base.settings import Settings
from workflow.staff.models import AreaAssignment
from workflow.staff.roles import Role
from workflow.stages.credit.models import CreditLine

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]


@pytest.fixture
def town(database: Engine, settings: Settings) -> Town:
    """Everybody is at work, nobody has been asked; days can pass."""
    let_days_pass(settings)
    with transaction():
        made = Town(at=clock.now())
        since = clock.today()
        for worked in made.villages:
            session.add(AreaAssignment(officer_id=made.officer.id, village_id=worked.village.id, from_on=since))
    return made


@pytest.fixture
def hands(
    town: Town, settings: Settings, start_server: Callable[..., Server], open_page: Callable[..., Page]
) -> Hands:
    roles = {
        "head": town.house.people[Role.BRANCH_HEAD], "team": town.team, "keeper": town.keeper,
        "officer": town.officer, "decider": town.decider, "above": town.above, "publisher": town.publisher,
    }  # fmt: skip
    people = {name: each.id for name, each in roles.items()}
    session.remove()
    served = start_server(settings.data, environ={"DATABASE_URL": settings.database_url})
    return Hands(open_page("desk"), served, people)


@pytest.mark.timeout(300)
def test_a_village_of_the_town_goes_the_whole_way(hands: Hands, town: Town, settings: Settings, tmp_path: Path) -> None:
    assert _households(hands, town) == 7069
    worked = min(town.villages, key=lambda each: each.households)
    _survey(hands, town, worked)
    meeting(hands, worked.panel.public_id, tmp_path)
    batch, above = _signed(hands, worked)
    assert "待上级审批" in posted(hands, worked.village.code)
    for _day in range(4):
        clock.advance_demo(1)
    sunshine("tick", "--data", settings.data, environ={"DATABASE_URL": settings.database_url})
    hands("above", f"/lines/{batch}")
    hands.press(f"批准上报来的 {above} 户额度")
    page = hands("head", f"/campaigns/{worked.village.code}")
    assert f"{worked.households} 户额度已生效" in page.inner_text("main")
    with asked():
        assert session.scalar(select(func.count()).select_from(CreditLine)) == worked.households
    assert _households(hands, town) == 7069


def _households(hands: Hands, town: Town) -> int:
    """What the pages of all villages say together, each reached from the list."""
    page = hands("head", "/campaigns")
    names = [worked.village.name for worked in town.villages]
    found = 0
    for name in names:
        page.get_by_role("link", name=name, exact=True).click()
        [told] = re.findall(r"(\d+) 户", page.locator("main p").first.inner_text())[:1]
        found += int(told)
        page.go_back()
    return found


def _survey(hands: Hands, town: Town, worked: Worked) -> None:
    """Respondents drawn for every household, as many at once as one act takes; what they say is written by rows."""
    code = worked.village.code
    page = hands("team", f"/campaigns/{code}")
    while page.get_by_role("button", name="全部抽选").count():
        hands.press("全部抽选")
        hands("team", f"/campaigns/{code}")
    town.at = clock.now()
    with transaction():
        town.answered(worked.village)
    session.remove()
    page = hands("team", f"/campaigns/{code}")
    while page.get_by_role("button", name="全部汇总").count():
        hands.press("全部汇总")
        hands("team", f"/campaigns/{code}")


def _signed(hands: Hands, worked: Worked) -> tuple[str, int]:
    """The batch line form, signed and approved, and how many of its lines go up."""
    page = hands("officer", f"/lines/villages/{worked.village.code}")
    hands.press("在这些额度上签字")
    batch = page.url.rpartition("/")[2]
    hands("decider", f"/lines/{batch}")
    hands.press("批准此表")
    above = (worked.households - 1) // LARGE_EVERY
    assert f"同意 {worked.households - above} 户。 报上级审批：{above} 户。" in page.inner_text("#said")
    return batch, above
