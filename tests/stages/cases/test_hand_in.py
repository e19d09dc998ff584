"""Applications become cases: online, at the desk, told and taken down."""

from __future__ import annotations

from datetime import date

import pytest

from tests.support.factories_cases import application, handed_in, house, id_number, moment, submitted
from workflow.base import audit, clock
from workflow.base.db import session
from workflow.doors.inbox import receive, take
from workflow.kernel.errors import Conflict, Invalid
from workflow.staff.models import AreaAssignment
from workflow.stages.cases import moves, operations, replay
from workflow.stages.cases.rules import Gap
from workflow.stages.people import operations as household_operations
from workflow.stages.people import queries as people
from workflow.stages.people.operations import Person

pytestmark = pytest.mark.usefixtures("database")
MONDAY = moment("2011-05-09")


def kinds(case):
    return [event.kind for event in audit.history(case.stream)]


def test_it_works():
    made = house()
    case = submitted(made, MONDAY)
    assert (case.number, case.state, case.officer_id) == ("2011-000001", "submitted", made.officer.id)
    assert kinds(case) == ["case_registered"]


def test_an_online_application_is_taken_once():
    made = house()
    handed, receipt = handed_in(made)
    case = operations.take_application(handed, by=made.clerk, at=clock.now())
    assert case.received_at == receipt.received_at < case.recorded_at
    assert [material.state for material in case.materials] == ["unchecked", "missing", "missing"]
    with pytest.raises(Conflict):
        operations.take_application(handed, by=made.clerk, at=clock.now())


def test_the_receipt_opens_what_became_of_it():
    made = house()
    handed, receipt = handed_in(made)
    case = operations.take_application(handed, by=made.clerk, at=clock.now())
    session.commit()
    answer = receive.answer(receipt.digits, address="192.0.2.1")
    assert answer["number"] == case.number
    assert (answer["state"], answer["officer"]) == ("submitted", "马建国")


def test_numbers_count_within_a_year():
    made = house()
    numbers = [submitted(made, moment(day)).number for day in ("2011-05-09", "2011-12-31", "2012-01-04")]
    assert numbers == ["2011-000001", "2011-000002", "2012-000001"]


def test_the_same_person_stays_in_one_household():
    made = house()
    person = Person("王测试", id_number(7), "13800000000")
    one, two = (submitted(made, MONDAY, borrower=person) for _turn in range(2))
    assert one.household_id == two.household_id
    assert one.borrower_id == two.borrower_id


def test_a_spouse_who_applies_joins_the_household():
    made = house()
    wife = Person("李测试", id_number(8), None, "spouse")
    first = submitted(made, MONDAY, borrower=Person("王测试", id_number(7)), spouse=wife)
    second = submitted(made, MONDAY, borrower=Person("李测试", id_number(8), "13900000000"))
    assert second.household_id == first.household_id
    assert [member.relation for member in second.household.members] == ["head", "spouse"]


def test_two_households_are_not_silently_joined():
    made = house()
    submitted(made, MONDAY, borrower=Person("王测试", id_number(7)))
    submitted(made, MONDAY, borrower=Person("李测试", id_number(8)))
    with pytest.raises(Invalid) as refusal:
        submitted(
            made, MONDAY, borrower=Person("王测试", id_number(7)), spouse=Person("李测试", id_number(8), None, "spouse")
        )
    assert refusal.value.field == "spouse_id_number"


def test_told_by_mouth_it_is_an_application_only_when_signed():
    made = house()
    case = submitted(made, MONDAY, channel="oral")
    with pytest.raises(Gap) as refusal:
        operations.accept(case, by=made.clerk, at=MONDAY)
    assert "signed" in refusal.value.papers_en
    operations.check_material(case, key="signed_application", state="present", by=made.clerk, at=MONDAY)
    assert operations.accept(case, by=made.clerk, at=MONDAY).state == "accepted"


def test_received_and_recorded_are_two_instants():
    made = house()
    case = submitted(made, moment("2011-05-12"), received_at=MONDAY)
    assert (case.received_at, case.recorded_at) == (MONDAY, moment("2011-05-12"))
    with pytest.raises(Invalid):
        operations.register(application(made, received_at=moment("2011-05-13")), by=made.clerk, at=MONDAY)


def test_a_product_that_is_not_offered_is_refused():
    made = house()
    with pytest.raises(Invalid) as refusal:
        submitted(made, MONDAY, product="moon_loan")
    assert refusal.value.field == "product"


@pytest.mark.parametrize("ticked", [True, False])
def test_consent_is_recorded_as_ticked_and_never_blocks(ticked: bool):
    made = house()
    handed, _receipt = handed_in(made, consent_publication=ticked, consent_text_version="7")
    case = operations.take_application(handed, by=made.clerk, at=clock.now())
    consent = people.consent_in_force(case.household_id, "publication")
    assert (consent.text_version if consent else None) == ("7" if ticked else None)
    for material in case.materials:
        operations.check_material(case, key=material.key, state="present", by=made.clerk, at=clock.now())
    assert operations.accept(case, by=made.clerk, at=clock.now()).state == "accepted"


def test_consent_is_withdrawn_by_receipt_alone():
    made = house()
    handed, receipt = handed_in(made, consent_publication=True)
    case = operations.take_application(handed, by=made.clerk, at=clock.now())
    session.commit()
    key = receive.key_of(receipt.digits)
    receive.hand_in("consent_withdrawal", {"receipt_key": key}, nonce="f" * 32, address="192.0.2.1")
    assert operations.take_consent_withdrawals(at=clock.now()) == 1
    assert people.consent_in_force(case.household_id, "publication") is None
    assert operations.take_consent_withdrawals(at=clock.now()) == 0
    assert case.state == "submitted"


def test_a_withdrawal_that_comes_before_its_application_is_read_waits_for_it():
    made = house()
    handed, receipt = handed_in(made, consent_publication=True)
    session.commit()
    key = receive.key_of(receipt.digits)
    receive.hand_in("consent_withdrawal", {"receipt_key": key}, nonce="f" * 32, address="192.0.2.1")
    assert operations.take_consent_withdrawals(at=clock.now()) == 0
    case = operations.take_application(handed, by=made.clerk, at=clock.now())
    assert people.consent_in_force(case.household_id, "publication") is not None
    assert operations.take_consent_withdrawals(at=clock.now()) == 1
    assert people.consent_in_force(case.household_id, "publication") is None


@pytest.mark.parametrize("ticked", [True, False])
def test_the_holder_is_told_whether_there_is_a_consent_to_withdraw(ticked: bool):
    made = house()
    handed, receipt = handed_in(made, consent_publication=ticked)
    case = operations.take_application(handed, by=made.clerk, at=clock.now())
    key = receive.key_of(receipt.digits)
    assert take.read_reply(key)["consented"] is ticked
    if ticked:
        household_operations.withdraw_consent(case.household, how="paper", by=made.clerk, at=clock.now())
    else:
        household_operations.give_consent(case.household, text_version="7", how="paper", by=made.clerk, at=clock.now())
    assert session.info.pop("due")
    moves.tell_consent(case.household_id, at=clock.now())
    assert take.read_reply(key)["consented"] is not ticked


def test_a_slip_put_aside_tells_its_holder_why():
    made = house()
    handed, receipt = handed_in(made)
    operations.decline_slip(handed, reason="重复提交", by=made.clerk, at=clock.now())
    session.commit()
    assert receive.answer(receipt.digits, address="192.0.2.1")["reason"] == "重复提交"
    assert take.waiting("application") == []


def test_a_counter_receipt_opens_the_case_and_a_new_one_replaces_it():
    made = house()
    case = submitted(made, MONDAY)
    first = operations.issue_receipt(case, nonce="a" * 32, by=made.clerk, at=MONDAY)
    again = operations.issue_receipt(case, nonce="a" * 32, by=made.clerk, at=MONDAY)
    assert first.digits == again.digits
    second = operations.issue_receipt(case, nonce="b" * 32, by=made.clerk, at=MONDAY)
    session.commit()
    assert receive.answer(second.digits, address="192.0.2.1")["number"] == case.number
    assert receive.answer(first.digits, address="192.0.2.1")["state"] == "replaced"


def test_the_officer_of_the_village_has_it_in_charge_or_nobody():
    made = house()
    assert submitted(made, MONDAY).officer_id == made.officer.id
    session.query(AreaAssignment).update({"until_on": date(2011, 5, 9)})
    assert submitted(made, moment("2011-05-10")).officer_id is None


def test_events_alone_give_the_stored_state():
    made = house()
    handed, _receipt = handed_in(made)
    case = operations.take_application(handed, by=made.clerk, at=clock.now())
    assert replay.fold(audit.history(case.stream)) == replay.stored(case)
