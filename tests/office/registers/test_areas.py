"""Who is in one area for how long."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from tests.office.registers.conftest import Place
from tests.support.counter import Counter
from tests.support.factories_cases import moment, person
from tests.support.page import words
from workflow.base.db import session
from workflow.kernel.errors import Conflict, Forbidden, Invalid
from workflow.office.registers import operations as registers
from workflow.office.registers.areas import operations, queries
from workflow.office.registers.areas.models import Handover
from workflow.places.models import Institution
from workflow.staff.models import AreaAssignment, Officer
from workflow.staff.roles import Role

AT, DAY = moment("2026-11-19 18:00"), date(2026, 11, 19)
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize(("pack", "due"), [("heze2005", date(2008, 1, 1)), ("naxi2011", None)])
def test_three_years_where_the_rules_say_so(place: Place, pack: str, due: date | None) -> None:
    session.query(Institution).one().pack = pack
    session.commit()
    [area] = queries.areas(place.hr, date(2011, 6, 1))
    assert (area.officer, area.villages, area.since) == (place.officer, [place.village.name], date(2005, 1, 1))
    assert area.due_on == due
    session.query(AreaAssignment).update({"until_on": date(2011, 5, 31)})
    assert queries.areas(place.hr, date(2011, 6, 1)) == []


@on_sqlite
def test_the_page(place: Place, staff_client: FlaskClient) -> None:
    at_work = Counter(staff_client, place.hr)
    assert place.officer.name in words(at_work.get("/registers/areas"))
    assert place.village.name in staff_client.get("/registers/areas?format=csv").get_data(as_text=True)
    Counter(staff_client, place.officer).get("/registers/areas", 403)


def _colleague(place: Place) -> Officer:
    made = person(Role.CREDIT_OFFICER, place.office, "接替人")
    session.commit()
    return made


def _drawn_up(place: Place, taker: Officer, **changed: Any) -> Handover:
    usual: dict[str, Any] = {"villages": [place.village], "duties": "档案十二份", "by": place.head, "at": AT}
    return operations.draw_up(place.officer, taker, **(usual | changed))


def test_with_both_signatures_the_villages_change_hands(place: Place) -> None:
    taker = _colleague(place)
    handover, another = _drawn_up(place, taker), _drawn_up(place, taker)
    operations.sign(another, by=taker, at=AT)
    operations.sign(handover, by=taker, at=AT)
    assert queries.villages_of(place.officer, DAY) == [place.village]
    assert (queries.to_sign(place.officer), queries.to_sign(taker)) == ([handover, another], [])
    with pytest.raises(Forbidden, match="once each"):
        operations.sign(handover, by=taker, at=AT)
    with pytest.raises(Conflict, match="cannot be undone"):
        registers.strike(handover, why="反悔", by=place.head, at=AT)
    operations.sign(handover, by=place.officer, at=AT)
    session.commit()
    assert queries.villages_of(place.officer, DAY) == [place.village], "the day itself is still the giver's"
    assert queries.villages_of(taker, DAY + timedelta(days=1)) == [place.village]
    assert queries.villages_of(place.officer, DAY + timedelta(days=1)) == []
    with pytest.raises(Conflict, match="no longer"):
        operations.sign(another, by=place.officer, at=AT + timedelta(days=1))
    session.rollback()
    with pytest.raises(IntegrityError):
        session.execute(update(Handover).values(taker_id=place.officer.id))
    session.rollback()


@on_sqlite
def test_a_village_changes_hands_once_a_day(place: Place) -> None:
    """Two handovers of one village are complete on the same day: the second would move nothing."""
    taker = _colleague(place)
    first, second = _drawn_up(place, taker), _drawn_up(place, taker)
    for handover in (first, second):
        operations.sign(handover, by=taker, at=AT)
    operations.sign(first, by=place.officer, at=AT)
    with pytest.raises(Conflict, match="no longer"):
        operations.sign(second, by=place.officer, at=AT)


@on_sqlite
def test_an_end_that_was_fixed_holds_for_the_taker_too(place: Place) -> None:
    taker, end = _colleague(place), DAY + timedelta(days=30)
    session.query(AreaAssignment).update({"until_on": end})
    handover = _drawn_up(place, taker)
    for signer in (taker, place.officer):
        operations.sign(handover, by=signer, at=AT)
    assert queries.villages_of(place.officer, end) == []
    assert queries.villages_of(taker, end) == [place.village]
    assert queries.villages_of(taker, end + timedelta(days=1)) == []


@on_sqlite
def test_what_no_handover_may_say(place: Place) -> None:
    taker = _colleague(place)
    with pytest.raises(Forbidden, match="third person"):
        _drawn_up(place, taker, by=place.officer)
    with pytest.raises(Invalid, match="another credit officer"):
        _drawn_up(place, place.clerk)
    with pytest.raises(Invalid, match="looks after"):
        _drawn_up(place, taker, villages=[])
    with pytest.raises(Forbidden, match="two officers"):
        operations.sign(_drawn_up(place, taker), by=place.head, at=AT)


@on_sqlite
def test_a_handover_on_its_pages(place: Place, staff_client: FlaskClient) -> None:
    taker = _colleague(place)
    with time_machine.travel(AT, tick=True):
        head = Counter(staff_client, place.head)
        assert "/handovers/new/" in staff_client.get("/registers/areas").get_data(as_text=True)
        page = f"/registers/handovers/new/{place.officer.public_id}"
        given = {"villages": place.village.code, "taker": taker.public_id}
        head.post(page, 422, **given)
        shown = head.post(page, **given, duties="贷款证、催收单").location
        for signer in (taker, place.officer):
            Counter(staff_client, signer).post(f"{shown}/sign", page=shown)
        told = words(Counter(staff_client, place.hr).get("/registers/handovers"))
        assert "贷款证" in told
        assert "生效授信 0 笔、0 元" in told
        assert place.village.name in words(Counter(staff_client, place.hr).get(shown)).partition("制作当日")[2]
    assert session.query(AreaAssignment).count() == 2
