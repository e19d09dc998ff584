"""The work log: whose day it is, whose signature stands under it, what a month is worth."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from tests.office.registers.conftest import Place
from tests.support.counter import Counter
from tests.support.factories_cases import moment
from tests.support.page import words
from workflow.base.db import session
from workflow.kernel.errors import Conflict, Forbidden, Invalid, NotSet
from workflow.office.registers import operations as registers
from workflow.office.registers.worklog import operations, queries
from workflow.office.registers.worklog.models import WorkEntry, WorkMonth
from workflow.places.models import Institution

AT, DAY = moment("2026-11-19 18:00"), date(2026, 11, 19)
MONTH, AFTER = date(2026, 11, 1), moment("2026-12-01 09:00")
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def scaled(place: Place) -> Place:
    """Under rules that give a month 100 points."""
    session.query(Institution).one().pack = "plan_annual"
    session.commit()
    return place


def written(place: Place, **changed: Any) -> WorkEntry:
    usual: dict[str, Any] = {
        "on": DAY, "category": "collect_interest", "plan": "收三户利息", "result": "收到两户", "village": place.village,
        "households": 3, "late_why": "", "at": AT,
    }  # fmt: skip
    return operations.write(place.officer, **(usual | changed))


def test_a_month_is_scored_once_every_entry_is_signed(scaled: Place) -> None:
    entry = written(scaled)
    told: dict[str, Any] = {"month": MONTH, "score": 96, "remark": "", "by": scaled.head, "at": AFTER}
    with pytest.raises(Conflict, match="1 entries"):
        operations.score(scaled.officer, **told)
    operations.sign(entry, by=scaled.head, at=AT)
    with pytest.raises(Invalid, match="100 points"):
        operations.score(scaled.officer, **told | {"score": 101})
    with pytest.raises(Invalid, match="not over"):
        operations.score(scaled.officer, **told | {"at": AT})
    month = operations.score(scaled.officer, **told)
    assert (month.score, month.scale) == (96, 100)
    with pytest.raises(Conflict, match="has its score"):
        operations.score(scaled.officer, **told)
    with pytest.raises(Conflict, match="has its score"):
        written(scaled, late_why="补记", at=AFTER)
    with pytest.raises(Forbidden, match="not yours"):
        registers.strike(month, why="太低", by=scaled.officer, at=AFTER)
    registers.strike(month, why="算错", by=scaled.head, at=AFTER)
    another = operations.score(scaled.officer, **told | {"score": 90})
    session.commit()
    again = {"struck_by_id": None, "struck_at": None, "struck_why": None}
    with pytest.raises(IntegrityError):
        session.execute(update(WorkMonth).where(WorkMonth.id != another.id).values(again))
    session.rollback()
    with pytest.raises(IntegrityError):
        session.execute(update(WorkMonth).values(score=101))
    session.rollback()
    with pytest.raises(IntegrityError):
        session.execute(update(WorkEntry).values(signed_by_id=scaled.officer.id))
    session.rollback()


@on_sqlite
def test_what_is_written_later_says_why_and_stays_marked(place: Place) -> None:
    with pytest.raises(Invalid, match="later day"):
        written(place, on=date(2026, 11, 17))
    late = written(place, on=date(2026, 11, 17), late_why="下乡三天")
    assert late.late
    assert not written(place, late_why="无").late_why
    with pytest.raises(Invalid, match="not come"):
        written(place, on=date(2026, 11, 20))


@on_sqlite
def test_nobody_signs_or_scores_their_own(scaled: Place) -> None:
    with pytest.raises(Forbidden):
        operations.sign(written(scaled), by=scaled.officer, at=AT)
    with pytest.raises(Forbidden):
        operations.score(scaled.head, month=MONTH, score=100, remark="", by=scaled.head, at=AFTER)
    entry = written(scaled)
    operations.sign(entry, by=scaled.head, at=AT)
    with pytest.raises(Conflict, match="cannot be undone"):
        registers.strike(entry, why="改主意", by=scaled.officer, at=AT)


def test_the_months_of_a_quarter_are_settled_once_all_are_scored(scaled: Place) -> None:
    told: dict[str, Any] = {"month": date(2026, 11, 1), "by": scaled.hr, "at": moment("2027-01-04 09:00")}
    for month, points in ((10, 90), (11, 95)):
        operations.score(scaled.officer, month=date(2026, month, 1), score=points, remark="", by=scaled.head,
                         at=moment("2027-01-04 09:00"))  # fmt: skip
    with pytest.raises(Conflict, match="2026-12"):
        operations.settle(scaled.officer, **told)
    assert queries.unsettled(date(2027, 1, 4)) == []
    last = operations.score(
        scaled.officer, month=date(2026, 12, 1), score=97, remark="", by=scaled.head, at=told["at"]
    )
    assert queries.unsettled(date(2027, 1, 4)) == [scaled.officer]
    with pytest.raises(Invalid, match="not over"):
        operations.settle(scaled.officer, **told | {"at": moment("2026-12-31 18:00")})
    with pytest.raises(Forbidden):
        operations.settle(scaled.hr, **told)
    quarter = operations.settle(scaled.officer, **told)
    session.commit()
    assert (quarter.since, quarter.months, quarter.score, quarter.scale) == (date(2026, 10, 1), 3, 282, 300)
    assert queries.unsettled(date(2027, 1, 4)) == []
    with pytest.raises(Conflict, match="settled already"):
        operations.settle(scaled.officer, **told)
    with pytest.raises(Conflict, match="settled with others"):
        operations.strike_month(last, why="算错", by=scaled.head, at=told["at"])
    registers.strike(quarter, why="算错", by=scaled.hr, at=told["at"])
    operations.strike_month(last, why="算错", by=scaled.head, at=told["at"])


@on_sqlite
def test_who_has_left_is_settled_too(scaled: Place, staff_client: FlaskClient) -> None:
    at = moment("2027-01-04 09:00")
    for month in (10, 11, 12):
        operations.score(scaled.officer, month=date(2026, month, 1), score=90, remark="", by=scaled.head, at=at)
    key, page = scaled.officer.public_id, "/registers/work-quarters/new"
    scaled.officer.active = False
    session.commit()
    with time_machine.travel(at, tick=True):
        hr = Counter(staff_client, scaled.hr)
        hr.post(page, officer=key, month="2026-12")
        hr.post(page, 422, officer=key, month="2026-12")  # settled: no choice any more


@on_sqlite
def test_without_a_scale_there_is_no_score(place: Place) -> None:
    with pytest.raises(NotSet):
        operations.score(place.officer, month=MONTH, score=1, remark="", by=place.head, at=AFTER)


@on_sqlite
def test_the_pages(scaled: Place, staff_client: FlaskClient) -> None:
    with time_machine.travel(AT, tick=True):
        at_work, page = Counter(staff_client, scaled.officer), "/registers/work-log/new"
        given: dict[str, Any] = {"on": "2026-11-19", "category": "survey", "plan": "看苹果", "households": "4"}
        given |= {"village": ""}
        at_work.post(page, 422, **given)
        shown = at_work.post(page, **given, result="看了四户").location
        at_work.get("/registers/work-log")
        other = Counter(staff_client, scaled.auditor)
        other.get(shown)
        head = Counter(staff_client, scaled.head)
        assert "看了四户" in words(head.get("/registers/work-log"))
        head.post(f"{shown}/sign", page=shown)
        assert queries.unsigned(scaled.officer.id, MONTH) == 0
    with time_machine.travel(AFTER, tick=True):
        head = Counter(staff_client, scaled.head)
        assert scaled.officer.name in words(head.get("/registers/work-months"))
        page, given = "/registers/work-months/new", {"officer": scaled.officer.public_id, "month": "2026-11"}
        head.post(page, 422, **given, score="101")
        scored = head.post(page, **given, score="98").location
        assert "98" in words(head.get(scored))
        head.post(f"{scored}/strike", page=scored, why="漏算")
        hr = Counter(staff_client, scaled.hr)
        hr.get("/registers/work-quarters")
        hr.post("/registers/work-quarters/new", 422, officer=scaled.officer.public_id, month="2026-11")
