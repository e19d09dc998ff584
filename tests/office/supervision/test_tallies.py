"""Tallies beside a slow count of the very same items, whatever is asked; and kept by events, whatever happens."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, select, update

from tests.support import factories_feedback as make
from tests.support.factories_feedback import MONDAY, House
from workflow.base import audit
from workflow.base.db import session
from workflow.office.supervision import behind, operations, rollup
from workflow.office.supervision.figures import Item, figures
from workflow.office.supervision.items import FORWARD
from workflow.office.supervision.models import PromiseItem, PromiseTally, PromiseWaiting
from workflow.office.supervision.operations import tallies
from workflow.office.supervision.rollup import SLICES, Question
from workflow.stages.cases import moves

FIRST, TODAY = date(2026, 1, 20), date(2026, 4, 10)
days = st.dates(FIRST, TODAY)
ids = st.integers(0, 2)


@st.composite
def items(draw: st.DrawFn) -> dict[str, object]:
    start, limit, took = draw(days), draw(st.integers(0, 9)), draw(st.none() | st.integers(0, 30))
    end = None if took is None else start + timedelta(days=took)
    return {
        "key": draw(st.sampled_from(["a", "b"])), "since_on": draw(st.sampled_from([FIRST, TODAY])),
        "unit": "calendar", "start_on": start,
        "due_on": start + timedelta(days=limit), "end_on": end, "days": took, "ended": end is not None, "told": True,
        "office_id": draw(ids), "officer_id": draw(ids), "level": draw(st.sampled_from(["", "county"])), "product": "p",
    }  # fmt: skip


questions = st.builds(
    Question, key=st.just("a"), on=days, promised=st.sampled_from([None, FIRST]), since=st.none() | days,
    until=st.none() | days, past=st.booleans(),
)


def slowly(rows: list[dict[str, object]], asked: Question) -> list[Item]:
    """Every item that answers, one by one, as it stood on the day asked for."""
    found = []
    for row in rows:
        start, end = row["start_on"], row["end_on"]
        if row["key"] != asked.key or (asked.since and start < asked.since) or (asked.until and start > asked.until):
            continue
        if (asked.past and start > asked.on) or (asked.promised and row["since_on"] != asked.promised):
            continue
        if asked.past and end and end > asked.on:
            end = None
        found.append(Item(start, row["due_on"], end, row["days"] if end else (asked.on - start).days))
    return found


@pytest.mark.usefixtures("database")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(items(), max_size=25), questions)
def test_whatever_is_asked(rows: list[dict[str, object]], asked: Question):
    session.rollback()
    session.execute(delete(PromiseItem))
    for number, row in enumerate(rows):
        session.add(PromiseItem(stream=f"case:{number:026d}", **row))
    session.flush()
    tallies._add_up(session.connection())
    assert rollup.strays() == []
    count, expected = rollup.count(asked), figures(slowly(rows, asked), on=asked.on)
    assert count.figures(asked.on) == expected
    for by in SLICES:
        slices = rollup.counts(asked, by).values()
        assert sum((each.ended for each in slices), start=type(count.ended)()) == count.ended
        assert sum(each.overdue for each in slices) == count.overdue
    session.rollback()


@pytest.fixture
def house(database: Engine) -> House:
    return make.build()


def test_an_event_moves_the_count_by_one(house: House):
    case = make.case(house, "2026-000001", accepted=MONDAY)
    assert {row.by: row.n for row in session.scalars(select(PromiseWaiting))} == dict.fromkeys(rollup.SLICED, 1)
    make.answer_case(case, house, at=MONDAY + timedelta(days=2))
    assert list(session.scalars(select(PromiseWaiting).where(PromiseWaiting.n > 0))) == []
    told = {(row.key, row.days, row.in_time): row.n for row in session.scalars(select(PromiseTally))}
    expected = (("reply_limit.small_loan", 2), ("result_notice.within_limit", 2), (FORWARD, 0))
    assert told == {(key, days, True): 1 for key, days in expected}
    assert {row.value for row in session.scalars(select(PromiseTally)) if row.by == "product"} == {case.product}
    assert rollup.strays() == []


def test_what_is_rolled_back_was_never_counted(house: House):
    case = make.case(house, "2026-000001", accepted=MONDAY)
    session.commit()
    changed, _late = moves.end_clock(case, "answered", at=MONDAY)
    changed |= moves.change(case, answered_at=MONDAY, decided_by_id=house["head"].id, decided_at=MONDAY)
    session.flush()
    audit.record(make.SET, case.stream, at=MONDAY, set=changed)
    assert {row.n for row in session.scalars(select(PromiseTally))} == {1}
    session.rollback()
    assert {row.key for row in session.scalars(select(PromiseTally).where(PromiseTally.n > 0))} == {FORWARD}


def test_a_recount_mends_what_was_spoiled_and_finds_nothing_else(house: House):
    for number in range(3):
        make.case(house, f"2026-00000{number}", accepted=MONDAY + timedelta(days=number))
    assert operations.recount() == 0
    session.execute(delete(PromiseWaiting))
    session.execute(delete(PromiseItem).where(PromiseItem.start_on == MONDAY.date()))
    assert operations.recount() == 1
    assert rollup.count(Question("reply_limit.small_loan", TODAY)).open == 3
    assert rollup.strays() == []
    assert operations.basis_holds()


def test_another_calendar_settles_everything_anew_and_goes_on_where_it_broke_off(
    house: House, monkeypatch: pytest.MonkeyPatch
):
    numbers = [f"2026-00000{number}" for number in range(3)]
    for number in numbers:
        make.case(house, number, accepted=MONDAY)
    session.execute(update(PromiseItem).values(due_on=MONDAY.date()))  # as another calendar would have had it
    tallies._add_up(session.connection())
    session.commit()
    assert not operations.basis_holds()
    settle, seen = tallies.settle, list[str]()

    def cut_short(stream: str) -> bool:
        seen.append(stream)
        if len(seen) == len(numbers):
            raise InterruptedError
        return settle(stream)

    monkeypatch.setattr(tallies, "_STEP", 1)
    monkeypatch.setattr(tallies, "settle", cut_short)
    with pytest.raises(InterruptedError):
        operations.bring_up_to_date()
    assert not operations.basis_holds()
    late = select(PromiseItem).where(PromiseItem.due_on == MONDAY.date(), PromiseItem.key != FORWARD)
    assert len(list(session.scalars(late))) == 1
    session.rollback()
    assert operations.bring_up_to_date() == "1 cases and complaints counted differently"
    assert operations.basis_holds()
    assert rollup.strays() == []
    assert operations.bring_up_to_date() == ""


def test_rows_lie_behind_the_figure_page_by_page(house: House):
    for number in range(5):
        case = make.case(house, f"2026-00000{number}", accepted=MONDAY + timedelta(days=number))
        if number % 2:
            make.answer_case(case, house, at=MONDAY + timedelta(days=number + 20))
    asked = Question("reply_limit.small_loan", (MONDAY + timedelta(days=90)).date())
    whole = [row.number for row in behind.rows(asked)]
    pages, after = [], ""
    while page := behind.rows(asked, after=after, limit=2):
        pages += [row.number for row in page]
        after = page[-1].public_id
    assert pages == whole == ["2026-000000", "2026-000002", "2026-000004", "2026-000001", "2026-000003"]
    assert {row.number for row in behind.rows(asked, late=True)} == set(whole)
