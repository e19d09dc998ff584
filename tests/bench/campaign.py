"""A campaign: the page of a village of 2,500 households, and 7,069 households' questionnaires aggregated."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import Table, event, insert, select

from tests.bench import Figure
from tests.support.campaign import Village
from tests.support.people import come_in
from workflow.app import create_app
from workflow.base import clock, db, migrations
from workflow.base.db import session, transaction
from workflow.base.house import open_house
from workflow.base.settings import Settings
from workflow.kernel import ids
from workflow.office.campaign import operations as campaigns
from workflow.places import queries as places
from workflow.staff.models import Officer
from workflow.staff.roles import Role
from workflow.stages.appraisal.survey.models import Pick, Questionnaire, Respondent, Survey
from workflow.stages.appraisal.village import operations
from workflow.stages.people.models import Household, Member

VILLAGE, TOWN, ASKED = 2_500, 7_069, 6
GROUPS = 155
_numbers = count(1)


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.load(Path(folder), environ={})
        settings.data.mkdir(exist_ok=True)
        migrations.upgrade(db.make_engine(settings.database_url))
        engine = open_house(settings, create=True)
        with transaction():
            world = Village(at=clock.now())
            head = world.house.people[Role.BRANCH_HEAD]
            campaigns.open_campaign(world.house.village, {}, by=head, at=world.at)
            _households(world, VILLAGE)
        client = come_in(create_app(settings).test_client(), session.get_one(Officer, head.id))
        page = f"/campaigns/{world.house.village.code}"
        client.get(page)  # its template is compiled once a process
        yield Figure("campaign: page of 2,500 households", _core(lambda: client.get(page)) * 1000, "ms of core", 300)
        small = _questions(engine, client, page)
        with transaction():
            _households(world, TOWN - VILLAGE)
        yield Figure("campaign: questions of that page", small, "statements")
        more = _questions(engine, client, page) - small
        yield Figure("campaign: more questions for 7,069 households", more, "statements", 0)
        with transaction():
            _answers(world)
        spent = _core(lambda: _summarised(world))
        yield Figure("campaign: 7,069 x 6 questionnaires aggregated", spent, "s of core", 2)
        db.session.remove()


def _core(work: Callable[[], object]) -> float:
    """Seconds of this process's own time: others' work beside it does not count."""
    began = time.process_time()
    work()
    return time.process_time() - began


def _summarised(world: Village) -> None:
    with transaction():
        operations.summarise_rest(world.house.village, by=world.team, at=clock.now())


def _questions(engine: Any, client: FlaskClient, page: str) -> int:
    sent: list[str] = []

    def note(*told: Any) -> None:
        sent.append(told[2])

    event.listen(engine, "before_cursor_execute", note)
    client.get(page)
    event.remove(engine, "before_cursor_execute", note)
    return len(sent)


def _households(world: Village, how_many: int) -> None:
    village = world.house.village
    groups = [places.group(village.id, f"{number}组") for number in range(1, GROUPS + 1)]
    for number in range(how_many):
        head = Member(public_id=ids.public_id(), relation="head", name=f"户主{next(_numbers)}")
        household = Household(
            public_id=ids.public_id(), village=village, group=groups[number % GROUPS], created_at=world.at
        )
        household.members = [head]
        session.add(household)
    session.flush()


def _answers(world: Village) -> None:
    """Every household asked, by rows: six lines each."""
    asked = list(session.scalars(select(Respondent.id).limit(ASKED)))
    on, households = clock.local_date(world.at), list(session.scalars(select(Household.id)))
    _rows(Survey, [_survey(each, on, world.at, world.team.id) for each in households])
    surveys = list(session.scalars(select(Survey.id)))
    _rows(Pick, [
        {"survey_id": each, "respondent_id": person, "rank": rank, "picked_at": world.at, "why": ""}
        for each in surveys for rank, person in enumerate(asked, 1)
    ])  # fmt: skip
    picks = list(session.scalars(select(Pick.id)))
    _rows(Questionnaire, [_said(each, on, world.at, world.team.id) for each in picks])


def _survey(household: int, on: Any, at: Any, by: int) -> dict[str, Any]:
    return {
        "public_id": ids.public_id(), "version": 1, "household_id": household, "number": 1, "state": "complete",
        "rules_on": on, "seed": "0", "pool": "", "drawn_at": at, "drawn_by_id": by, "above_authority": False,
    }  # fmt: skip


def _said(pick: int, on: Any, at: Any, by: int) -> dict[str, Any]:
    return {
        "public_id": ids.public_id(), "version": 1, "pick_id": pick, "surveyor_id": by, "asked_on": on,
        "asked_alone": True, "business": "1", "members_away": False, "assets": 0, "debts": 0, "net": 0,
        "line": 1_000_000 + pick * 100, "recorded_at": at,
    }  # fmt: skip


def _rows(model: Any, rows: list[dict[str, Any]]) -> None:
    table: Table = model.__table__
    session.execute(insert(table), rows)
