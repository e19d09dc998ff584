"""A survey from the draw to the panel: reproducible, secret, complete or refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from tests.stages.appraisal.survey.world import AT, World
from tests.support.factories_cases import person
from workflow.base import audit
from workflow.base.db import session
from workflow.kernel.errors import Conflict, Forbidden, NotFound, NotSet
from workflow.staff.roles import Role
from workflow.stages.appraisal.survey import operations, queries, rules
from workflow.stages.appraisal.survey.models import Survey
from workflow.stages.people.models import Tie

sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def answered(world: World, survey: Survey, amounts: list[int]) -> None:
    """The first respondents answer, amounts in yuan; more are drawn where there are more amounts."""
    while len(survey.picks) < len(amounts):
        operations.draw_more(survey, by=world.team, at=AT)
    for pick, yuan in zip(survey.picks, amounts, strict=False):
        world.ask(pick, yuan=yuan)


def test_who_is_asked_follows_from_the_seed_and_each_act_is_told(database: Engine) -> None:
    world = World()
    survey = operations.draw(world.household(1), by=world.team, at=AT)
    assert [pick.respondent.public_id for pick in survey.picks] == rules.drawn(survey.pool.split("\n"), survey.seed, 6)
    answered(world, survey, [30000, 20000, 50000, 40000, 30000, 10000])
    operations.summarise(survey, by=world.team, at=AT)
    operations.send(survey, by=world.team, at=AT)
    assert not survey.above_authority
    kinds = [event.kind for event in audit.history(survey.stream)]
    assert kinds == ["respondents_drawn", *["questionnaire_recorded"] * 6, "survey_summarised", "survey_sent"]


@sqlite
def test_a_replacement_follows_in_the_same_draw_and_who_left_is_not_drawn(database: Engine) -> None:
    world = World(people=9)
    survey = operations.draw(world.household(1), by=world.team, at=AT)
    order = rules.ranked(survey.pool.split("\n"), survey.seed)
    leaver = next(each for each in queries.pool(world.house.village) if each.public_id == order[6])
    operations.let_go(leaver, by=world.team, at=AT)
    made = operations.replace(survey.picks[2], why="absent", by=world.team, at=AT)
    assert (made.respondent.public_id, made.rank) == (order[7], 7)
    with pytest.raises(Conflict):
        world.ask(survey.picks[2], yuan=1000)


@sqlite
def test_who_is_tied_to_a_household_has_no_part_in_its_survey(database: Engine) -> None:
    """No act of the survey, no name, no answer, and nothing of it on the desk."""
    world = World()
    household = world.household(1)
    survey = operations.draw(household, by=world.team, at=AT)
    answered(world, survey, [10000, 20000, 30000, 40000, 50000, 60000])
    named = world.ask(operations.draw_more(survey, by=world.team, at=AT), reason="rcb_p1.8")
    operations.draw_more(survey, by=world.team, at=AT)
    mate = person(Role.SURVEY_TEAM, world.house.branch)
    tie = {"officer_id": mate.id, "household_id": household.id, "nature": "relative"}
    session.add(Tie(**tie, declared_by_id=mate.id, declared_at=AT))
    session.flush()
    acts: list[Callable[[], object]] = [
        lambda: operations.draw(household, by=mate, at=AT),
        lambda: operations.replace(survey.picks[-1], why="absent", by=mate, at=AT),
        lambda: operations.draw_more(survey, by=mate, at=AT),
        lambda: operations.judge(named, verdict="rejected", by=mate, at=AT),
        lambda: operations.abandon(survey, why="重来", by=mate, at=AT),
        lambda: operations.summarise(survey, by=mate, at=AT),
        lambda: operations.send(survey, by=mate, at=AT),
    ]
    for act in acts:
        with pytest.raises(Forbidden, match="tie"):
            act()
    for verb in ("survey.see", "survey.write"):
        with pytest.raises(NotFound):
            queries.survey_for(survey.public_id, mate, verb)
    operations.judge(named, verdict="rejected", by=world.team, at=AT)
    assert (queries.waiting(world.team, limit=9), queries.waiting(mate, limit=9)) == ([survey], [])


@sqlite
def test_one_survey_at_a_time_and_no_drawing_until_it_pleases(database: Engine) -> None:
    world = World()
    household = world.household(1)
    first = operations.draw(household, by=world.team, at=AT)
    with pytest.raises(Conflict, match="running"):
        operations.draw(household, by=world.team, at=AT)
    operations.abandon(first, why="池子不全", by=world.team, at=AT)
    second = operations.draw(household, by=world.team, at=AT)
    assert (first.number, second.number, first.state) == (1, 2, "abandoned")


@sqlite
def test_a_pack_without_questionnaires_says_so(database: Engine) -> None:
    world = World("chengcheng2012")
    with pytest.raises(NotSet):
        operations.draw(world.household(1), by=world.team, at=AT)


def test_the_database_keeps_a_draw(database: Engine) -> None:
    world = World()
    survey = operations.draw(world.household(1), by=world.team, at=AT)
    for words in ("UPDATE survey SET seed = 'ff'", "UPDATE survey SET pool = ''", "DELETE FROM survey_pick"):
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(text(words))
    assert survey.state == "open"
