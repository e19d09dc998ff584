"""Quiet hours, over midnight and within a day; what was due in them waits and is not late."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from workflow.base.db import session, transaction
from workflow.carriers import outbox, quiet
from workflow.carriers.models import Message

EVENING, MORNING = 21, 7


def china(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00")


@pytest.mark.parametrize(
    ("at", "over"),
    [
        ("2026-06-01T20:59", "2026-06-01T20:59"),
        ("2026-06-01T21:00", "2026-06-02T07:00"),
        ("2026-06-01T23:30", "2026-06-02T07:00"),
        ("2026-06-02T06:59", "2026-06-02T07:00"),
        ("2026-06-02T07:00", "2026-06-02T07:00"),
    ],
)
def test_over_midnight(at: str, over: str) -> None:
    assert quiet.end(china(at), since=EVENING, until=MORNING) == china(over)


def test_within_a_day() -> None:
    assert quiet.end(china("2026-06-01T13:10"), since=12, until=14) == china("2026-06-01T14:00")


@given(st.integers(0, 366 * 24 * 60), st.integers(0, 23), st.integers(0, 23))
def test_the_end_is_never_quiet_and_never_a_day_away(minutes: int, since: int, until: int) -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    over = quiet.end(at, since=since, until=until)
    assert not quiet.is_quiet(over, since=since, until=until)
    assert timedelta(0) <= over - at < timedelta(days=1)


def test_what_is_put_off_is_sent_later_and_is_not_late(database: Engine) -> None:
    night, morning = china("2026-06-01T22:00"), china("2026-06-02T07:00")
    with transaction():
        outbox.add("case-news", channel="sms", to="13800000000", language="zh_Hans", at=night, number="1")
    assert outbox.put_off(morning) == 1
    assert outbox.put_off(morning) == 0
    assert outbox.unsent(china("2026-06-02T06:59")) == 0
    assert outbox.send_due(lambda *_: None, at=china("2026-06-02T06:59")) == (0, 0)
    assert outbox.send_due(lambda *_: None, at=morning) == (1, 0)
    assert session.scalars(select(Message)).one().sent_at == morning
