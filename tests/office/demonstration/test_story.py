"""The demonstration as told: every state, every kind of trouble, and all of it true to its own events."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select

from tests.support import demonstrations
from workflow.base import audit, clock
from workflow.base.db import session
from workflow.carriers import sheets
from workflow.doors.inbox import take
from workflow.doors.published.models import Checkpoint, Record
from workflow.kernel import personal
from workflow.office.demonstration import handbacks
from workflow.office.publication import queries as publication
from workflow.office.supervision import verify
from workflow.office.supervision.models import Breach
from workflow.places import packs
from workflow.policy.terms import notice_period
from workflow.staff.models import Officer
from workflow.stages.appraisal.panel.models import Panel
from workflow.stages.appraisal.survey.models import Respondent
from workflow.stages.appraisal.village import sheet
from workflow.stages.approval.models import Decision, Review
from workflow.stages.cases.models import Case, DemandEntry, OneTimeNotice, ServiceItem
from workflow.stages.cases.photos.models import MaterialPhoto
from workflow.stages.cases.replay import fold, stored
from workflow.stages.cases.states import State
from workflow.stages.feedback.models import Complaint
from workflow.stages.notices.models import Notice, Objection
from workflow.stages.people.documents.models import Photo
from workflow.stages.people.models import Consent, Household, Member

#: States that the rules of this institution know: it posts loans, only after their approval, and no contract is waited
#: for.
REACHED = frozenset(State) - {State.FOREPOSTED, State.CLEARED, State.EFFECTIVE, State.SIGNABLE}


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def demo(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """One demonstration per engine for all these tests, which only read it."""
    folder = tmp_path_factory.mktemp("story") / "data"
    with demonstrations.opened(request, request.param, folder) as (engine, _settings):
        yield engine


@pytest.fixture(autouse=True)
def _fresh(demo: Engine) -> Iterator[None]:
    yield
    session.remove()


def count(column: Any) -> Counter[Any]:
    return Counter(session.scalars(select(column)))


def test_every_state_has_several_cases() -> None:
    states = count(Case.state)
    assert set(states) == set(REACHED)
    assert min(states.values()) >= 2


def test_promises_are_kept_missed_and_overdue() -> None:
    clocks = Counter(tuple(row) for row in session.execute(select(Case.clock_state, Case.due_on < clock.today())))
    assert clocks["met", True] > clocks["missed", True] > 2
    assert clocks["running", True] > 2
    assert clocks["running", False] > 5


def test_what_goes_wrong_goes_wrong() -> None:
    assert count(Decision.verdict).keys() == {"grant", "lower", "refuse", "escalate"}
    assert {"county", "branch"} <= count(Decision.level).keys()
    assert any(session.scalars(select(Review.recused)))
    assert any(session.scalars(select(OneTimeNotice.breach)))
    assert {"received", "admitted", "late", "upheld", "rejected"} <= count(Objection.state).keys()
    assert {"missed_clock", "late_result", "second_notice", "late_complaint", "no_officer"} <= count(Breach.kind).keys()
    withdrawn = [consent.withdrawn_at is not None for consent in session.scalars(select(Consent))]
    assert any(withdrawn)
    assert not all(withdrawn)
    assert len(withdrawn) < len(session.scalars(select(Household.id)).all())


def test_a_notice_ends_on_each_of_the_next_days_that_one_can_end_on_and_one_is_a_draft() -> None:
    assert count(Notice.state).keys() == {"drafted", "posted", "closed"}
    assert set(session.scalars(select(Notice.last_on).where(Notice.state == "posted"))) == set(_possible_ends())


def _possible_ends() -> Iterator[date]:
    """The last days, from today on, of every length of notice posted on any working day before today."""
    calendar, today = packs.calendar(), clock.today()
    span = packs.required("loan_notice_days", today).value
    for back in range(1, 20):
        posted_on = today - timedelta(days=back)
        for days in range(span.min, span.max + 1):
            last = notice_period(posted_on, days, calendar).last_day
            if calendar.works(posted_on) and last >= today:
                yield last


def test_a_credit_grade_is_waited_for_in_time_and_too_long_and_photos_of_papers_are_judged() -> None:
    waiting = [case for case in session.scalars(select(Case)) if (case.stage_clock or {}).get("kind") == "rating"]
    assert {str(case.state) for case in waiting} == {"accepted"}
    assert {bool(case.stage_due_on and case.stage_due_on < clock.today()) for case in waiting} == {True, False}
    assert count(MaterialPhoto.state).keys() == {"waiting", "taken", "refused"}
    assert {"house", "land", "paper"} <= count(Photo.subject).keys()


def test_a_batch_line_form_is_out_and_comes_back_with_two_faults() -> None:
    panel = session.scalars(select(Panel)).one()
    head, rows = handbacks.filled(panel)
    clerk = session.scalars(select(Officer).where(Officer.username == "fengyuan.clerk")).one()
    handed = sheet.read(panel, sheets.write("xlsx", "x", head, rows), clerk)
    assert [fault.message for fault in handed.faults] == [
        "Write the amount in yuan with digits, for example 30000.",
        "On file this household is “%(name)s”.",
    ]
    assert (len(handed.lines), handed.empty) == (1, 0)


def test_complaints_of_every_standing() -> None:
    assert {"received", "registered", "assigned", "answered", "withdrawn"} == count(Complaint.state).keys()
    assert count(Complaint.anonymous).keys() == {True, False}
    running = session.scalars(select(Complaint).where(Complaint.open)).all()
    assert any(complaint.due_on and complaint.due_on < clock.today() for complaint in running)
    assert any(exclusion.because == "named" for complaint in running for exclusion in complaint.exclusions)
    assert any(complaint.case_id for complaint in session.scalars(select(Complaint)))


def test_a_newcomer_finds_work_at_the_door() -> None:
    waiting = take.waiting("application")
    assert len(waiting) == 5
    assert all(clock.start_of(clock.today()) <= handed.received_at <= clock.now() for handed in waiting)
    assert any(entry.answered_at is None for entry in session.scalars(select(DemandEntry)))
    assert any(item.finished_at is None for item in session.scalars(select(ServiceItem)))


def test_two_people_published_everything_and_something_was_put_right() -> None:
    records = session.scalars(select(Record)).all()
    ended = Counter((record.kind, record.ended_how) for record in records)
    assert ended["rate", "superseded"] == 8
    assert ended["panel", "withdrawn"] == 1
    assert {"product", "rate", "fee", "commitment", "officer", "panel", "conduct", "supervision"} <= {
        record.kind for record in records if not record.generated and record.proposed_by != record.confirmed_by
    }
    assert any(record.kind == "performance" for record in records)
    assert len(session.scalars(select(Checkpoint.id)).all()) > 20


def test_everybody_who_looks_after_villages_has_a_face() -> None:
    assert set(publication.in_force("photo")) == set(publication.in_force("officer"))


def test_groups_and_a_village_panel_are_named_and_no_respondent_is() -> None:
    bodies = [json.loads(record.payload) for record in publication.in_force("panel").values()]
    assert {"committee", "risk_group", "village"} <= {body["sort"] for body in bodies}
    asked = {respondent.name for respondent in session.scalars(select(Respondent))}
    assert asked
    assert not asked & {name for body in bodies for name in body["members"]}


def test_everything_verifies() -> None:
    assert list(verify.run()) == []


def test_events_alone_give_every_case_as_it_stands() -> None:
    for case in session.scalars(select(Case)):
        assert fold(audit.history(case.stream)) == stored(case)


def test_no_personal_number_is_public() -> None:
    public = "".join(session.scalars(select(Record.payload)))
    for member in session.scalars(select(Member)):
        assert member.id_number not in public
        assert member.phone is None or member.phone not in public
    phones = publication.work_phones()
    payloads = session.execute(select(Record.kind, Record.payload))
    assert [(kind, *found) for kind, told in payloads for found in personal.places_in(json.loads(told), phones)] == []


def test_nothing_happens_later_than_now_and_staff_rest_on_rest_days() -> None:
    calendar = packs.calendar()
    for case in session.scalars(select(Case)):
        for instant in (case.accepted_at, case.decided_at, case.answered_at):
            assert instant is None or (instant <= clock.now() and calendar.works(clock.local_date(instant)))


def visible() -> list[tuple[Any, ...]]:
    """What a reader sees of each case, notice and complaint; the random parts are no part of it."""
    cases = [
        (case.number, case.state, case.borrower.name, case.borrower.id_number, case.amount, case.purpose, case.due_on,
         case.received_at, case.answered_at, case.officer_id)
        for case in session.scalars(select(Case).order_by(Case.id))
    ]  # fmt: skip
    lists = [
        (notice.village_id, notice.posted_at, notice.last_on, [row.amount for row in notice.rows])
        for notice in session.scalars(select(Notice).order_by(Notice.id))
    ]
    complaints = session.scalars(select(Complaint).order_by(Complaint.id))
    return [*cases, *lists, *((each.text, each.state, each.due_on) for each in complaints)]


_SEEN: dict[str, list[tuple[Any, ...]]] = {}


def test_the_story_is_the_same_every_time(demo: Engine) -> None:
    """Told twice, on two engines: whatever the engine, the same people ask for the same and get the same."""
    _SEEN[demo.dialect.name] = visible()
    if len(_SEEN) < 2:
        pytest.skip("the second telling compares itself with this one")
    assert _SEEN["sqlite"] == _SEEN["postgresql"]
