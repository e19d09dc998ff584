"""The case page, the case as it stood, and the calendar: judged, and what they do."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest

from tests.support.counter import Counter
from tests.support.factories_cases import accepted, house, read_packs, submitted
from tests.support.page import words
from workflow.base import audit, clock
from workflow.base.db import session
from workflow.places import packs
from workflow.places.models import CalendarDay
from workflow.policy import load, lookup
from workflow.policy.terms import Deadline
from workflow.staff.roles import Role
from workflow.stages.cases import operations, replay
from workflow.stages.cases.models import Case


@pytest.fixture
def made(database):
    packs._calendar.cache_clear()
    found = house()
    session.commit()
    yield found
    packs._calendar.cache_clear()


def as_person(made, client, role):
    return Counter(client, made.people[role])


@pytest.mark.parametrize("language", ["zh_Hans", "en"])
def test_a_case_tells_its_clock_its_events_and_its_papers(made, staff_client, language):
    made.officer.language = language
    case = accepted(made, clock.now())
    session.commit()
    page = words(as_person(made, staff_client, Role.CREDIT_OFFICER).get(f"/cases/{case.public_id}"))
    assert case.number in page
    assert "王测试" in page
    assert ("Accepted. The promise runs until" in page) or language == "zh_Hans"
    looks = [event.payload["what"] for event in audit.history(f"looks:{made.officer.id}")]
    assert looks == [f"case:{case.public_id}"]


def test_a_case_tells_its_way_and_every_rule_it_used_with_its_source(made, staff_client):
    made.officer.language = "en"
    case = accepted(made, clock.now())
    session.commit()
    page = words(as_person(made, staff_client, Role.CREDIT_OFFICER).get(f"/cases/{case.public_id}"))
    way = page[page.index("Its way and its rules") :]
    assert way.index("investigation") < way.index("here") < way.index("review by the committee") < way.index("decision")
    promise = packs.pack(case.pack)
    assert lookup.in_force(promise, "decision_limit.branch", clock.today()).cite in way
    assert "5 calendar days" in way
    rules = way[way.index("Every rule that this case used") :]
    assert "no first day known" in rules
    assert "1 Jan 2000" not in rules, "a default of ours is in no document"


def test_a_running_clock_says_when_its_time_is_half_and_mostly_over(made, staff_client):
    case = accepted(made, clock.now() - timedelta(days=40))
    session.commit()
    page = as_person(made, staff_client, Role.CREDIT_OFFICER).get(f"/cases/{case.public_id}")
    days = Deadline.from_dict(case.clock).warnings_at((Fraction(1, 2), Fraction(4, 5)))
    assert case.accepted_at.date() < days[0] <= days[1] <= case.due_on
    told = [" ".join(item.itertext()) for item in page.findall(".//ul[@class='plain small']/li")]
    assert [share in line for share, line in zip(("50%", "80%"), told, strict=True)] == [True, True]
    assert all("已到" in line for line in told)


def test_a_case_as_it_stood_is_told_by_events_alone(made, staff_client):
    before = clock.now() - timedelta(days=9)
    case = submitted(made, before)
    operations.accept(case, by=made.clerk, at=clock.now())
    session.commit()
    then = clock.local_date(before).isoformat()
    page = as_person(made, staff_client, Role.DESK_CLERK).get(f"/cases/{case.public_id}?as_of={then}")
    assert "Accepted." not in words(page)
    assert len(page.findall(".//ol[@class='timeline']/li")) == 1


@pytest.mark.parametrize("asked", ["0000-00-00", "x", "9999-12-31", "2011-02-30"])
def test_an_odd_day_shows_the_case_of_today(made, staff_client, asked):
    case = submitted(made, clock.now())
    session.commit()
    as_person(made, staff_client, Role.DESK_CLERK).get(f"/cases/{case.public_id}?as_of={asked}")


def test_a_number_opens_its_case_and_an_unknown_one_says_so(made, staff_client):
    case = submitted(made, clock.now())
    session.commit()
    clerk = as_person(made, staff_client, Role.DESK_CLERK)
    answer = clerk.client.get(f"/find?number={case.number}")
    assert answer.location.endswith(f"/cases/{case.public_id}")
    clerk.get("/find?number=2026-999999", 404)
    clerk.get("/find?number=%00%3Cscript%3E", 404)


@pytest.mark.parametrize(
    "query",
    [
        "", "?scope=all", "?scope=household&state=incomplete", "?overdue=1&office=1", "?after=nobody&office=x",
        "?village=0",
    ],
)  # fmt: skip
def test_the_desk_renders_however_it_is_narrowed(made, staff_client, query):
    accepted(made, clock.now())
    session.commit()
    as_person(made, staff_client, Role.CREDIT_OFFICER).get(f"/{query}")


def test_narrowed_to_a_village_it_says_so_and_stays_so(made, staff_client):
    accepted(made, clock.now())
    session.commit()
    page = as_person(made, staff_client, Role.CREDIT_OFFICER).get(f"/?scope=all&village={made.village.code}")
    [box] = [each for each in page.iter("input") if each.get("name") == "village"]
    assert (box.get("value"), box.get("checked")) == (made.village.code, "")
    assert f"仅{made.village.name}" in words(page)


@pytest.mark.parametrize(("query", "said"), [("", "没有等您处理的事项"), ("?village=0", "没有符合所选条件的业务件")])
def test_an_empty_list_says_whether_it_was_narrowed(made, staff_client, query, said):
    page = as_person(made, staff_client, Role.CREDIT_OFFICER).get(f"/{query}")
    assert said in words(page)
    leads = [link.get("href") for link in page.iter("a") if "查看等我处理的" in (link.text or "")]
    assert leads == (["/"] if query else [])


def test_a_day_added_in_a_running_period_moves_it_visibly(made, staff_client):
    made_here = house_of_working_days(made)
    case = accepted(made_here, clock.now())
    session.commit()
    due = case.due_on
    day = first_working_day_after(clock.today())
    credit = as_person(made, staff_client, Role.COUNTY_CREDIT)
    asked = {"on": day.isoformat(), "kind": "day_off", "festival": "new_year", "document": "国办发明电〔2026〕1号"}
    shown = credit.post("/calendar", 200, **asked)
    assert case.number in shown.get_data(as_text=True)
    assert session.query(CalendarDay).count() == 0
    credit.post("/calendar", confirm="1", **asked)
    case = session.query(Case).one()
    assert case.due_on > due
    last = list(audit.history(case.stream))[-1]
    assert (last.kind, last.payload["old"], last.payload["cause"]) == (
        "clock_recomputed",
        due.isoformat(),
        asked["document"],
    )
    assert replay.fold(audit.history(case.stream)) == replay.stored(case)
    credit.post("/calendar", 422, confirm="1", **asked)


def house_of_working_days(made):
    """The same house under the pack that counts working days, with its example boundary."""
    from workflow.places.queries import institution

    read_packs(load.examples())
    institution().pack = "chengcheng2012"
    session.flush()
    return made


def first_working_day_after(day: date) -> date:
    return packs.calendar().next_working(day + timedelta(days=1))


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"on": "2011-01-01"}, "on"), ({"kind": "party"}, "kind"), ({"document": ""}, "document"), ({"on": "soon"}, "on")],
)
def test_a_day_that_cannot_be_is_refused_on_its_field(made, staff_client, changed, field):
    credit = as_person(made, staff_client, Role.COUNTY_CREDIT)
    usual = {"on": "2026-12-28", "kind": "day_off", "festival": "new_year", "document": "x"}
    answer = credit.post("/calendar", 422, **(usual | changed))
    assert f"{field}-error" in answer.get_data(as_text=True) or f"#{field}" in answer.get_data(as_text=True)


def test_only_the_credit_department_adds_days(made, staff_client):
    clerk = as_person(made, staff_client, Role.DESK_CLERK)
    clerk.get("/calendar", 403)
    clerk.post("/calendar", 403, page="/", on="2026-12-28", kind="day_off", festival="new_year", document="x")
