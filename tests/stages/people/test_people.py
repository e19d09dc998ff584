"""Households: one person in one of them, ties that recuse, consent that is free, numbers that stay masked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.support.counter import Counter
from tests.support.factories_cases import accepted, house, id_number, moment, person, submitted
from tests.support.page import judged, words
from workflow.base import audit, clock
from workflow.base.db import session
from workflow.doors.published.models import Due
from workflow.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from workflow.staff.roles import Role
from workflow.stages.cases import moves
from workflow.stages.people import operations, queries, rules
from workflow.stages.people.operations import Person

MONDAY = moment("2011-05-09")


@given(st.text("0123456789X", min_size=18, max_size=18), st.text("0123456789", min_size=7, max_size=13))
def test_masks_hide_birthday_and_most_of_the_number(number, phone):
    assert number[6:14] not in rules.masked_id(number) or len(set(number)) < 3
    assert len(rules.masked_phone(phone).replace(rules.HIDDEN, "")) == 3


@pytest.mark.usefixtures("database")
class TestOperations:
    def test_it_works(self):
        household = submitted(house(), MONDAY).household
        assert household.head.name == "王测试"
        assert household.address == "东白城村"

    def test_names_and_numbers_are_sealed_in_the_database(self):
        submitted(house(), MONDAY)
        session.flush()
        row = session.execute(text("SELECT name_sealed, id_number_sealed, phone_sealed FROM member")).one()
        assert "王测试".encode() not in bytes(row[0])
        assert b"6105" not in bytes(row[1])
        assert b"138" not in bytes(row[2])

    def test_nobody_is_in_two_households(self):
        made = house()
        one = submitted(made, MONDAY, borrower=Person("王测试", id_number(1)))
        two = submitted(made, MONDAY, borrower=Person("李测试", id_number(2)))
        with pytest.raises(Invalid) as refusal:
            operations.add_member(
                one.household, person=Person("李", id_number(2), None, "child"), by=made.clerk, at=MONDAY
            )
        assert refusal.value.field == "id_number"
        two.borrower.id_key = one.borrower.id_key
        with pytest.raises(IntegrityError):
            session.flush()

    def test_a_tie_is_declared_once_and_keeps_out(self):
        made = house()
        case, head = accepted(made, MONDAY), made.people[Role.BRANCH_HEAD]
        operations.declare_tie(case.household, officer=made.officer, nature="relative", by=head, at=MONDAY)
        with pytest.raises(Conflict):
            operations.declare_tie(case.household, officer=made.officer, nature="relative", by=head, at=MONDAY)
        with pytest.raises(Forbidden):
            moves.take_hand(case, made.officer, moves.SURVEY, at=MONDAY)
        with pytest.raises(Forbidden):
            operations.reveal(case.borrower, purpose="audit", by=made.officer, at=MONDAY)

    def test_the_database_itself_keeps_a_relative_out(self):
        made = house()
        case = accepted(made, MONDAY)
        head = made.people[Role.BRANCH_HEAD]
        operations.declare_tie(case.household, officer=made.officer, nature="relative", by=head, at=MONDAY)
        hand = "INSERT INTO case_hand (case_id, officer_id, duty, since) VALUES (:case, :officer, 'survey', :at)"
        with pytest.raises(IntegrityError):
            session.execute(text(hand), {"case": case.id, "officer": made.officer.id, "at": MONDAY.isoformat()})

    def test_a_tie_has_a_nature(self):
        made = house()
        household = submitted(made, MONDAY).household
        with pytest.raises(Invalid) as refusal:
            operations.declare_tie(household, officer=made.officer, nature="friendly", by=made.clerk, at=MONDAY)
        assert refusal.value.field == "nature"

    def test_consent_is_given_withdrawn_and_given_again(self):
        made = house()
        household = submitted(made, MONDAY).household
        give = {"text_version": "1", "how": "paper", "by": made.clerk}
        first = operations.give_consent(household, at=MONDAY, **give)
        assert operations.give_consent(household, at=MONDAY, **give) is first
        operations.withdraw_consent(household, how="counter", by=made.clerk, at=moment("2011-05-10"))
        left = session.query(Due).filter_by(kind="consent", key=household.public_id).count()
        assert left == 2, "once for the consent, which the receipt's page offers to take back, once for taking it back"
        with pytest.raises(Conflict):
            operations.withdraw_consent(household, how="counter", by=made.clerk, at=moment("2011-05-10"))
        operations.give_consent(household, at=moment("2011-05-11"), **give)
        assert [consent.withdrawn_at is None for consent in queries.consents_of(household)] == [True, False]

    def test_a_look_behind_the_mask_is_recorded_with_its_purpose(self):
        made = house()
        borrower = submitted(made, MONDAY).borrower
        with pytest.raises(Invalid):
            operations.reveal(borrower, purpose="", by=made.clerk, at=MONDAY)
        operations.reveal(borrower, purpose="check an identity", by=made.clerk, at=MONDAY)
        look = list(audit.history(f"looks:{made.clerk.id}"))[-1]
        assert look.payload == {"what": f"member:{borrower.public_id}", "purpose": "check an identity"}

    def test_another_outlets_household_is_not_there(self):
        made = house()
        household = submitted(made, MONDAY).household
        stranger = person(Role.CREDIT_OFFICER, made.branch)
        with pytest.raises(NotFound):
            queries.household_for(household.public_id, stranger)


@pytest.fixture
def made(database):
    found = house()
    session.commit()
    return found


def test_the_page_masks_and_the_answer_to_a_purpose_shows(made, staff_client):
    case = submitted(made, clock.now(), borrower=Person("王测试", id_number(5), "13812345678"))
    household, member = case.household.public_id, case.borrower.public_id
    session.commit()
    clerk = Counter(staff_client, made.clerk)
    path = f"/households/{household}/members/{member}"
    for page in (f"/households/{household}", path):
        assert "13812345678" not in words(clerk.get(page))
    clerk.post(path, 422)
    shown = clerk.post(path, 200, purpose="check an identity")
    assert "13812345678" in words(judged(shown))
    assert "no-store" in shown.headers["Cache-Control"]


def test_ties_members_and_consent_by_form(made, staff_client):
    household = submitted(made, clock.now()).household.public_id
    session.commit()
    path = f"/households/{household}"
    clerk = Counter(staff_client, made.clerk)
    clerk.post(f"{path}/members", page=path, name="王小宝", relation="child", id_number="", phone="")
    clerk.post(f"{path}/members", 422, page=path, name="", relation="child", id_number="12", phone="x")
    clerk.post(f"{path}/consent", page=path, how="paper")
    clerk.post(f"{path}/consent/withdraw", page=path, how="counter")
    clerk.post(f"{path}/ties", 403, page=path, officer=made.officer.public_id, nature="relative")
    looks = [event.payload["what"] for event in audit.history(f"looks:{made.clerk.id}")]
    assert looks == [f"household:{household}"] * 6, "to find the form, five times, and with the form that was refused"
    head = Counter(staff_client, made.people[Role.BACK_OFFICE])
    head.post(f"{path}/ties", page=path, officer=made.officer.public_id, nature="relative")
    assert "马建国" in words(head.get(path))
