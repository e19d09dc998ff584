"""The clock of the credit grade: a case stands in that stage until the household's grade is settled."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.support.factories_approval import GRADE_WITHIN_THREE_DAYS as RATING
from tests.support.factories_approval import look, opened, ruled, valley
from tests.support.factories_cases import House, accepted, moment, submitted
from workflow.base import audit
from workflow.kernel.errors import Conflict
from workflow.office.desk.words import sentence
from workflow.stages.cases import limits, operations, ways
from workflow.stages.cases.models import Case
from workflow.stages.cases.replay import fold, stored

MONDAY = moment("2016-03-07 09:00")
DAY = timedelta(days=1)
MORTGAGE = {"product": "mortgage", "guarantee": "mortgage", "amount": 8_000_000}
LIMITS = """
[stage_limit.investigation]
values = [{ from = 2016-01-01, value = 2, unit = "workday", cite = "试验" }]
"""


@pytest.fixture
def made(database: Engine) -> House:
    return valley()


def mortgage(made: House) -> Case:
    return accepted(made, MONDAY, **MORTGAGE)


def told(case: Case) -> tuple[str, date | None]:
    return (case.stage_clock or {}).get("kind", ""), case.stage_due_on


def graded(case: Case, made: House, grade: str | None, *, days: int) -> None:
    """What the last tier's opinion does to the household's cases."""
    operations.follow_grade(case.household, grade=grade, rating="R1", by=made.officer, at=MONDAY + days * DAY)


def test_the_case_stands_in_it_until_the_grade_is_settled(made: House, tmp_path: Path) -> None:
    ruled(tmp_path, LIMITS + RATING)
    case = mortgage(made)
    assert told(case) == ("rating", date(2016, 3, 10)), "three working days from the acceptance"
    assert [part.now for part in ways.parts(case)][:2] == [True, False]
    graded(case, made, "A", days=1)
    assert told(case) == ("investigation", date(2016, 3, 10)), "two working days from Tuesday"
    graded(case, made, "AA", days=2)
    assert told(case) == ("investigation", date(2016, 3, 10)), "a better grade begins nothing anew"
    graded(case, made, None, days=2)
    assert told(case)[0] == "rating", "without a grade it waits again"
    with pytest.raises(Conflict, match="credit grade"):
        look(case, made, MONDAY + 2 * DAY)
    graded(case, made, "A", days=3)
    look(case, made, MONDAY + 3 * DAY)
    graded(case, made, None, days=3)
    assert told(case)[0] == "rating", "a grade lost after the visit is waited for, too"
    with pytest.raises(Conflict, match="credit grade"):
        opened(case, made, MONDAY + 3 * DAY)
    graded(case, made, "A", days=3)
    assert told(case)[0] == "review"
    happened = list(audit.history(case.stream))
    assert fold(happened) == stored(case)
    kinds = [span.kind for span in limits.spans(happened)]
    assert kinds[:3] == ["rating", "investigation", "rating"]
    words = [sentence(event.kind, event.payload) for event in happened if event.kind == "case_graded"]
    assert len(words) == 5
    assert "without" in words[1]


def test_who_has_a_grade_already_waits_for_none(made: House, tmp_path: Path) -> None:
    ruled(tmp_path, LIMITS + RATING)
    case = submitted(made, MONDAY, **MORTGAGE)
    graded(case, made, "A", days=0)
    operations.accept(case, level=None, by=made.clerk, at=MONDAY)
    assert told(case) == ("investigation", date(2016, 3, 9))


def test_without_a_time_of_its_own_it_holds_up_no_other_clock(made: House, tmp_path: Path) -> None:
    ruled(tmp_path, LIMITS)
    case = mortgage(made)
    assert told(case) == ("investigation", date(2016, 3, 9))
    graded(case, made, "A", days=1)
    assert told(case) == ("investigation", date(2016, 3, 9))
    assert "case_graded" not in {event.kind for event in audit.history(case.stream)}
    assert case.household.graded_at == MONDAY + DAY
