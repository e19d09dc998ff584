"""A village's surveys summarised and its meeting recorded at once: the same lines as one by one, all or none."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, select

from tests.support.campaign import Village
from workflow.base import audit
from workflow.base.db import session
from workflow.kernel.errors import Conflict, Forbidden, Invalid
from workflow.stages.appraisal.panel import operations as panels
from workflow.stages.appraisal.panel.models import Appraisal
from workflow.stages.appraisal.survey.models import Survey
from workflow.stages.appraisal.village import operations
from workflow.stages.appraisal.village.rules import Line
from workflow.stages.people.models import Tie

sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
#: A10 and its neighbours: what six respondents say of each household, and the mean.
SAID = (
    [30_000, 20_000, 50_000, 40_000, 30_000, 10_000],
    [80_000] * 6,
    [10_000, 10_000, 10_000, 10_000, 10_000, 10_001],
)
MEANS = [3_000_000, 8_000_000, 1_000_000]


def asked(world: Village) -> list[Survey]:
    """Every household drawn for in one act, and answered."""
    for number in range(len(SAID)):
        world.household(number + 1, f"户主{number + 1}")
    made = operations.draw_rest(world.house.village, since=world.at, by=world.team, at=world.at)
    for survey, lines in zip(made, SAID, strict=True):
        for pick, yuan in zip(survey.picks, lines, strict=True):
            world.ask(pick, yuan=yuan)
    return made


def prepared(world: Village) -> list[Appraisal]:
    asked(world)
    operations.summarise_rest(world.house.village, by=world.team, at=world.at)
    return operations.prepare_rest(world.panel, by=world.keeper, at=world.at)


def test_from_the_draw_to_the_recorded_meeting(database: Engine) -> None:
    world = Village()
    forms = prepared(world)
    found = session.scalars(select(Survey).order_by(Survey.id)).all()
    assert [(each.state, each.line, each.above_authority) for each in found] == [
        ("sent", line, line > 5_000_000) for line in MEANS
    ]
    told = [Line(form.public_id, line, "勤劳") for form, line in zip(forms, MEANS, strict=True)]
    operations.settle_meeting(world.panel, told, by=world.keeper, at=world.at)
    session.expire_all()
    assert [form.state for form in forms] == ["appraised", "escalated", "appraised"]
    assert all(len(form.signatures) == len(world.panel.seats) for form in forms)
    kinds = [event.kind for event in audit.history(f"village_campaign:{world.house.village.code}")]
    assert kinds == ["village_drawn", "village_summarised"]
    with pytest.raises(Conflict):
        operations.settle_meeting(world.panel, told, by=world.keeper, at=world.at)
    for again in (operations.draw_rest, operations.summarise_rest):
        since = {"since": world.at} if again is operations.draw_rest else {}
        with pytest.raises(Conflict):
            again(world.house.village, by=world.team, at=world.at, **since)


@sqlite
def test_a_village_larger_than_one_act_takes_is_drawn_for_in_several(
    database: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "MOST", 2)
    world = Village()
    for number in (1, 2, 3):
        world.household(number, f"户主{number}")
    drawn = [
        survey.household_id
        for _act in range(2)
        for survey in operations.draw_rest(world.house.village, since=world.at, by=world.team, at=world.at)
    ]
    assert len(set(drawn)) == 3
    with pytest.raises(Conflict, match="Every household"):
        operations.draw_rest(world.house.village, since=world.at, by=world.team, at=world.at)


@sqlite
def test_too_few_answers_and_an_undecided_reason_stay_open(database: Engine) -> None:
    world = Village()
    first, second = (world.household(number, f"户主{number}") for number in (1, 2))
    operations.draw_rest(world.house.village, since=world.at, by=world.team, at=world.at)
    surveys = session.scalars(select(Survey).order_by(Survey.id)).all()
    for pick in surveys[0].picks[:5]:
        world.ask(pick, yuan=30_000)
    for pick in surveys[1].picks[:5]:
        world.ask(pick, yuan=30_000)
    world.ask(surveys[1].picks[5], reason="rcb_p1.7")
    with pytest.raises(Conflict):
        operations.summarise_rest(world.house.village, by=world.team, at=world.at)
    assert {each.state for each in surveys} == {"open"}
    assert first != second


@sqlite
def test_the_tied_are_left_to_others_and_a_meeting_is_recorded_whole_or_not(database: Engine) -> None:
    world = Village()
    forms = prepared(world)
    last = forms[-1].survey.household
    session.add(
        Tie(
            officer_id=world.keeper.id,
            household_id=last.id,
            nature="relative",
            declared_by_id=world.team.id,
            declared_at=world.at,
        )
    )
    session.flush()
    told = [Line(form.public_id, 1_000_000, "") for form in forms]
    session.commit()
    with pytest.raises(Forbidden):
        operations.settle_meeting(world.panel, told, by=world.keeper, at=world.at)
    session.rollback()
    assert {form.state for form in forms} == {"prepared"}
    panels.recuse(world.panel.seats[0], forms[0].survey.household, nature="relative", by=world.keeper, at=world.at)
    operations.settle_meeting(world.panel, told[:2], by=world.keeper, at=world.at)
    session.expire_all()
    assert [len(form.signatures) for form in forms] == [1, 2, 0], "the recused does not sign"
    with pytest.raises((Conflict, Invalid)):
        operations.settle_meeting(world.panel, [], by=world.keeper, at=world.at)
