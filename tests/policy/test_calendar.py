"""The calendar: right on every day of two sources, honest about what is not known, never a crash."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.policy.make_holidays import FOLDER, NOTICES, as_text, content
from workflow.policy.calendar import Calendar, CalendarError, Opening, checksum, load_calendar
from workflow.policy.terms import Limit, due

SECOND = json.loads((Path(__file__).parent / "second_source.json").read_text(encoding="utf-8"))
THREE_WORKDAYS = Limit(3, "workday", "none", "test", "test")


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return load_calendar()


def every_day(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def changed_year(folder: Path, year: int, **changes: object) -> None:
    made = {**content(year), **changes}
    made["sha256"] = checksum(made)
    (folder / f"{year}.json").write_text(as_text(made), encoding="utf-8")


def test_both_sources_agree_on_every_working_day(calendar: Calendar) -> None:
    off, makeup = set(SECOND["days_off"]), set(SECOND["makeup_days"])
    for on in every_day(date(2007, 1, 1), date(2026, 12, 31)):
        second = on.isoformat() in makeup or (on.isoformat() not in off and on.weekday() < 5)
        assert calendar.works(on) == second, on


@pytest.mark.parametrize("year", NOTICES)
def test_files_are_as_the_generator_makes_them(year: int) -> None:
    assert (FOLDER / f"{year}.json").read_text(encoding="utf-8") == as_text(content(year))


@pytest.mark.parametrize(("year", "days"), [(2024, 251), (2025, 248), (2026, 248)])
def test_working_days_in_the_year(calendar: Calendar, year: int, days: int) -> None:
    assert calendar.working_days(date(year, 1, 1), date(year, 12, 31)) == days


def test_day_off_and_day_worked_in_lieu_are_two_words(calendar: Calendar) -> None:
    assert calendar.day(date(2012, 9, 29))[:2] == ("working", "makeup_day")
    assert calendar.day(date(2012, 10, 3))[:2] == ("rest", "holiday")
    assert calendar.day(date(2012, 9, 22))[:2] == ("rest", "weekend")
    assert calendar.day(date(2012, 9, 21))[:2] == ("working", "working_day")


@pytest.mark.parametrize("on", [date(2011, 12, 31), date(2007, 12, 29), date(2018, 12, 29)])
def test_december_days_named_by_next_years_notice(calendar: Calendar, on: date) -> None:
    assert calendar.day(on) == ("working", "makeup_day", "new_year", False)


@pytest.mark.parametrize("on", [date(2027, 1, 1), date(2031, 5, 3), date(1999, 10, 1), date(2026, 12, 29)])
def test_unknown_dates_say_so(calendar: Calendar, on: date) -> None:
    assert calendar.day(on).provisional
    assert calendar.works(on) == (on.weekday() < 5)


def test_first_january_of_an_unknown_year_runs_and_warns(calendar: Calendar) -> None:
    deadline = due(date(2027, 1, 1), THREE_WORKDAYS, calendar)
    assert deadline.provisional
    assert calendar.stale_warning(date(2027, 1, 1)) is not None


def test_warning_comes_forty_days_before_first_use(calendar: Calendar) -> None:
    first_use = date(2026, 12, 29)
    assert calendar.stale_warning(first_use - timedelta(days=41)) is None
    assert calendar.stale_warning(first_use - timedelta(days=40)) == (2027, first_use)
    assert calendar.stale_warning(first_use - timedelta(days=100), longest=60) == (
        2027,
        first_use - timedelta(days=60),
    )


def test_loading_the_year_settles_it(tmp_path: Path, calendar: Calendar) -> None:
    days_off = {"2026-12-31": "new_year", "2027-01-01": "new_year"}
    changed_year_2027 = {"year": 2027, "days_off": days_off, "makeup_days": {}, "settled_to": "2027-12-28"}
    made = {**content(2026), **changed_year_2027}
    made["sha256"] = checksum(made)
    (tmp_path / "2027.json").write_text(as_text(made), encoding="utf-8")
    known = load_calendar([tmp_path])
    before, after = (due(date(2026, 12, 29), THREE_WORKDAYS, each) for each in (calendar, known))
    assert (before.due_on, before.provisional) == (date(2027, 1, 1), True)
    assert (after.due_on, after.provisional) == (date(2027, 1, 5), False)
    assert before.calendar_version != after.calendar_version


def test_a_holiday_lengthened_late_moves_running_deadlines(tmp_path: Path, calendar: Calendar) -> None:
    """2020: until 26 January the Spring Festival was to end on the 30th, 1 February being worked."""
    full = content(2020)
    old_off = {
        on: name
        for on, name in full["days_off"].items()
        if on not in ("2020-01-31", "2020-02-01", "2020-02-02")
    }
    changed_year(
        tmp_path, 2020, days_off=old_off, makeup_days={**full["makeup_days"], "2020-02-01": "spring_festival"}
    )
    before = due(date(2020, 1, 22), THREE_WORKDAYS, load_calendar([tmp_path]))
    after = due(date(2020, 1, 22), THREE_WORKDAYS, calendar)
    assert (before.due_on, after.due_on) == (date(2020, 2, 1), date(2020, 2, 4))
    assert before.calendar_version != after.calendar_version


def test_changed_file_is_refused(tmp_path: Path) -> None:
    text = as_text(content(2026)).replace("2026-10-07", "2026-10-08")
    (tmp_path / "2026.json").write_text(text, encoding="utf-8")
    with pytest.raises(CalendarError, match=r"2026\.json was changed"):
        load_calendar([tmp_path])


@pytest.mark.parametrize("text", ["{}", "[", '{"sha256": 1}'])
def test_broken_file_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "2026.json").write_text(text, encoding="utf-8")
    with pytest.raises(CalendarError, match=r"2026\.json"):
        load_calendar([tmp_path])


def test_unofficial_occasions_are_refused(tmp_path: Path) -> None:
    changed_year(tmp_path, 2026, days_off={"2026-03-29": "clock_change"})
    with pytest.raises(CalendarError, match="clock_change"):
        load_calendar([tmp_path])


def test_opening_days_of_one_institution(calendar: Calendar) -> None:
    market = calendar.opened(
        Opening(
            frozenset({5}), open_on=frozenset({date(2026, 10, 1)}), closed_on=frozenset({date(2026, 9, 22)})
        )
    )
    assert market.day(date(2026, 9, 12))[:2] == ("working", "opening_day")
    assert market.day(date(2026, 10, 3))[:2] == ("rest", "holiday")
    assert market.day(date(2026, 10, 1))[:2] == ("working", "opening_day")
    assert market.day(date(2026, 9, 22))[:2] == ("rest", "closed")
    assert not calendar.works(date(2026, 9, 12))
    assert market.version != calendar.version


def test_same_days_in_every_time_zone() -> None:
    ask = "from workflow.policy.calendar import load_calendar as c; print(c().version)"
    versions = {
        subprocess.run(
            [sys.executable, "-c", ask],
            env={**os.environ, "TZ": zone},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for zone in ("UTC", "Asia/Shanghai")
    }
    assert len(versions) == 1
