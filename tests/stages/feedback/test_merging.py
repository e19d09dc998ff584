"""Complaints handled as one: one in charge, one answer for all; each with its own receipt, clock and words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from tests.stages.feedback.test_reviewing import disagree
from tests.stages.feedback.test_talking import assigned, says, told
from tests.stages.feedback.test_views import client, post
from tests.support import factories_feedback as make
from tests.support.factories_feedback import MONDAY, House
from workflow.base import audit
from workflow.base.db import session
from workflow.carriers.models import Message
from workflow.kernel.errors import Conflict, Invalid
from workflow.stages.feedback import operations, queries, rules
from workflow.stages.feedback.models import Complaint, ComplaintMerge

ANSWER = {"findings": "已核对", "outcome": "upheld", "answer": "已经退还多收的钱"}
LATER = MONDAY + timedelta(days=1)


@pytest.fixture
def house(database: Engine) -> Iterator[House]:
    yield make.build()
    session.rollback()


def two(house: House) -> tuple[Complaint, Complaint]:
    """One in the auditor's hands, and a registered one about the same matter."""
    lead = assigned(house, text="多收了钱", name="雷建民", contact="13811110000")
    return lead, registered(house, "也多收了钱", name="党文亮", contact="13822220000")


def registered(house: House, said: str, **more: str) -> Complaint:
    by = house["discipline"]
    complaint = make.complaint(house, text=said, at=LATER, **more)
    operations.give_receipt(complaint, nonce=f"{complaint.id:032x}", by=by, at=LATER)
    operations.register(complaint, category="cold", officers=[], office=None, case_number="", by=by, at=LATER)
    session.commit()
    return complaint


def merged(house: House) -> tuple[Complaint, Complaint]:
    lead, complaint = two(house)
    operations.merge(complaint, lead, by=house["discipline"], at=LATER)
    session.commit()
    return lead, complaint


def test_it_goes_where_its_lead_goes_and_keeps_its_own_clock(house: House) -> None:
    lead, complaint = merged(house)
    assert (complaint.state, complaint.assigned_to_id) == ("assigned", house["auditor"].id)
    assert complaint.due_on != lead.due_on
    operations.assign(lead, house["audit"], by=house["discipline"], at=LATER)
    assert {each.assigned_to_id for each in (lead, complaint)} == {house["audit"].id}
    with pytest.raises(Conflict):
        operations.assign(complaint, house["auditor"], by=house["discipline"], at=LATER)


def test_one_answer_serves_both_each_under_its_own_receipt(house: House) -> None:
    lead, complaint = merged(house)
    operations.answer(lead, **ANSWER, by=house["auditor"], at=LATER)
    for each in (lead, complaint):
        known = told(each)
        assert (known["state"], known["answer"], known["number"]) == ("answered", ANSWER["answer"], each.number)
        assert [event.kind for event in audit.history(each.stream)][-1] == "complaint_answered"


@pytest.mark.parametrize("ended", ["answered", "withdrawn"])
def test_what_has_ended_is_given_to_nobody(house: House, ended: str) -> None:
    lead, _complaint = merged(house)
    if ended == "answered":
        operations.answer(lead, **ANSWER, by=house["auditor"], at=LATER)
    else:
        operations.withdraw(lead, reason="电话", by=house["discipline"], at=LATER)
    session.commit()
    letters = session.query(Message).count()
    with pytest.raises(Conflict):
        operations.assign(lead, house["audit"], by=house["discipline"], at=LATER)
    assert (lead.state, session.query(Message).count()) == (ended, letters)


def test_the_second_look_tells_no_complainant_of_another_and_keeps_out_of_all(house: House) -> None:
    lead, complaint = merged(house)
    operations.answer(complaint, **ANSWER, by=house["auditor"], at=LATER)
    review = disagree(complaint, LATER, "石雅琴也在场")
    assert review is not None
    assert house["discipline.two"].id in lead.excluded_ids & complaint.excluded_ids
    with pytest.raises(Invalid) as caught:
        operations.decide_review(review, **ANSWER | {"answer": "雷建民说的不对"}, by=house["leader"], at=LATER)
    assert (caught.value.field, review.state) == ("answer", "referred")
    operations.decide_review(review, **ANSWER | {"answer": "党文亮同志：属实"}, by=house["leader"], at=LATER)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_what_ended_while_the_turn_was_waited_for_is_not_merged(house: House, database: Engine) -> None:
    lead, complaint = two(house)
    known = (lead.state, complaint.state)
    with database.begin() as other:
        other.execute(text("UPDATE complaint SET state = 'withdrawn', open = false WHERE id = :id"), {"id": lead.id})
    assert (lead.state, complaint.state) == known, "as this transaction read them"
    with pytest.raises(Conflict):
        operations.merge(complaint, lead, by=house["discipline"], at=LATER)


def test_one_may_be_answered_before_in_words_of_its_own(house: House) -> None:
    lead, complaint = merged(house)
    operations.answer(complaint, **ANSWER | {"answer": "您的另有原因"}, by=house["auditor"], at=LATER)
    operations.answer(lead, **ANSWER, by=house["auditor"], at=LATER)
    assert (told(complaint)["answer"], told(lead)["answer"]) == ("您的另有原因", ANSWER["answer"])


@pytest.mark.parametrize("word", ["雷建民", "雷 建民", "13811110000", "党文亮", "number"])
def test_no_answer_tells_one_complainant_of_another(house: House, word: str) -> None:
    lead, complaint = merged(house)
    word = complaint.number if word == "number" else word
    with pytest.raises(Invalid) as caught:
        operations.answer(lead, **ANSWER | {"answer": f"{word}也反映了"}, by=house["auditor"], at=LATER)
    assert caught.value.field == "answer"
    with pytest.raises(Invalid):
        operations.ask(lead, question=f"您认识{complaint.complainant}吗？", by=house["auditor"], at=LATER)
    operations.ask(lead, question=f"{lead.complainant}您好，是哪一天？", by=house["auditor"], at=LATER)
    assert complaint.number not in str(told(lead))
    assert str(complaint.complainant) not in str(told(lead))


def test_whoever_is_kept_out_of_one_is_kept_out_of_both(house: House) -> None:
    lead, complaint = two(house)
    other = registered(house, "白立新没有查")
    operations.merge(other, lead, by=house["discipline"], at=LATER)
    assert house["auditor"].id in lead.excluded_ids
    assert (lead.state, lead.assigned_to_id, other.assigned_to_id) == ("registered", None, None)
    because = {each.officer_id: each.because for each in lead.exclusions}
    assert because[house["auditor"].id] == rules.TOGETHER
    assert complaint.excluded_ids == frozenset()


def test_whom_a_later_word_names_loses_both(house: House) -> None:
    lead, complaint = merged(house)
    says(complaint, "白立新就是那个人")
    assert {each.assigned_to_id for each in (lead, complaint)} == {None}
    assert house["auditor"].id in lead.excluded_ids & complaint.excluded_ids
    with pytest.raises(Invalid):
        operations.assign(lead, house["auditor"], by=house["discipline"], at=LATER)


def test_separated_before_the_answer_each_goes_its_own_way(house: House) -> None:
    lead, complaint = merged(house)
    operations.separate(complaint, by=house["discipline"], at=LATER)
    operations.assign(complaint, house["audit"], by=house["discipline"], at=LATER)
    operations.answer(lead, **ANSWER, by=house["auditor"], at=LATER)
    assert (complaint.state, lead.state) == ("assigned", "answered")
    kinds = [event.kind for event in audit.history(complaint.stream)]
    assert kinds[-3:] == ["complaint_merged", "complaint_separated", "complaint_assigned"]
    with pytest.raises(Conflict):
        operations.separate(complaint, by=house["discipline"], at=LATER)


def test_after_the_answer_nothing_is_separated(house: House) -> None:
    lead, complaint = merged(house)
    operations.answer(lead, **ANSWER, by=house["auditor"], at=LATER)
    with pytest.raises(Conflict):
        operations.separate(complaint, by=house["discipline"], at=LATER)


def test_taken_back_the_lead_leaves_the_others_together(house: House) -> None:
    lead, complaint = merged(house)
    third = assigned(house, nonce="3")
    operations.merge(third, lead, by=house["discipline"], at=LATER)
    operations.withdraw(lead, reason="电话", by=house["discipline"], at=LATER)
    assert queries.together(complaint) == [complaint, third]
    assert (complaint.merge, third.merge.lead) == (None, complaint)
    assert all(each.state == "assigned" for each in (complaint, third))


def test_what_cannot_be_merged(house: House) -> None:
    lead, complaint = merged(house)
    third, fresh = assigned(house, nonce="3"), make.complaint(house)
    for one, other in ((lead, third), (third, complaint), (complaint, third), (lead, lead), (fresh, lead)):
        with pytest.raises(Conflict):
            operations.merge(one, other, by=house["discipline"], at=LATER)
    operations.answer(third, **ANSWER, by=house["auditor"], at=LATER)
    with pytest.raises(Conflict):
        operations.merge(third, lead, by=house["discipline"], at=LATER)


def test_nobody_would_be_left(house: House) -> None:
    lead, _complaint = two(house)
    names = [each.name for each in queries.candidates(lead) if each.name != "白立新"]
    other, about = registered(house, "、".join(names)), registered(house, "白立新")
    with pytest.raises(Conflict):
        operations.merge(other, about, by=house["discipline"], at=LATER)


def test_the_database_refuses_a_chain_of_them(house: House) -> None:
    lead, _complaint = merged(house)
    third = assigned(house, nonce="3")
    session.add(ComplaintMerge(complaint_id=lead.id, lead_id=third.id, at=LATER, by_id=house["discipline"].id))
    with pytest.raises(DBAPIError):
        session.flush()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_through_the_pages(apps: tuple[Flask, Flask], house: House) -> None:
    lead, complaint = two(house)
    path = f"/complaints/{complaint.public_id}"
    desk = client(apps, house, "discipline")
    assert post(desk, path, f"{path}/merge", lead="nothing").status_code == 422
    assert post(desk, path, f"{path}/merge", lead=lead.public_id).status_code == 303
    other = f"/complaints/{lead.public_id}"
    assert f'{path}"' in desk.get(other).get_data(as_text=True)
    refused = post(client(apps, house, "auditor"), other, f"{other}/answer", **ANSWER | {"answer": "党文亮也说了"})
    assert refused.status_code == 422
    assert "党文亮也说了" in refused.get_data(as_text=True)
    assert post(desk, path, f"{path}/separate").status_code == 303
    assert 'id="together"' not in desk.get(other).get_data(as_text=True)
