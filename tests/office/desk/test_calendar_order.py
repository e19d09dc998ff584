"""A change of the calendar beside acts on cases: whoever writes a case waits before the first row, never in between.

Two real connections; the first is held up after it has written a case and before it counts any day. Were the order of
locks another, PostgreSQL would have to break one of the two off.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from threading import Event

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm.exc import StaleDataError

from tests.office.desk.test_calendar_races import MONDAY, add_day
from tests.support.factories_approval import decider, founded, passed
from tests.support.racing import MOMENT
from workflow.base.db import session, transaction
from workflow.places import packs
from workflow.staff.models import Officer
from workflow.stages.approval import operations as approval
from workflow.stages.approval.rules import Verdict
from workflow.stages.cases import operations as cases
from workflow.stages.cases.models import Case
from workflow.stages.notices.operations import coding

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
LATER = MONDAY.replace(hour=15)
TOMORROW = date(2012, 11, 6)


@pytest.fixture
def made(database: Engine) -> tuple[int, int, int]:
    """A case that the committee passed; its decider, and who changes the calendar."""
    assert coding  # its events are declared
    with transaction():
        house = founded("chengcheng2012")
        case = passed(house, MONDAY)
        return case.id, decider(house, "branch").id, house.clerk.id


def send_up(case_id: int, by: int) -> None:
    case = session.get_one(Case, case_id)
    approval.decide(case, verdict=Verdict.ESCALATE, reason="超出授权", by=session.get_one(Officer, by), at=LATER)


def mark_and_send_up(case_id: int, by: int) -> None:
    cases.prioritise(session.get_one(Case, case_id), priority=True, by=session.get_one(Officer, by), at=LATER)
    send_up(case_id, by)


@pytest.mark.parametrize("act", [send_up, mark_and_send_up])
def test_neither_is_broken_off(made: tuple[int, int, int], act: Callable[[int, int], None]) -> None:
    case_id, by, admin = made
    written = Event()

    def first() -> None:
        with transaction():
            event.listen(session(), "after_flush", _held_up(written))
            act(case_id, by)

    def other() -> None:
        assert written.wait(10)
        with transaction():
            add_day(admin, TOMORROW)

    with ThreadPoolExecutor(2) as pool:
        for each in [pool.submit(first), pool.submit(other)]:
            each.result()
    case = session.get_one(Case, case_id)
    assert case.level == "county"
    assert cases.moved(case, packs.calendar()) is None, "counted on the calendar as it is now"


def _held_up(written: Event) -> Callable[..., None]:
    """What stops the one that has just written a case, so that the other can begin."""

    def pause(flushing: Case, *_rest: object) -> None:
        if not written.is_set() and any(isinstance(each, Case) for each in flushing.dirty):
            written.set()
            Event().wait(MOMENT)

    return pause


def test_who_comes_while_all_is_counted_anew_finds_the_new_day_or_is_told(made: tuple[int, int, int]) -> None:
    case_id, by, admin = made
    counted = Event()

    def first() -> None:
        with transaction():
            add_day(admin, TOMORROW)
            counted.set()
            Event().wait(MOMENT)

    def other() -> None:
        case = session.get_one(Case, case_id)  # read before, as a page is
        assert case.level == "branch"
        assert counted.wait(10)
        with suppress(StaleDataError), transaction():  # which the reader is told as 409
            send_up(case_id, by)

    with ThreadPoolExecutor(2) as pool:
        for each in [pool.submit(first), pool.submit(other)]:
            each.result()
    assert cases.moved(session.get_one(Case, case_id), packs.calendar()) is None
