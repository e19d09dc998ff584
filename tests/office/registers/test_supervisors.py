"""Social supervisors: in whose name one writes, what they watch, who answers."""

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
from workflow.kernel.errors import Conflict, Forbidden, Invalid
from workflow.office.registers import operations as registers
from workflow.office.registers.supervisors import operations, queries
from workflow.office.registers.supervisors.models import Observation, SocialSupervisor

AT, DAY = moment("2026-11-19 11:00"), date(2026, 11, 18)
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def appointed(place: Place, **changed: Any) -> SocialSupervisor:
    usual: dict[str, Any] = {
        "name": "姚继贤", "standing": "退休教师", "appointed_by": "县联社", "appointed_on": date(2026, 1, 5),
        "until_on": date(2027, 1, 4), "stages": ["recovery", "application"], "account": place.supervisor,
        "by": place.discipline, "at": AT,
    }  # fmt: skip
    return operations.appoint(place.office, **(usual | changed))


def observed(place: Place, who: SocialSupervisor, **changed: Any) -> Observation:
    seen: dict[str, Any] = {"on": DAY, "stage": "application", "text": "材料清单贴得太高"}
    usual = seen | {"by": place.supervisor, "at": AT}
    return operations.observe(who, place.office, **(usual | changed))


def test_an_observation_is_answered_once_by_another(place: Place) -> None:
    seen = observed(place, appointed(place))
    with pytest.raises(Forbidden, match="another person"):
        operations.reply(seen, text="已改", by=place.supervisor, at=AT)
    operations.reply(seen, text="已放低", by=place.head, at=AT)
    with pytest.raises(Conflict):
        operations.reply(seen, text="再答", by=place.head, at=AT)
    with pytest.raises(Conflict, match="cannot be undone"):
        registers.strike(seen, why="写错", by=place.discipline, at=AT)
    session.commit()
    session.expire_all()
    assert (seen.text, seen.reply) == ("材料清单贴得太高", "已放低")
    with pytest.raises(IntegrityError):
        session.execute(update(Observation).values(replied_by_id=place.supervisor.id))
    session.rollback()


@on_sqlite
def test_what_no_observation_may_say(place: Place) -> None:
    mine = appointed(place)
    other = appointed(place, name="冯有才", account=None)
    with pytest.raises(Forbidden, match="own name"):
        observed(place, other)
    assert observed(place, other, by=place.discipline).recorded_by_id == place.discipline.id
    for wrong, said in (
        ({"on": date(2026, 11, 20)}, "not come yet"),
        ({"on": date(2025, 12, 31)}, "no supervisor"),
        ({"stage": "answer"}, "does not watch"),
    ):
        with pytest.raises(Invalid, match=said):
            observed(place, mine, **wrong)


@on_sqlite
def test_nobody_strikes_out_what_another_supervisor_saw(place: Place) -> None:
    seen = observed(place, appointed(place))
    for other in (place.discipline, place.clerk):
        with pytest.raises(Forbidden, match="not yours"):
            registers.strike(seen, why="不好看", by=other, at=AT)
    told = observed(place, appointed(place), by=place.discipline)
    registers.strike(told, why="我没有说过", by=place.supervisor, at=AT)
    registers.strike(seen, why="看错了", by=place.supervisor, at=AT)
    registers.strike(observed(place, appointed(place), by=place.discipline), why="记错", by=place.discipline, at=AT)


@on_sqlite
def test_a_term_has_a_beginning_before_its_end(place: Place) -> None:
    with pytest.raises(Invalid, match="before it begins"):
        appointed(place, until_on=date(2025, 1, 1))
    with pytest.raises(Invalid, match="which stages"):
        appointed(place, stages=["sleeping"])
    who = appointed(place, until_on=None)
    assert who.stages == "application,recovery"
    operations.end_term(who, date(2026, 11, 1), by=place.discipline, at=AT)
    assert who.until_on == date(2026, 11, 1)


@on_sqlite
def test_the_pages(place: Place, staff_client: FlaskClient) -> None:
    with time_machine.travel(AT, tick=True):
        at_work = Counter(staff_client, place.discipline)
        told: dict[str, Any] = {
            "office": place.office.id,
            "name": "姚继贤",
            "standing": "退休教师",
            "appointed_by": "县联社",
        }
        told |= {"appointed_on": "2026-01-05", "stages": "application", "account": place.supervisor.public_id}
        page = "/registers/supervisors/new"
        at_work.post(page, 422, **told | {"until_on": "2025-01-01"})
        who = at_work.post(page, **told).location
        at_work.post(f"{who}/term", 422, page=who, until_on="2025-01-01")
        at_work.post(f"{who}/term", page=who, until_on="2027-01-04")
        outside = Counter(staff_client, place.supervisor)
        key = session.query(SocialSupervisor).one().public_id
        seen: dict[str, Any] = {"supervisor": key, "office": place.office.id, "on": "2026-11-18", "text": "排队太久"}
        page = "/registers/observations/new"
        outside.post(page, 422, **seen | {"stage": "recovery"})
        shown = outside.post(page, **seen | {"stage": "application"}).location
        head = Counter(staff_client, place.head)
        head.post(f"{shown}/reply", 422, page=shown, text="")
        head.post(f"{shown}/reply", page=shown, text="已增开窗口")
        outside = Counter(staff_client, place.supervisor)
        assert "已增开窗口" in words(outside.get("/registers/observations"))
        assert Counter(staff_client, place.officer).get(shown, 403) is not None


@on_sqlite
def test_an_entry_is_struck_out_in_plain_sight(place: Place, staff_client: FlaskClient) -> None:
    with time_machine.travel(AT, tick=True):
        appointed(place)
        session.commit()
        key = session.query(SocialSupervisor).one().public_id
        at_work, page = Counter(staff_client, place.discipline), f"/registers/supervisors/{key}"
        at_work.post(f"{page}/strike", 422, page=page, why="")
        at_work.post(f"{page}/strike", page=page, why="姓名写错")
        assert "姓名写错" in words(at_work.get(page))
        assert "姓名写错" in staff_client.get("/registers/supervisors?format=csv").get_data(as_text=True)
        assert queries.speaking_for(place.discipline) == []
    with pytest.raises(Conflict, match="already"):
        registers.strike(session.query(SocialSupervisor).one(), why="又", by=place.discipline, at=AT)
