"""The desk's line and the case page's panel: they appear with what an archive lacks and go with it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.support.counter import Counter
from tests.support.factories_cases import House, accepted, house, moment, person
from tests.support.page import words
from workflow.base import clock
from workflow.base.db import session
from workflow.office.archive import panels, todo
from workflow.staff.models import Officer
from workflow.staff.roles import Role
from workflow.stages.people import operations, queries
from workflow.stages.people.documents import operations as papers

MONDAY = moment("2011-05-09")


def titles(who: Officer) -> list[str]:
    return [row.args["todo"] for row in todo.rows(who, now=MONDAY, limit=9)]


@pytest.mark.usefixtures("database")
def test_what_waits_goes_when_it_is_done():
    made = house()
    household = accepted(made, MONDAY, level="branch").household
    back_office = made.people[Role.BACK_OFFICE]
    assert titles(back_office) == ["unverified"]
    assert titles(made.clerk) == [], "the clerk typed all of it"
    assert titles(person(Role.CREDIT_OFFICER, made.branch)) == [], "not this officer's village"
    said = {field: field.value for field in queries.fields_of(household)}
    operations.verify_fields(household, said=said, how="paper", by=back_office, at=MONDAY)
    assert titles(back_office) == []
    given = {"member": household.head, "number": "", "expected_on": None, "by": made.clerk, "at": MONDAY}
    papers.record_document(household, kind="id_card", valid_until=date(2011, 1, 31), **given)
    assert titles(back_office) == ["unverified"]
    assert titles(made.clerk) == ["documents"]
    papers.record_document(household, kind="id_card", valid_until=None, **given)
    assert titles(made.clerk) == []


@pytest.fixture
def made(database) -> House:
    found = house()
    session.commit()
    return found


def test_the_case_page_says_what_the_household_owes(made, staff_client):
    case = accepted(made, clock.now(), level="branch")
    assert panels.panel(case, person(Role.CREDIT_OFFICER, made.branch)) is None
    session.commit()
    page = Counter(staff_client, made.clerk).get(f"/cases/{case.public_id}")
    panel = next(each for each in page.iter("section") if each.get("aria-labelledby") == "archive-panel")
    assert len(panel.find(".//ul").findall("li")) == 2
    assert any(f"/households/{case.household.public_id}" in link.get("href") for link in panel.iter("a"))
    given = {"number": "", "valid_until": None, "by": made.clerk, "at": clock.now()}
    later = clock.today() + timedelta(days=90)
    papers.record_document(
        case.household, kind="household_proof", member=case.household.head, expected_on=later, **given
    )  # fmt: skip
    session.commit()
    assert "暂收证明" in words(Counter(staff_client, made.clerk).get(f"/cases/{case.public_id}"))
