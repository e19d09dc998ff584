"""Where a stage has a limit of its own and its day is nearer than the promise's, the row comes first and says so."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine, text

from tests.support.factories_approval import valley
from tests.support.factories_cases import House, accepted, moment
from workflow.base.db import is_sqlite, session
from workflow.office.desk import queries, rooms
from workflow.office.desk.lines import Line, Lines
from workflow.office.desk.queries import Filter, Row
from workflow.stages.cases.models import Case

MONDAY = moment("2016-03-07 09:00")
TODAY = date(2016, 3, 8)
NO_STAGE = {"product": "micro_credit", "amount": 4_000_000}
FOUR_DAYS_TO_VISIT = {"product": "guaranteed", "guarantee": "guaranteed", "guarantor": "李担保", "amount": 5_000_000}


@pytest.fixture
def made(database: Engine) -> House:
    return valley(members=0)


def seen(made: House, *, limit: int = 9, **wanted: object) -> list[Row]:
    return queries.waiting(made.officer, rooms.nexts(), Filter(**wanted), today=TODAY, limit=limit)


def lines(made: House, app: Flask, today: date) -> list[Line]:
    with app.test_request_context(headers={"Accept-Language": "zh-Hans"}):
        return list(Lines(seen(made), rooms.nexts(), today).lines())


def with_next(case: Case, day: date) -> Case:
    case.next_on = case.due_on = day
    session.commit()
    return case


def test_the_nearer_of_both_days_sorts_and_each_row_says_which_it_is(made: House, apps: tuple[Flask, Flask]) -> None:
    promised = with_next(accepted(made, MONDAY, **NO_STAGE), date(2016, 3, 12))
    staged = with_next(accepted(made, MONDAY, **FOUR_DAYS_TO_VISIT), date(2016, 3, 14))
    assert staged.stage_due_on == date(2016, 3, 11)
    assert [row.number for row in seen(made)] == [staged.number, promised.number], "by the promise it would come last"
    first, second = lines(made, apps[1], TODAY)
    assert (first.left, first.other, first.tone) == ("本环节还有3天", "承诺期限还有6天", "plain")
    assert (second.left, second.other) == ("还有4天", "")
    late, _ = lines(made, apps[1], date(2016, 3, 13))
    assert (late.left_tone, late.left, late.tone) == ("left-late", "本环节已逾期2天", "bad")
    with_next(session.get_one(Case, staged.id), date(2016, 3, 10))
    [nearer] = [line for line in lines(made, apps[1], TODAY) if line.number == staged.number]
    assert (nearer.left, nearer.other) == ("还有2天", "本环节还有3天"), "the promise is nearer"


@pytest.mark.parametrize(
    ("days", "told"),
    [(-3, "已等3天"), (0, "今天"), (3, "还有3天")],
)
def test_a_day_that_no_rule_made_a_last_one_is_told_but_never_as_late(
    made: House, apps: tuple[Flask, Flask], days: int, told: str
) -> None:
    case = accepted(made, MONDAY, **NO_STAGE)
    case.clock_state, case.next_on = "met", TODAY + timedelta(days=days)
    session.commit()
    [line] = lines(made, apps[1], TODAY)
    assert (line.tone, line.left_tone, line.left, line.other) == ("plain", "", told, "")
    assert seen(made, overdue=True) == []


def test_a_day_that_comes_before_the_promise_is_told_first(made: House, apps: tuple[Flask, Flask]) -> None:
    case = with_next(accepted(made, MONDAY, **NO_STAGE), date(2016, 3, 12))
    case.next_on = TODAY - timedelta(days=1)
    session.commit()
    [line] = lines(made, apps[1], TODAY)
    assert (line.tone, line.left) == ("plain", "已等1天")
    assert line.other.startswith("承诺期限还有4天"), "and how much of the promise's time is used up stands beside it"


def test_by_key_each_comes_once_and_only_overdue_knows_the_stage(made: House) -> None:
    stages = [with_next(accepted(made, MONDAY, **FOUR_DAYS_TO_VISIT), date(2016, 3, 14)) for _ in range(2)]
    others = [with_next(accepted(made, MONDAY, **NO_STAGE), date(2016, 3, 9 + 2 * turn)) for turn in range(3)]
    found, after = [], ""
    while page := seen(made, limit=1, after=after):
        found += [row.number for row in page]
        after = page[-1].public_id
    expected = sorted((*stages, *others), key=lambda case: (case.desk_on or date.max, case.id))
    assert found == [case.number for case in expected]
    assert seen(made, overdue=True) == []
    stages[0].stage_due_on = TODAY - timedelta(days=1)
    session.flush()
    assert [row.number for row in seen(made, overdue=True)] == [stages[0].number]


def test_it_walks_an_index_and_sorts_nothing(made: House) -> None:
    accepted(made, MONDAY, **FOUR_DAYS_TO_VISIT)
    wanted = Filter(scope=queries.ALL)
    numbered = list(enumerate(rooms.nexts()))
    statement = queries._statement(made.officer, numbered, wanted, TODAY, 50, "own")
    assert statement is not None
    asked = statement.where(queries._beyond(seen(made)[0].public_id))
    words = asked.compile(session.get_bind(), compile_kwargs={"literal_binds": True})
    if not is_sqlite():
        session.execute(text("SET LOCAL enable_seqscan = off"))
        session.execute(text("SET LOCAL enable_bitmapscan = off"))
    rows = session.execute(text(("EXPLAIN QUERY PLAN " if is_sqlite() else "EXPLAIN ") + str(words)))
    plan = "\n".join(str(row[-1]) for row in rows)
    assert "ix_case_officer_desk" in plan
    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan
    assert "desk_on" in plan, "the page after begins at its key"
