"""A stage's own clock: it starts on entering, ends on leaving, warns, follows the calendar and is counted."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, select

from tests.support.factories_approval import closed, look, opened, valley, voted
from tests.support.factories_cases import House, accepted, moment
from workflow.base import audit
from workflow.base.db import session
from workflow.carriers.models import Message
from workflow.office.desk import operations as desk
from workflow.office.supervision import operations as supervision
from workflow.office.supervision import performance, recompute, rules, sweep
from workflow.office.supervision.models import Breach, PromiseItem
from workflow.stages.cases import limits, operations, used
from workflow.stages.cases.models import Case
from workflow.stages.cases.replay import fold, stored

MONDAY = moment("2016-03-07 09:00")
HOUR = timedelta(hours=1)


@pytest.fixture
def made(database: Engine) -> House:
    found = valley()
    found.officer.email = "officer@example.org"
    return found


def case_of(made: House) -> Case:
    return accepted(made, MONDAY, product="guaranteed", guarantee="guaranteed", guarantor="李担保", amount=5_000_000)


def told(case: Case) -> tuple[str, date | None]:
    return (case.stage_clock or {}).get("kind", ""), case.stage_due_on


def test_each_stage_has_its_own_clock_beside_the_promise(made: House) -> None:
    case = case_of(made)
    promise = case.due_on
    assert told(case) == ("investigation", date(2016, 3, 11)), "the product's own limit: 4 working days"
    deadline = limits.deadline_of(case)
    assert deadline is not None
    assert [step.number for step in deadline.steps if step.number] == [1, 2, 3, 4]
    assert deadline.limit.key == "stage_limit.visit"
    tuesday = MONDAY + timedelta(days=1)
    look(case, made, tuesday)
    assert told(case) == ("review", date(2016, 3, 10)), "what the rules say for stages of its kind: 2 working days"
    review = opened(case, made, tuesday + HOUR)
    assert told(case) == ("review", date(2016, 3, 10)), "the committee sits: the same stage"
    closed(voted(review, tuesday + HOUR, yes=3), made, tuesday + 2 * HOUR)
    assert told(case) == ("second_review", date(2016, 3, 11)), "3 days, rest days included"
    operations.withdraw(case, reason="不再需要", by=made.clerk, at=tuesday + 3 * HOUR)
    assert (*told(case), case.stage_warn_on, promise) == ("", None, None, case.due_on)
    happened = list(audit.history(case.stream))
    assert fold(happened) == stored(case)
    assert [(span.kind, span.left_for) for span in limits.spans(happened)] == [
        ("investigation", "investigated"), ("review", "presented"), ("second_review", "withdrawn"),
    ]  # fmt: skip
    keys = {value.key for _on, values in used.account(case).stages for value in values}
    assert {"stage_limit.visit", "stage_limit.review", "stage_limit.second_review"} <= keys


def test_a_product_without_stage_limits_has_no_such_clock(made: House) -> None:
    case = accepted(made, MONDAY, product="micro_credit", amount=4_000_000)
    assert told(case) == ("", None)
    assert all("stage_clock" not in event.payload["set"] for event in list(audit.history(case.stream))[1:])


def test_its_officer_is_warned_once_at_each_share_while_it_runs(made: House) -> None:
    case = case_of(made)
    days = dict(limits.warnings_of(case))
    assert days == {50: date(2016, 3, 9), 80: date(2016, 3, 11), 100: date(2016, 3, 11)}
    assert operations.warn_of_stages(at=moment("2016-03-08 09:00")) == 0
    for day, percent in (("2016-03-09", 50), ("2016-03-11", 100)):
        at = moment(day)
        assert [operations.warn_of_stages(at=at), operations.warn_of_stages(at=at)] == [1, 0]
        session.refresh(case)
        kept = [event.payload for event in audit.history(case.stream) if event.kind == "stage_clock_warned"][-1]
        assert (kept["percent"], kept["stage"], kept["officer"]) == (percent, "investigation", made.officer.public_id)
    assert len(session.scalars(select(Message).where(Message.kind == "stage-warning")).all()) == 2
    assert fold(audit.history(case.stream)) == stored(case)
    other = case_of(made)
    assert operations.warn_of_stages(at=moment("2016-03-14 09:00")) == 0, "what is overdue is no warning"
    assert other.stage_warn_on == date(2016, 3, 9)


def test_another_calendar_counts_it_anew(made: House) -> None:
    case = case_of(made)
    at = moment("2016-03-07 12:00")
    desk.extend_calendar(on=date(2016, 3, 9), kind="day_off", festival="", document="县政府通知", by=made.clerk, at=at)
    assert told(case) == ("investigation", date(2016, 3, 14))
    [again] = [event for event in audit.history(case.stream) if event.kind == "stage_clock_recomputed"]
    assert (again.payload["old"], again.payload["new"]) == ("2016-03-11", "2016-03-14")
    assert [span.kind for span in limits.spans(audit.history(case.stream))] == ["investigation"], "no second stretch"
    assert fold(audit.history(case.stream)) == stored(case)


def test_each_stage_is_counted_and_a_late_one_is_found(made: House) -> None:
    late, kept = case_of(made), case_of(made)
    look(kept, made, MONDAY + timedelta(days=1))
    look(late, made, moment("2016-03-15 09:00"))
    at = moment("2016-03-15 18:00")
    session.commit()
    figures = performance.by_key(at.date())
    visit, review = figures["stage_limit.visit"], figures["stage_limit.review"]
    assert (visit.n, visit.on_time, visit.longest) == (2, 500, 6)
    assert (review.open, review.open_overdue) == (2, 1)
    anew = recompute.recompute(at)
    for key in ("stage_limit.visit", "stage_limit.review"):
        one = figures[key]
        assert anew[key] == {name: getattr(one, name) for name in anew[key]}
    sweep.run(at)
    late_stages = select(Breach).where(Breach.kind == rules.LATE_STAGE)
    found = {(each.kind, each.case_id) for each in session.scalars(late_stages)}
    assert found == {(rules.LATE_STAGE, late.id), (rules.LATE_STAGE, kept.id)}
    assert supervision.recount() == 0
    assert session.scalars(select(PromiseItem.key).where(PromiseItem.stream == late.stream)).all()
    assert "stage_limit.visit" in {value.key for value in performance.promises(at.date())}
