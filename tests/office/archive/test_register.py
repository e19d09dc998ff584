"""The village register and the data sheets: whoever is in charge opens them, numbers only for a purpose."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.support.counter import Counter
from tests.support.factories_cases import House, accepted, house, id_number, person
from tests.support.page import judged, words
from workflow.base import audit, clock
from workflow.base.db import session
from workflow.staff.roles import Role
from workflow.stages.cases.models import Case
from workflow.stages.people import operations
from workflow.stages.people.operations import Person

PHONE = "13812345678"


@pytest.fixture
def lent(database) -> tuple[House, Case]:
    """A village with one borrower whose loan is payable, and one who only applied."""
    made = house()
    case = accepted(made, clock.now(), level="branch", borrower=Person("=王测试", id_number(5), PHONE))
    accepted(made, clock.now(), level="branch", borrower=Person("李只申请", id_number(6), "13912345678"))
    case.state, case.passed_amount, case.granted_amount = "payable", case.amount, case.amount
    case.decided_by_id, case.decided_at = made.people[Role.DECISION_MAKER].id, clock.now()
    session.commit()
    return made, case


def test_the_register_shows_borrowers_and_masks_until_a_purpose_is_given(lent, staff_client):
    made, case = lent
    path = f"/village-registers/{made.village.code}"
    officer = Counter(staff_client, made.officer)
    page = words(officer.get(path))
    assert case.number in page
    assert "李只申请" not in page
    assert PHONE not in page
    officer.post(path, 422)
    assert PHONE in words(judged(officer.post(path, 200, purpose="call the household")))
    book = load_workbook(BytesIO(officer.post(path, 200, purpose="audit", take="1").data))
    rows = list(book.active.iter_rows(values_only=True))
    assert rows[1][:2] == (case.number, "=王测试")
    assert rows[1][4] == PHONE
    taken = [event.payload["purpose"] for event in audit.history(f"village:{made.village.code}")]
    assert taken == ["call the household", "audit"]


def test_whoever_is_tied_takes_the_register_without_that_number(lent, staff_client):
    made, case = lent
    head = made.people[Role.BRANCH_HEAD]
    operations.declare_tie(case.household, officer=made.clerk, nature="relative", by=head, at=clock.now())
    session.commit()
    path = f"/village-registers/{made.village.code}"
    clerk = Counter(staff_client, made.clerk)
    printed = words(judged(clerk.post(path, 200, purpose="audit")))
    assert case.number in printed
    assert PHONE not in printed
    book = load_workbook(BytesIO(clerk.post(path, 200, purpose="audit", take="1").data))
    assert PHONE not in [cell for row in book.active.iter_rows(values_only=True) for cell in row]


def test_another_officers_village_is_not_there(lent, staff_client):
    made, case = lent
    stranger = Counter(staff_client, person(Role.CREDIT_OFFICER, made.branch))
    for path in (
        f"/village-registers/{made.village.code}",
        "/village-registers/0",
        f"/cases/{case.public_id}/sheets/loan",
    ):
        assert stranger.client.get(path).status_code == 404


def test_a_data_sheet_says_what_is_known_and_leaves_lines(lent, staff_client):
    made, case = lent
    clerk = Counter(staff_client, made.clerk)
    page = words(clerk.get(f"/cases/{case.public_id}/sheets/loan"))
    assert "30,000" in page
    assert case.purpose in page
    sheet = words(clerk.get(f"/cases/{case.public_id}/sheets/person"))
    born = case.borrower.born_on
    assert str(born.year) in sheet
    assert id_number(5) not in sheet
    assert born.isoformat() not in sheet
    assert clerk.client.get(f"/cases/{case.public_id}/sheets/nonsense").status_code == 404


def test_who_may_see_the_case_alone_sees_no_sheet_of_the_household(lent, staff_client):
    made, case = lent
    head = Counter(staff_client, made.people[Role.BRANCH_HEAD])
    assert head.client.get(f"/cases/{case.public_id}").status_code == 200
    assert head.client.get(f"/cases/{case.public_id}/sheets/person").status_code == 404
