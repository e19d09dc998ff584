"""A person's dates at a private address: numbers and days, for as long as the address lives."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import Engine, select, text

from tests.support.asking import asking
from tests.support.factories_cases import accepted, house
from tests.support.people import come_in, hidden_fields
from workflow.base import clock
from workflow.base.db import session, transaction
from workflow.base.settings import Limits
from workflow.office.reminders import ics, operations, queries
from workflow.office.reminders.models import DueCalendar
from workflow.staff.models import Officer
from workflow.stages.cases.models import Case


@pytest.fixture
def officer(database: Engine) -> Officer:
    """A credit officer with one application whose clock runs."""
    with transaction():
        made = house()
        case = accepted(made, clock.now() - timedelta(days=1))
        case.appointment_on = clock.today() + timedelta(days=2)
        case.stage_due_on, case.stage_clock = clock.today() + timedelta(days=1), {"kind": "investigation"}
        return made.officer


@pytest.fixture
def client(staff_client: FlaskClient, officer: Officer) -> FlaskClient:
    return come_in(staff_client, officer)


def make(client: FlaskClient) -> str:
    """Make an address as a person does; gives its path on the staff side."""
    answer = client.post("/account/calendar", data=hidden_fields(client.get("/account/calendar")))
    found = re.search(r"<code>http[^<]*(/dates/[^<]+\.ics)</code>", answer.get_data(as_text=True))
    assert found, answer.status
    return found[1]


@pytest.fixture(params=["Asia/Shanghai", "America/Los_Angeles"])
def zone(request: pytest.FixtureRequest) -> Iterator[str]:
    """The machine's own time zone."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield request.param
    os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
    time.tzset()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_same_days_wherever_it_is_read(client: FlaskClient, officer: Officer, zone: str) -> None:
    client.delete_cookie("sunshine")
    with transaction():
        token = operations.make_calendar(officer, by=officer, at=clock.now())
    answer = client.get(f"/dates/{token}.ics")
    assert answer.mimetype == "text/calendar"
    assert answer.headers["Cache-Control"] == "no-store"
    case = session.scalars(select(Case)).one()
    events = {event["UID"].split(".")[0]: event for event in Calendar.from_ical(answer.data).walk("VEVENT")}
    assert events["promise"].decoded("DTSTART") == case.due_on
    assert events["visit"].decoded("DTSTART") == case.appointment_on
    assert events["stage"].decoded("DTSTART") == case.stage_due_on
    assert events["stage"]["SUMMARY"].endswith("调查")
    for event in events.values():
        start, end = event.decoded("DTSTART"), event.decoded("DTEND")
        assert type(start) is date
        assert end - start == timedelta(days=1)
        assert event.decoded("DTSTAMP").utcoffset() == timedelta(0)
        assert case.number in event["SUMMARY"]
    assert "王测试" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_day_that_ends_the_promise_and_the_stage_is_one_entry(officer: Officer) -> None:
    case = session.scalars(select(Case)).one()
    with transaction():
        session.get_one(Case, case.id).stage_due_on = case.due_on
    case = session.scalars(select(Case)).one()
    with asking():
        written = ics.written(queries.dues(officer, today=clock.today()), site="http://x.test", at=clock.now())
    events = [event for event in Calendar.from_ical(written).walk("VEVENT") if event.decoded("DTSTART") == case.due_on]
    assert [(event["UID"].split(".")[0], event["SUMMARY"]) for event in events] == [
        ("promise", f"业务 {case.number} 承诺时限和本环节最后一天：调查")
    ]


def test_only_the_newest_address_opens_and_an_ended_one_does_not(client: FlaskClient, officer: Officer) -> None:
    first = make(client)
    assert client.get(first).status_code == 200
    second = make(client)
    assert [client.get(path).status_code for path in (first, second)] == [404, 200]
    client.post("/account/calendar/end", data=hidden_fields(client.get("/account/calendar")))
    assert client.get(second).status_code == 404
    session.remove()
    kept = "".join(map(str, session.execute(text("SELECT token_digest FROM due_calendar"))))
    assert first.split("/")[2].removesuffix(".ics") not in kept


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_was_switched_off_has_no_calendar(client: FlaskClient, officer: Officer) -> None:
    path = make(client)
    with transaction():
        session.get_one(Officer, officer.id).active = False
    assert client.get(path).status_code == 404


def test_reads_are_throttled_and_begin_anew_with_the_hour(officer: Officer) -> None:
    at, limits = clock.now(), Limits(calendar_reads_per_hour=2)
    with transaction():
        token = operations.make_calendar(officer, by=officer, at=at)

    def read(hours: int = 0) -> Officer | None:
        with transaction():
            when = at + timedelta(hours=hours)
            return operations.read_calendar(token, address="10.0.0.1", at=when, limits=limits)

    assert [each and each.id for each in (read(), read())] == [officer.id] * 2
    with pytest.raises(operations.ReadTooOften):
        read()
    assert read(hours=1) is not None
    assert session.scalars(select(DueCalendar.reads)).one() == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_guesses_are_throttled_like_passwords(client: FlaskClient) -> None:
    tries = Limits().login_tries_address
    told = [client.get(f"/dates/{number:043}.ics").status_code for number in range(tries + 1)]
    assert told == [404] * tries + [429]
