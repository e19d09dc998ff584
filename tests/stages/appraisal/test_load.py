"""A campaign's size: a village's page asks a constant number of questions, seven thousand households are combined."""

from __future__ import annotations

from random import Random
from time import process_time

import pytest
from sqlalchemy import Engine, event

from tests.stages.appraisal.survey.world import AT, World
from tests.support.factories_cases import person
from workflow.base.db import session
from workflow.staff.roles import Role
from workflow.stages.appraisal import todo
from workflow.stages.appraisal.book import operations as books
from workflow.stages.appraisal.panel import operations as panels
from workflow.stages.appraisal.panel.rules import Member
from workflow.stages.appraisal.survey import operations, queries, rules
from workflow.stages.appraisal.survey.rules import Answered

#: The households of a whole town's campaign (requirements.md S27-S29 with 黄石镇's figures), and the goal in seconds.
HOUSEHOLDS, QUESTIONNAIRES, GOAL = 7069, 6, 2.0
sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_a_campaign_is_summarised_in_time() -> None:
    chance = Random(1)
    town = [[Answered(chance.randrange(1, 90) * 100_000) for _ in range(QUESTIONNAIRES)] for _ in range(HOUSEHOLDS)]
    begun = process_time()
    lines = [rules.summary("mean", answers, QUESTIONNAIRES) for answers in town]
    assert len(lines) == HOUSEHOLDS
    assert process_time() - begun < GOAL


@sqlite
def test_a_villages_page_asks_as_often_for_forty_as_for_four(database: Engine) -> None:
    world = World()
    for number in range(40):
        household = world.household(number)
        if number % 3 == 0:
            world.ask(operations.draw(household, by=world.team, at=AT).picks[0], yuan=1000)
    asked = []
    for limit in (4, 40):
        session.commit()
        session.expire_all()
        village = session.merge(world.house.village)
        assert village.name  # loaded before the counting
        asked.append(_count(database, lambda limit=limit, village=village: queries.progress(village, limit=limit)))
    assert asked[0] == asked[1]


def _count(engine: Engine, act) -> int:
    told: list[str] = []

    def note(*args: object) -> None:
        told.append(str(args[2]))

    event.listen(engine, "before_cursor_execute", note)
    try:
        assert len(act()) > 3
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(told)


@sqlite
def test_the_desk_shows_what_waits(database: Engine) -> None:
    world = World()
    member = person(Role.PANEL_MEMBER, world.house.branch, "评议员")
    survey = operations.draw(world.household(1), by=world.team, at=AT)
    assert todo.rows(world.team, now=AT, limit=9) == []
    for pick in survey.picks:
        world.ask(pick, yuan=30000)
    panel = panels.form_panel(
        kind="village", name="小组", village=world.house.village, office=world.house.branch,
        members=[Member(member.name, "villager", member.id), Member("李四", "villager")], by=world.team, at=AT,
    )  # fmt: skip
    books.open_books(panel, by=world.team, at=AT)
    found = [(row.endpoint, row.label) for who in (world.team, member) for row in todo.rows(who, now=AT, limit=9)]
    assert found == [("survey.show", "Summarise"), ("book.write", "Fill in")]
