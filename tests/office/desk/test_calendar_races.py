"""A promise begun, a list posted, at the very moment the calendar changes: nothing stays counted on the old one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, select

from tests.support.factories_cases import moment, submitted
from tests.support.factories_notices import Village, village
from tests.support.racing import at_once
from workflow.base.db import session, transaction
from workflow.office.desk import operations
from workflow.places import packs
from workflow.policy.terms import Deadline
from workflow.staff.models import Officer
from workflow.stages.cases import operations as cases
from workflow.stages.cases.models import Case
from workflow.stages.notices import operations as notices
from workflow.stages.notices.models import Notice
from workflow.stages.notices.operations import coding

MONDAY = moment("2012-11-05 09:00")
DAY_OFF, LAST_DAY = date(2012, 11, 7), date(2012, 11, 8)


@pytest.fixture
def made(database: Engine) -> Village:
    assert coding  # its events are declared
    with transaction():
        return village()


def add_day(by: int, on: date = DAY_OFF) -> None:
    who = session.get_one(Officer, by)
    operations.extend_calendar(
        on=on, kind="day_off", festival="national_day", document="市政府通知", by=who, at=MONDAY
    )


@pytest.mark.parametrize("order", [1, -1], ids=["accepted first", "day first"])
def test_accepting_beside_a_change(made: Village, order: int) -> None:
    with transaction():
        case_id, clerk = submitted(made.house, MONDAY).id, made.house.clerk.id

    def accept() -> None:
        cases.accept(session.get_one(Case, case_id), by=session.get_one(Officer, clerk), at=MONDAY)

    at_once(*[accept, lambda: add_day(clerk)][::order])
    kept = Deadline.from_dict(session.get_one(Case, case_id).clock or {})
    assert next(step.kind for step in kept.steps if step.on == DAY_OFF) != "counted"
    assert cases.moved(session.get_one(Case, case_id), packs.calendar()) is None


@pytest.mark.parametrize("order", [1, -1], ids=["posted first", "day first"])
def test_posting_beside_a_change(made: Village, order: int) -> None:
    with transaction():
        case = made.approved(MONDAY)
        drafted = made.drafted(case, at=MONDAY, days=3)
        notice_id, by, clerk = drafted.id, made.poster.id, made.house.clerk.id

    def post() -> None:
        notices.post(session.get_one(Notice, notice_id), by=session.get_one(Officer, by), at=MONDAY)

    at_once(*[post, lambda: add_day(clerk, LAST_DAY)][::order])
    assert [each for each in notices.moving(packs.calendar(), at=MONDAY + timedelta(hours=1)) if each.longer] == []
    assert session.scalars(select(Notice.last_on)).one() > LAST_DAY
