"""Deadlines and periods in words, drawn from what the calendar engine really returns."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.shared.drawing import draw, said
from workflow.policy.calendar import FESTIVALS, load_calendar
from workflow.policy.terms import Limit, due

CLOCK = '{% from "shared/_clock.html" import clock, left with context %}'
PERIOD = '{% from "shared/_period.html" import period, period_state %}'
TODAY = date(2012, 10, 7)


def deadline(start: date, days: int, unit: Any = "workday") -> dict[str, Any]:
    limit = Limit(days, unit, "none", "art. 2", "答复期限", "Reply")
    return due(start, limit, load_calendar()).as_dict()


def over_the_holiday() -> dict[str, Any]:
    """Two working days from Friday 28 September 2012: the worked Saturday, then Monday 8 October."""
    return deadline(date(2012, 9, 28), 2)


@pytest.mark.parametrize(
    ("today", "sentence"),
    [
        (date(2012, 10, 6), "2 days left"),
        (date(2012, 10, 7), "1 day left"),
        (date(2012, 10, 8), "last day"),
        (date(2012, 10, 11), "3 days overdue"),
    ],
)
def test_days_left_are_said_in_words(today: date, sentence: str) -> None:
    assert said(draw(CLOCK + "{{ left(d, today) }}", d=over_the_holiday(), today=today)) == sentence


def test_lateness_is_said_in_the_unit_of_the_limit() -> None:
    markup = draw(CLOCK + "{{ left(d, today, late=1) }}", d=over_the_holiday(), today=date(2012, 10, 9))
    assert said(markup) == "1 working day overdue"


def test_what_is_done_is_judged_by_its_date() -> None:
    source = CLOCK + "{{ left(d, today, done_on=on) }}"
    assert "in time" in draw(source, d=over_the_holiday(), today=TODAY, on=date(2012, 10, 8))
    assert "too late" in draw(source, d=over_the_holiday(), today=TODAY, on=date(2012, 10, 9))


def test_skipped_days_share_a_row_and_name_the_festival() -> None:
    shown = said(draw(CLOCK + "{{ clock(d, today) }}", d=over_the_holiday(), today=TODAY))
    assert "2012-09-29 day 1 worked in exchange for a holiday" in shown
    assert "to 2012-10-07 " in shown
    assert "days not counted public holiday (National Day)" in shown
    assert "2012-10-08 day 2 due working day" in shown


@pytest.mark.parametrize(("code", "name"), FESTIVALS.items())
def test_every_festival_of_the_calendar_has_its_name(code: str, name: str) -> None:
    source = '{% from "shared/_clock.html" import festival %}{{ festival(code) }}'
    assert said(draw(source, code=code)) == name


def test_many_calendar_days_share_a_row_and_few_do_not() -> None:
    def rows(days: int) -> int:
        markup = draw(
            CLOCK + "{{ clock(d, today) }}", d=deadline(date(2012, 5, 8), days, "calendar"), today=TODAY
        )
        return markup.count("<tr") - 1

    assert rows(5) == 1 + 5
    assert rows(60) < 20


def test_the_label_follows_the_language() -> None:
    source = CLOCK + "{{ clock(d, today) }}"
    assert "Reply" in draw(source, d=over_the_holiday(), today=TODAY, lang="en")
    assert "答复期限" in draw(source, d=over_the_holiday(), today=TODAY, lang="zh_Hans")


def test_a_provisional_date_says_so() -> None:
    found = over_the_holiday() | {"provisional": True}
    assert "the date may still move" in draw(CLOCK + "{{ clock(d, today) }}", d=found, today=TODAY)


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2012, 10, 2), "begins in 2 days"),
        (date(2012, 10, 4), "5 days left"),
        (date(2012, 10, 9), "last day"),
        (date(2012, 10, 10), "ended on 2012-10-09"),
    ],
)
def test_a_period_says_its_state(today: date, state: str) -> None:
    notice = {"first_day": "2012-10-04", "last_day": date(2012, 10, 9)}
    assert said(draw(PERIOD + "{{ period_state(n, today) }}", n=notice, today=today)) == state


def test_a_withdrawn_notice_says_when_and_why() -> None:
    notice = {"first_day": "2012-10-04", "last_day": "2012-10-09", "withdrawn_on": "2012-10-05"}
    notice["withdrawn_why"] = "A name was wrong."
    shown = said(draw(PERIOD + "{{ period(n, today) }}", n=notice, today=TODAY))
    assert shown.startswith("withdrawn")
    assert "2012-10-05: A name was wrong." in shown
