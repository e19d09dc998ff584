"""A village's questionnaires from a sheet: the draw, the rules of each answer and the secret hold as when typed in."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import Engine, delete, func, select

from tests.stages.appraisal.survey.world import AT, World
from tests.support.asking import asking
from tests.support.counter import Counter
from tests.support.factories_cases import person
from tests.support.imports import bring, cells, plan_of, workbook
from workflow.base import audit
from workflow.base.db import session
from workflow.kernel.errors import Forbidden
from workflow.office.supervision.verify import chains
from workflow.staff.roles import Role
from workflow.stages.appraisal.survey import operations
from workflow.stages.appraisal.survey.models import Questionnaire, Survey
from workflow.stages.appraisal.survey.sheet import QUESTIONNAIRES
from workflow.stages.people.models import Tie

KEYS = ["survey", "rank", "name", "asked_on", "asked_alone", "assets", "debts", "net", "line", "reason", "business"]


@pytest.fixture
def world(database: Engine) -> Iterator[World]:
    with asking():
        yield World()


def answer(survey: Survey, rank: int, **changed: Any) -> list[Any]:
    said = {
        "survey": survey.public_id, "rank": rank, "name": "王测试", "asked_on": "2011-05-12", "asked_alone": "是",
        "assets": "５万", "debts": 0, "line": 30000, "business": "1 3",
    } | changed  # fmt: skip
    return [said.get(key) for key in KEYS]


def test_questionnaires_come_in_as_if_they_were_typed_and_once(world: World) -> None:
    survey = operations.draw(world.household(1), by=world.team, at=AT)
    village, told = world.house.village, {"by": world.team, "at": AT}
    blank = QUESTIONNAIRES.rows(village)
    assert [row[:3] for row in blank] == [[survey.public_id, pick.rank, "王测试"] for pick in survey.picks]
    rows = [answer(survey, rank) for rank in range(1, 6)]
    content = workbook(KEYS, *rows, answer(survey, 6, line=None, reason=7))
    assert bring(QUESTIONNAIRES, village, content, **told) == 6
    session.commit()
    session.expire_all()
    first, last = survey.picks[0].questionnaire, survey.picks[5].questionnaire
    assert (survey.state, first.assets, first.net, first.surveyor) == ("open", 5_000_000, 5_000_000, world.team)
    assert last.reason == "rcb_p1.7"
    events = [event.payload for event in audit.history(survey.stream) if event.kind == "questionnaire_recorded"]
    assert [each["answers"] for each in events] == [1, 2, 3, 4, 5, 6], "each is an event of its own"
    assert {each["state"] for each in events} == {"open"}, "a reason that waits for the team's word"
    again = plan_of(QUESTIONNAIRES, village, content, **told)
    assert (again.count, again.faults) == (0, [])
    assert QUESTIONNAIRES.rows(village) == []


def test_a_whole_form_comes_in_as_runs_of_events_or_not_at_all(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "_AT_ONCE", 4)  # a run ends within a survey
    surveys = [operations.draw(world.household(number), by=world.team, at=AT) for number in (1, 2)]
    rows = [answer(survey, rank) for survey in surveys for rank in range(1, 7)]
    village = world.house.village
    plan = plan_of(QUESTIONNAIRES, village, workbook(KEYS, *rows), by=world.team, at=AT)
    tie = {"nature": "relative", "declared_by_id": world.team.id, "declared_at": AT}
    session.add(Tie(officer_id=world.team.id, household_id=surveys[1].household_id, **tie))
    session.flush()
    with pytest.raises(Forbidden):
        QUESTIONNAIRES.apply(village, plan.content, world.team, AT)
    assert session.scalar(select(func.count()).select_from(Questionnaire)) == 0
    session.execute(delete(Tie))
    assert QUESTIONNAIRES.apply(village, plan.content, world.team, AT) == 12
    for survey in surveys:
        told = [event.payload for event in audit.history(survey.stream) if event.kind == "questionnaire_recorded"]
        assert [each["answers"] for each in told] == [1, 2, 3, 4, 5, 6]
        assert [each["state"] for each in told] == ["open"] * 5 + ["complete"]
    assert list(chains.events()) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_rule_of_typing_holds(world: World) -> None:
    survey = operations.draw(world.household(1), by=world.team, at=AT)
    tied = operations.draw(world.household(2), by=world.team, at=AT)
    session.add(
        Tie(
            officer_id=world.team.id, household_id=tied.household_id, nature="relative", declared_by_id=world.team.id,
            declared_at=AT,
        )
    )  # fmt: skip
    session.flush()
    wrong = workbook(
        KEYS, answer(survey, 1, line=None), answer(survey, 2, reason=7), answer(survey, 3, asked_alone=None),
        answer(survey, 4, asked_on="2011-05-13"), answer(survey, 5, asked_on=40675, business="99"),
        answer(survey, 6, name="别人"), answer(survey, 7), answer(tied, 1), [None] * len(KEYS), answer(survey, 6),
        answer(survey, 2, line="=1+1"), ["x", 1, "王测试", *[None] * 5, 5],
    )  # fmt: skip
    found = cells(plan_of(QUESTIONNAIRES, world.house.village, wrong, by=world.team, at=AT))
    assert " ".join(sorted(found)) == "A13 B11 B12 B3 B7 B8 C7 D5 D6 E4 I12 I2 I3 K6 row 9"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_page_from_form_to_import(staff_client: FlaskClient) -> None:
    world = World()
    survey = operations.draw(world.household(1), by=world.team, at=AT)
    session.commit()
    about = f"/imports/questionnaires/{world.house.village.code}"
    team = Counter(staff_client, world.team)
    form = load_workbook(BytesIO(staff_client.get(f"{about}/form.xlsx").data)).worksheets[0]
    assert [cell.value for cell in form[2]][:2] == [survey.public_id, 1]
    sheet = team.post(about, file=(BytesIO(workbook(KEYS, answer(survey, 1))), "a.xlsx")).location
    team.post(sheet)
    assert session.scalar(select(func.count()).select_from(Questionnaire)) == 1
    Counter(staff_client, world.house.clerk).get(about, 404)
    Counter(staff_client, person(Role.SURVEY_TEAM, world.house.offices["head_office"])).get(sheet, 404)
