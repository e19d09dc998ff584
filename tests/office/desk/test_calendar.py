"""The calendar changes while clocks run and notices are up: what moves, what stays, and what a tick does by itself."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.support.counter import Counter
from tests.support.factories_cases import moment
from tests.support.factories_notices import Village, village
from tests.support.page import words
from workflow.base import audit, clock
from workflow.base.db import session
from workflow.doors.published.models import Record
from workflow.kernel.errors import Conflict, Invalid
from workflow.office.desk import operations
from workflow.office.publication import operations as publication
from workflow.office.supervision.verify.notices import notices as found_in_notices
from workflow.places import packs
from workflow.places.models import CalendarDay
from workflow.policy import calendar as shipped
from workflow.staff.roles import Role
from workflow.stages.cases import operations as cases
from workflow.stages.cases import queries
from workflow.stages.cases.models import Case
from workflow.stages.notices import operations as notices
from workflow.stages.notices.models import Notice
from workflow.stages.notices.operations import coding

MONDAY, TUESDAY = moment("2012-11-05 09:00"), moment("2012-11-06 09:00")
ASKED = {"kind": "day_off", "festival": "national_day", "document": "市政府通知〔2012〕9号"}


@pytest.fixture
def made(database) -> Village:
    assert coding  # its events are declared
    return village()


def posted(made: Village) -> tuple[Case, Notice]:
    case = made.approved(MONDAY)
    case.clock_state = "met"
    notice = made.posted(case, at=MONDAY)
    publication.pull_due(at=MONDAY)
    session.flush()
    return case, notice


def add(made: Village, on: date, at=TUESDAY) -> CalendarDay:
    operations.extend_calendar(on=on, by=made.house.clerk, at=at, **ASKED)
    publication.pull_due(at=at)
    return session.scalars(select(CalendarDay).order_by(CalendarDay.id.desc())).first()


def records(notice: Notice) -> list[Record]:
    query = select(Record).where(Record.kind == "notice", Record.key == notice.public_id).order_by(Record.id)
    return list(session.scalars(query))


def kinds(stream: str) -> list[str]:
    return [event.kind for event in audit.history(stream)]


def test_a_holiday_on_the_last_day_makes_a_posted_notice_longer_in_public(made: Village):
    case, notice = posted(made)
    was = notice.last_on
    add(made, was)
    first, second = records(notice)
    told = json.loads(second.payload)
    assert notice.last_on > was
    assert (first.ended_how, second.supersedes, second.generated) == ("superseded", first.id, True)
    assert (second.valid_until, second.ends_at) == (notice.last_on, notice.over_at)
    assert (told["last_day"], told["period"]["last_day"]) == (str(notice.last_on), str(notice.last_on))
    said = {"zh": ASKED["document"], "en": ASKED["document"]}
    once = {"was": str(was), "until": str(notice.last_on), "at": TUESDAY.isoformat(), "cause": said}
    assert told["extensions"] == [once]
    assert "extensions" not in json.loads(first.payload)
    assert kinds(notice.stream)[-2:] == ["notice_extended", "notice_renewed"]
    assert kinds(case.stream)[-1] == "case_notice_extended"
    assert list(audit.history(case.stream))[-1].payload["set"] == {"next_on": str(notice.last_on)}
    assert case.next_on == notice.last_on
    assert list(found_in_notices()) == []


def test_what_was_promised_in_public_is_never_made_shorter(made: Village):
    _case, notice = posted(made)
    day = add(made, notice.last_on)
    longer = notice.last_on
    ahead = operations.without_day(day, at=TUESDAY)
    assert [(each.notice, each.longer) for each in ahead.notices] == [(notice, False)]
    changed = operations.take_back_day(day, why="录入错误", by=made.house.clerk, at=TUESDAY)
    publication.pull_due(at=TUESDAY)
    assert changed.longer == []
    assert (notice.last_on, len(records(notice))) == (longer, 2)
    assert list(found_in_notices()) == []


def test_the_dry_run_says_what_then_happens(made: Village):
    _case, notice = posted(made)
    ahead = operations.with_day(on=notice.last_on, kind="day_off", festival="new_year", at=TUESDAY)
    [moving] = ahead.notices
    assert moving.longer
    assert notice.last_on < moving.period.last_day
    add(made, notice.last_on)
    assert notice.last_on == moving.period.last_day


def test_a_notice_whose_hour_is_over_does_not_come_back(made: Village):
    _case, notice = posted(made)
    over = notice.over_at
    assert notices.moving(packs.calendar().with_days([(notice.last_on, "day_off", "", "")]), at=over) == []
    assert notices.moving(packs.calendar().with_days([(notice.last_on, "day_off", "", "")]), at=TUESDAY)


@pytest.mark.parametrize(("column", "told"), [("last_on", "2012-11-08"), ("extensions", "null")])
def test_a_longer_notice_that_was_edited_is_found(made: Village, column: str, told: str):
    _case, notice = posted(made)
    add(made, notice.last_on)
    setattr(notice, column, date.fromisoformat(told) if column == "last_on" else None)
    session.flush()
    assert list(found_in_notices())


def test_a_day_taken_back_counts_no_more_and_the_clock_says_why(made: Village):
    case = made.passed(MONDAY, amount=1_000_000)
    due = case.due_on
    day = add(made, packs.calendar().next_working(date(2012, 11, 7)))
    assert case.due_on > due
    changed = operations.take_back_day(day, why="文件已撤销", by=made.house.clerk, at=TUESDAY)
    assert (changed.moved, case.due_on) == ([case], due)
    last = list(audit.history(case.stream))[-1]
    assert (last.kind, last.payload["new"], last.payload["cause"]) == ("clock_recomputed", str(due), "文件已撤销")
    assert kinds("calendar") == ["calendar_extended", "calendar_day_taken_back"]
    assert packs.calendar().works(day.on)
    with pytest.raises(Conflict, match="taken back already"):
        operations.take_back_day(day, why="再来一次", by=made.house.clerk, at=TUESDAY)


def test_a_day_that_is_over_and_a_day_without_a_reason_stay(made: Village):
    day = add(made, date(2012, 11, 7))
    with pytest.raises(Conflict, match="This day is over"):
        operations.take_back_day(day, why="晚了", by=made.house.clerk, at=moment("2012-11-08"))
    with pytest.raises(Invalid) as refusal:
        operations.take_back_day(day, why="", by=made.house.clerk, at=TUESDAY)
    assert refusal.value.field == "why"


def another_release(monkeypatch: pytest.MonkeyPatch, *off: date) -> None:
    """As if a newer release shipped a calendar with more days off."""
    old = shipped.load_calendar()
    year = old.years[off[0].year]
    more = {**year.days_off, **dict.fromkeys(off, "national_day")}
    years = {**old.years, year.year: replace(year, days_off=more, digest="newer")}
    monkeypatch.setattr(packs, "load_calendar", lambda: shipped.Calendar(years))
    packs._calendar.cache_clear()


def test_a_newer_shipped_calendar_moves_what_runs_by_itself_and_once(made: Village, monkeypatch):
    running = made.passed(MONDAY, amount=1_000_000)
    _case, notice = posted(made)
    due, last = running.due_on, notice.last_on
    operations.follow_calendar(at=MONDAY)
    assert operations.follow_calendar(at=MONDAY) is None
    try:
        another_release(monkeypatch, date(2012, 11, 7), last)
        changed = operations.follow_calendar(at=TUESDAY)
        publication.pull_due(at=TUESDAY)
        assert changed is not None
        assert (changed.longer, running in changed.moved) == ([notice], True)
        assert (running.due_on > due, notice.last_on > last) == (True, True)
        assert kinds("calendar") == ["calendar_renewed"] * 2
        event = list(audit.history(running.stream))[-1]
        assert (event.kind, event.by, event.payload["old"]) == ("clock_recomputed", None, str(due))
        said = json.loads(records(notice)[-1].payload)["extensions"][0]["cause"]
        assert said["en"] == event.payload["cause"]
        assert operations.follow_calendar(at=TUESDAY) is None
        assert queries.clock_basis() == packs.calendar().version
    finally:
        monkeypatch.undo()
        packs._calendar.cache_clear()


def test_adding_a_day_needs_no_second_count(made: Village):
    case = made.passed(MONDAY, amount=1_000_000)
    operations.follow_calendar(at=MONDAY)
    add(made, packs.calendar().next_working(date(2012, 11, 7)))
    assert operations.follow_calendar(at=TUESDAY) is None
    assert cases.recompute_clocks(cause="x", at=TUESDAY) == []
    assert kinds(case.stream).count("clock_recomputed") == 1


def the_day() -> CalendarDay:
    """The only added day as the database has it now."""
    session.remove()
    return session.scalars(select(CalendarDay)).one()


def test_the_page_shows_first_what_taking_back_would_do(made: Village, staff_client):
    credit = Counter(staff_client, made.house.people[Role.COUNTY_CREDIT])
    on = packs.calendar().next_working(clock.today() + timedelta(days=1))
    session.commit()
    credit.post("/calendar", confirm="1", on=on.isoformat(), **ASKED)
    where = f"/calendar/{the_day().id}/take-back"
    assert ASKED["document"] in words(credit.get(where))
    assert the_day().taken_back_at is None
    credit.post(where, 422, page=where, why="")
    credit.post(where, page=where, why="录入错误")
    assert (the_day().taken_back_why, the_day().taken_back_at is None) == ("录入错误", False)
    assert "录入错误" in words(credit.get("/calendar"))
    credit.get(where, 409)
    credit.get("/calendar/999/take-back", 404)
    clerk = Counter(staff_client, made.house.people[Role.DESK_CLERK])
    clerk.get(where, 403)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_posted_case_waits_for_its_notice_or_its_promise_whichever_comes_first(made):
    case, notice = posted(made)
    last, day = notice.last_on, timedelta(days=1)
    case.due_on = case.next_on = last  # both on one day: the promise moves, the notice does not
    assert [notices.following(case, last + shift * day) for shift in (-1, 0, 1)] == [last - day, last, last]
    case.state = "approved"
    assert notices.following(case, last + day) == last + day
