"""Warnings at the shares the rules name: each told once, to whoever holds the case, while its clock runs (S19)."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from tests.support.factories_cases import House, accepted, house, moment, person
from workflow.base import audit, clock
from workflow.base.db import session
from workflow.base.settings import Settings
from workflow.carriers import senders
from workflow.carriers.models import Message
from workflow.staff.roles import Role
from workflow.stages.cases import moves, operations, queries
from workflow.stages.cases.models import Case, ClockWarning

MONDAY = moment("2011-05-09")


@pytest.fixture
def made(database) -> House:
    made = house()
    made.officer.email = "officer@example.org"
    session.flush()
    return made


def days_of(case: Case) -> dict[int, datetime]:
    """The morning of each warning's day."""
    query = select(ClockWarning).where(ClockWarning.case_id == case.id)
    return {each.percent: moment(each.on.isoformat()) for each in session.scalars(query)}


def told() -> list[tuple[str, dict[str, str]]]:
    found = session.scalars(select(Message).where(Message.kind.startswith("clock-")).order_by(Message.id))
    return [(message.kind, json.loads(message.params)) for message in found]


def test_each_warning_is_told_once_on_its_day(made: House):
    case = accepted(made, MONDAY)
    days = days_of(case)
    assert list(days) == [50, 80, 100]
    assert operations.warn_officers(at=days[50] - timedelta(days=1)) == 0
    for percent, at in days.items():
        assert [operations.warn_officers(at=at), operations.warn_officers(at=at)] == [1, 0], percent
    due = case.due_on.isoformat()
    usual = {"number": case.number, "due": due}
    assert told() == [
        ("clock-warning", usual | {"percent": "50%"}), ("clock-warning", usual | {"percent": "80%"}),
        ("clock-last-day", usual | {"percent": "100%"}),
    ]  # fmt: skip
    kept = [each.payload for each in audit.history(case.stream) if each.kind == "clock_warned"]
    assert [each["percent"] for each in kept] == [50, 80, 100]
    assert {each["officer"] for each in kept} == {made.officer.public_id}


def test_where_the_stage_ends_first_the_warning_says_so(made: House, tmp_path):
    case = accepted(made, MONDAY)
    day = days_of(case)[80]
    case.stage_due_on = day.date()
    operations.warn_officers(at=day - timedelta(days=1))
    operations.warn_officers(at=day)
    case.stage_due_on = day.date() - timedelta(days=1)
    known = [params.get("stage_due") for _kind, params in told()]
    assert known == [day.date().isoformat()] * 2
    message = Message(kind="clock-warning", channel="email", language="zh_Hans", params="{}")
    _subject, body = senders.words(message, told()[-1][1], Settings.load(tmp_path, {}))
    assert f"本环节先到期，最后一天是{day.date()}" in body
    operations.warn_officers(at=days_of(case)[100])
    assert "stage_due" not in told()[-1][1], "a stage that is over comes no more"


def test_of_two_that_were_missed_only_the_later_is_told(made: House):
    case = accepted(made, MONDAY)
    assert operations.warn_officers(at=days_of(case)[80]) == 1
    assert [params["percent"] for _kind, params in told()] == ["80%"]
    assert operations.warn_officers(at=days_of(case)[80]) == 0


def test_what_is_overdue_is_no_warning(made: House):
    case = accepted(made, MONDAY)
    assert operations.warn_officers(at=days_of(case)[100] + timedelta(days=1)) == 0


def test_a_clock_that_ended_or_was_taken_back_says_nothing(made: House):
    ended, back = accepted(made, MONDAY), accepted(made, MONDAY)
    late = days_of(ended)[100]
    operations.withdraw(back, reason="不再需要", by=made.clerk, at=MONDAY)
    moves.end_clock(ended, "decided", at=MONDAY)
    moves.end_clock(ended, "answered", at=MONDAY)
    session.flush()
    assert ended.clock_state == "met"
    assert days_of(ended) == days_of(back) == {}
    assert operations.warn_officers(at=late) == 0
    assert told() == []


def test_who_has_no_address_is_not_told_and_the_case_says_so(made: House):
    made.officer.email = ""
    case = accepted(made, MONDAY)
    assert operations.warn_officers(at=days_of(case)[50]) == 1
    assert told() == []
    assert list(audit.history(case.stream))[-1].payload["officer"] is None


def test_a_higher_level_warns_of_its_own_time(made: House):
    case = accepted(made, MONDAY)
    first = days_of(case)
    operations.warn_officers(at=first[80])
    moves.start_clock(case, accepted_at=MONDAY, level="city")
    session.flush()
    again = days_of(case)
    assert again[50] > first[50]
    assert operations.warn_officers(at=again[50]) == 1


def test_a_case_of_an_earlier_release_gets_its_warnings(made: House):
    case = accepted(made, MONDAY)
    expected = days_of(case)
    case.warnings = []
    session.flush()
    assert operations.recompute_clocks(cause="x", at=MONDAY) == []
    session.flush()
    assert days_of(case) == expected
    assert queries.running_unwarned() == []


@pytest.mark.parametrize("kind", ["clock-warning", "clock-last-day"])
@pytest.mark.parametrize("language", ["zh_Hans", "zh_Hant", "en"])
def test_the_words_name_no_one(made: House, kind: str, language: str, tmp_path):
    case = accepted(made, MONDAY)
    message = Message(kind=kind, channel="email", language=language, params="{}")
    params = {"number": case.number, "due": "2011-06-01", "percent": "50%"}
    subject, body = senders.words(message, params, Settings.load(tmp_path, {}))
    assert subject
    assert case.number in body
    assert "2011-06-01" in body
    assert case.borrower.name not in subject + body


def test_somebody_else_who_took_the_case_over_is_told(made: House):
    other = person(Role.CREDIT_OFFICER, made.branch)
    other.email, other.language = "other@example.org", "en"
    case = accepted(made, MONDAY)
    operations.assign(case, officer=other, by=made.people[Role.BRANCH_HEAD], at=MONDAY)
    operations.warn_officers(at=days_of(case)[50])
    message = session.scalars(select(Message).where(Message.kind == "clock-warning")).one()
    assert (message.address, message.language) == ("other@example.org", "en")


def test_days_are_those_of_shanghai(made: House):
    case = accepted(made, MONDAY)
    day = days_of(case)[50].date()
    assert operations.warn_officers(at=clock.start_of(day) - timedelta(seconds=1)) == 0
    assert operations.warn_officers(at=clock.start_of(day)) == 1
