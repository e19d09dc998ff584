"""The desk's list: what waits for whom, in which order, page by page, whatever its length."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markupsafe import Markup
from sqlalchemy import event

from tests.support.factories_cases import accepted, house, moment, person, submitted
from workflow.base.db import session
from workflow.office.desk import queries, rooms, words
from workflow.office.desk.lines import Lines
from workflow.office.desk.queries import Filter
from workflow.staff.roles import Role
from workflow.stages.cases import operations

pytestmark = pytest.mark.usefixtures("database")
TODAY = date(2011, 6, 1)
MONDAY = moment("2011-05-09")


def seen(who, limit=50, **wanted):
    return queries.waiting(who, rooms.nexts(), Filter(**wanted), today=TODAY, limit=limit)


def numbers(who, **wanted):
    return [row.number for row in seen(who, **wanted)]


def action(who):
    return [rooms.nexts()[row.step][1].label for row in seen(who)]


def test_it_works():
    made = house()
    case = submitted(made, MONDAY)
    assert numbers(made.clerk) == [case.number]
    assert action(made.clerk) == ["Check the papers"]
    assert numbers(made.officer) == []


def test_an_accepted_case_waits_for_its_officer():
    made = house()
    case = accepted(made, MONDAY)
    assert numbers(made.clerk) == []
    assert numbers(made.officer) == [case.number]
    assert action(made.officer) == ["Investigate"]


def test_the_clock_comes_first():
    made = house()
    later = accepted(made, moment("2011-05-12"))
    sooner = accepted(made, MONDAY)
    assert numbers(made.officer) == [sooner.number, later.number]


def test_another_officers_case_is_not_mine():
    made = house()
    accepted(made, MONDAY)
    assert numbers(person(Role.CREDIT_OFFICER, made.branch)) == []


def test_a_case_of_another_outlet_is_not_mine():
    made = house()
    submitted(made, MONDAY)
    assert numbers(person(Role.DESK_CLERK, made.offices["county"])) == ["2011-000001"]
    made.village.office = made.offices["county"]
    session.flush()
    submitted(made, MONDAY)
    assert numbers(made.clerk) == ["2011-000001"]


def test_what_waits_for_the_household_stands_apart_until_a_paper_comes():
    made = house()
    case = submitted(made, MONDAY, in_hand=("paper_1", "paper_2"))
    operations.tell_gaps(case, how="phone", by=made.clerk, at=MONDAY)
    assert numbers(made.clerk) == []
    assert numbers(made.clerk, scope="household") == [case.number]
    operations.check_material(case, key="paper_3", state="present", by=made.clerk, at=moment("2011-05-11"))
    assert numbers(made.clerk) == [case.number]


def test_it_narrows():
    made = house()
    first, second = accepted(made, MONDAY), accepted(made, moment("2011-05-30"))
    operations.prioritise(second, priority=True, by=made.clerk, at=moment("2011-05-30"))
    assert numbers(made.officer, overdue=True) == [first.number]
    assert numbers(made.officer, priority=True) == [second.number]
    assert numbers(made.officer, state="passed") == []
    assert numbers(made.clerk, scope="all") == [first.number, second.number]
    assert numbers(made.officer, village=made.village.code) == [first.number, second.number]
    assert numbers(made.officer, village="0") == []


def test_who_is_clerk_and_officer_sees_each_case_once():
    made = house()
    both = person(Role.DESK_CLERK, made.branch, also=(Role.CREDIT_OFFICER,))
    case = accepted(made, MONDAY)
    case.officer_id = both.id
    submitted(made, MONDAY)
    session.flush()
    assert sorted(numbers(both, scope="all")) == ["2011-000001", "2011-000002"]
    assert sorted(action(both)) == ["Check the papers", "Investigate"]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(1, 9), min_size=1, max_size=12), st.integers(1, 4))
def test_page_by_page_every_case_comes_once(days, size):
    session.rollback()
    made = house()
    for day in days:
        accepted(made, moment(f"2011-05-{day:02d}"))
    found, after = [], ""
    while page := seen(made.officer, limit=size, after=after):
        found += [(row.next_on, row.number) for row in page]
        after = page[-1].public_id
    assert found == sorted(found)
    assert len({number for _on, number in found}) == len(days)


def test_its_length_does_not_change_the_number_of_queries():
    made = house()
    counted = []
    for _turn in range(2):
        for _case in range(3):
            accepted(made, MONDAY)
        session.flush()
        asked: list[str] = []
        listen = lambda *args, asked=asked: asked.append(args[2])  # noqa: E731 - the same object is removed below
        event.listen(session.get_bind(), "before_cursor_execute", listen)
        [row.name for row in seen(made.officer)]
        event.remove(session.get_bind(), "before_cursor_execute", listen)
        counted.append(len(asked))
    assert counted[0] == counted[1] <= 3


def test_a_row_says_how_much_of_its_running_time_is_used_up():
    made = house()
    case = accepted(made, MONDAY)
    days = {each.percent: each.on for each in case.warnings}
    rows = {
        on: queries.waiting(made.officer, rooms.nexts(), Filter(), today=on, limit=9)[0]
        for on in (days[50] - timedelta(days=1), days[50], days[80], days[100])
    }
    assert [(row.used, row.pressing) for row in rows.values()] == [(None, False), (50, False), (80, True), (80, True)]


@pytest.mark.parametrize(
    ("percent", "tone", "row"), [(None, "", "plain"), (50, "state-wait", "plain"), (80, "state-warn", "warn")]
)
def test_a_warning_is_a_word_with_a_tone(apps, percent, tone, row):
    made = house()
    case = accepted(made, MONDAY)
    today = {each.percent: each.on for each in case.warnings}.get(percent, case.accepted_at.date())
    found = queries.waiting(made.officer, rooms.nexts(), Filter(), today=today, limit=9)
    shape = Markup('<i class="state-{}">{}</i>')
    with apps[1].test_request_context():
        [line] = Lines(found, rooms.nexts(), today).lines("", shape)
    assert (line.tone, tone in line.used, bool(line.used)) == (row, True, bool(percent))
    assert f"{percent or ''}" in line.used


def test_a_clock_that_ended_warns_of_nothing(apps):
    made = house()
    case = accepted(made, MONDAY)
    day = case.warnings[1].on
    operations.warn_officers(at=moment(day.isoformat()))
    case.clock_state = "met"
    session.flush()
    found = queries.waiting(made.officer, rooms.nexts(), Filter(), today=day, limit=9)
    with apps[1].test_request_context():
        [line] = Lines(found, rooms.nexts(), day).lines()
    assert line.used == ""


def test_every_event_of_a_case_has_words():
    from workflow.base import audit

    untold = [kind for kind, keys in audit.kinds().items() if "set" in keys and not _worded(kind)]
    assert not [kind for kind in untold if not kind.startswith(("complaint_", "card_", "test_"))]


def _worded(kind):
    return kind in words.WORDS or any(known.startswith(f"{kind}.") for known in words.WORDS)
