"""Which data sheets a case asks for, and that each sheet is about what it is called (S26)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from tests.support.asking import asking
from tests.support.counter import Counter
from tests.support.factories_cases import House, accepted, house, id_number, moment
from tests.support.page import words
from workflow.base import clock
from workflow.base.clock import local_date
from workflow.base.db import session
from workflow.office.archive import data_sheets, queries
from workflow.stages.cases.models import Case
from workflow.stages.people import operations
from workflow.stages.people.operations import Person

THEN = moment("2011-05-09")
HOUSEHOLD = Person("王测试", id_number(5), "13812345678")


def asked(case: Case) -> list[str]:
    return [term.code for term in queries.asked(case, local_date(THEN))]


@pytest.fixture
def made(database: Engine) -> House:
    return house()


def heze(made: House, at: datetime) -> Case:
    """A case under the rules that know six sheets."""
    case = accepted(made, at, level="branch", borrower=HOUSEHOLD)
    case.pack = "heze2005"
    return case


@pytest.mark.parametrize(
    ("guarantee", "subject", "codes"),
    [
        ("unsecured", "line", ["person", "loan", "line"]),
        ("unsecured", "loan", ["person", "loan"]),
        ("guaranteed", "loan", ["person", "loan"]),
        ("mortgage", "loan", ["person", "loan", "collateral"]),
        ("pledge", "loan", ["person", "loan", "pledge"]),
    ],
)
def test_a_new_customers_case_asks_for_what_it_rests_on(
    made: House, guarantee: str, subject: str, codes: list[str]
) -> None:
    case = heze(made, THEN)
    case.guarantee, case.subject = guarantee, subject
    assert asked(case) == codes


def test_of_a_known_customer_the_own_sheet_is_asked_for_once_something_changed(made: House) -> None:
    first = heze(made, THEN)
    assert "person" in asked(first)
    later = THEN + timedelta(days=30)
    second = heze(made, later)
    assert "person" not in asked(second)
    told = {"source": "visit", "source_on": local_date(later), "by": made.clerk, "at": later}
    operations.key_field(second.household, name="income", value="3万", **told)
    assert "person" in asked(second)


def test_each_sheet_of_the_rules_has_entries_of_its_own(made: House) -> None:
    case = heze(made, THEN)
    with asking():
        told = {
            term.code: [label for label, _ in data_sheets.lines(case, term.code)]
            for term in queries.sheets(case, local_date(THEN))
        }
    assert list(told) == ["person", "loan", "line", "collateral", "pledge", "extension"]
    own = {"person": "配偶", "loan": "用途", "collateral": "抵押物名称", "pledge": "质押物名称", "extension": "展期至"}
    assert [code for code, label in own.items() if not any(label in each for each in told[code])] == []
    assert [code for code in ("collateral", "pledge") if "展期至" in told[code]] == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_case_page_leads_to_them(made: House, staff_client) -> None:
    case = accepted(made, clock.now(), level="branch", borrower=HOUSEHOLD)
    session.commit()
    clerk = Counter(staff_client, made.clerk)
    page = clerk.get(f"/cases/{case.public_id}")
    panel = next(each for each in page.iter("section") if each.get("aria-labelledby") == "archive-panel")
    links = [each.get("href") for each in panel.iter("a")]
    assert any(link.endswith("/sheets/person") for link in links)
    assert "本笔待填" in words(clerk.get(f"/cases/{case.public_id}/sheets/loan"))
