"""The superior office's second look: who may ask until when, who looks, what the database refuses besides."""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DatabaseError

from tests.stages.feedback.test_talking import assigned, told
from tests.support import factories_feedback as make
from tests.support.factories_feedback import MONDAY, House
from workflow.base import audit
from workflow.base.db import session
from workflow.doors.inbox import stamp
from workflow.kernel.errors import Conflict
from workflow.office.supervision import sweep
from workflow.office.supervision.models import Breach
from workflow.places.models import Office
from workflow.stages.feedback import operations, queries, todo
from workflow.stages.feedback.models import Complaint, ComplaintReview

LAST_MOMENT = datetime(2026, 7, 1, 15, 59, tzinfo=UTC)  # thirty days after the answer of 1 June, 23:59


@pytest.fixture
def house(database: Engine) -> House:
    return make.build()


def answered(house: House, handler: str = "auditor", *, nonce: str = "1") -> Complaint:
    complaint = assigned(house, handler, nonce=nonce)
    operations.answer(complaint, findings="x", outcome="not_upheld", answer="不属实", by=house[handler], at=MONDAY)
    session.commit()
    return complaint


def hand_in(complaint: Complaint, at: datetime, words: str = "x") -> None:
    payload = {"receipt_key": complaint.receipt_key, "text": words}
    door = session.connection()
    stamp.keep(door, stamp.place_for(door, secrets.token_hex(16)), "complaint_review", payload, at)


def disagree(complaint: Complaint, at: datetime = MONDAY, words: str = "没有解决") -> ComplaintReview | None:
    session.commit()
    hand_in(complaint, at, words)
    operations.take_waiting(at=at)
    session.commit()
    return complaint.review


def raise_office(house: House) -> None:
    """The county gets an office above it, where the second discipline officer now sits."""
    city = Office(institution_id=1, level="city", name="渭南审计中心")
    session.add(city)
    session.flush()
    house.offices["county"].parent_id, house["discipline.two"].office_id = city.id, city.id
    session.commit()
    session.expire_all()


def test_from_disagreement_to_the_second_answer(house: House) -> None:
    complaint = answered(house)
    assert told(complaint)["review_until"] == "2026-07-01"
    review = disagree(complaint)
    assert review is not None
    assert (review.state, review.reviewer, review.due_on) == ("referred", house["leader"], date(2026, 7, 1))
    assert [row.on for row in todo.rows(house["leader"], now=MONDAY, limit=9)] == [date(2026, 7, 1)]
    operations.decide_review(
        review, findings="y", outcome="upheld", answer="确有其事", by=house["leader"], at=MONDAY + timedelta(days=31)
    )
    known = told(complaint)
    assert (known["outcome"], known["answer"]) == ("not_upheld", "不属实"), "the first answer stays"
    assert (known["review"]["state"], known["review"]["outcome"]) == ("reviewed", "upheld")
    assert (complaint.state, complaint.open, review.open) == ("answered", False, False)
    assert operations.days_late(review, MONDAY + timedelta(days=31)) == 1
    with pytest.raises(Conflict):
        operations.decide_review(review, findings="", outcome="partly", answer="", by=house["leader"], at=MONDAY)


@pytest.mark.parametrize(("minutes", "heard"), [(0, True), (1, False)])
def test_until_the_last_day_is_over(house: House, minutes: int, heard: bool) -> None:
    assert bool(disagree(answered(house), LAST_MOMENT + timedelta(minutes=minutes))) is heard


def test_what_counts_is_when_it_was_handed_in(house: House) -> None:
    complaint = answered(house)
    hand_in(complaint, LAST_MOMENT)
    operations.take_waiting(at=LAST_MOMENT + timedelta(days=3))
    assert complaint.review is not None
    assert complaint.review.due_on == date(2026, 7, 31)


def test_once_and_only_of_an_answer(house: House) -> None:
    complaint = assigned(house)
    assert disagree(complaint) is None
    operations.answer(complaint, findings="x", outcome="partly", answer="y", by=house["auditor"], at=MONDAY)
    first = disagree(complaint)
    assert first is not None
    assert disagree(complaint, MONDAY + timedelta(days=1)) is first
    assert [turn.kind for turn in complaint.talk] == ["disagreement"]
    assert told(complaint)["review_until"] is None


def test_it_goes_up_the_tree_to_the_nearest_office(house: House) -> None:
    raise_office(house)
    review = disagree(answered(house))
    assert review is not None
    assert review.reviewer is house["discipline.two"]


def test_never_to_the_one_who_answered_and_the_alarm_says_so(house: House) -> None:
    review = disagree(answered(house, "leader"))
    assert review is not None
    assert (review.state, review.reviewer) == ("asked", None)
    sweep.run(MONDAY)
    [breach] = session.query(Breach).filter_by(kind="no_handler")
    assert breach.subject.startswith(f"review:{review.public_id}")


def test_never_to_someone_it_concerns(house: House) -> None:
    raise_office(house)
    complaint = answered(house)
    review = disagree(complaint, words="石雅琴也在场，白立新袒护")
    assert review is not None
    assert house["discipline.two"].id in complaint.excluded_ids
    assert review.reviewer is house["leader"], "the city has nobody left"
    assert house["auditor"].id not in complaint.excluded_ids, "who answered knows of it; they only cannot review"


def test_who_turns_out_to_be_concerned_gives_it_back(house: House) -> None:
    raise_office(house)
    case = make.case(house, "2026-000003", accepted=MONDAY)
    complaint = answered(house)
    complaint.case_id = case.id
    review = disagree(complaint)
    assert review is not None
    assert review.reviewer is house["discipline.two"]
    case.officer_id = house["discipline.two"].id
    session.commit()
    assert operations.exclude_newly_concerned(at=MONDAY) == 1
    assert (review.state, review.reviewer_id) == ("asked", None)
    operations.refer_waiting(at=MONDAY)
    assert review.reviewer_id == house["leader"].id


def test_no_tick_gives_everything_to_one_person(house: House) -> None:
    raise_office(house)
    house["discipline"].office_id = house["discipline.two"].office_id
    for complaint in [answered(house, nonce=nonce) for nonce in "12"]:
        hand_in(complaint, MONDAY)
    assert operations.take_waiting(at=MONDAY) == 0
    reviewers = session.scalars(select(ComplaintReview.reviewer_id)).all()
    assert set(reviewers) == {house["discipline"].id, house["discipline.two"].id}


@pytest.mark.parametrize("left", ["house", "role"])
def test_what_a_reviewer_had_who_left_goes_to_somebody_else(house: House, left: str) -> None:
    raise_office(house)
    review = disagree(answered(house))
    assert review is not None
    assert review.reviewer is house["discipline.two"]
    if left == "house":
        house["discipline.two"].active = False
    else:
        house["discipline.two"].grants[0].ended_at = MONDAY
    session.commit()
    operations.refer_waiting(at=MONDAY)
    session.commit()
    assert (review.state, review.reviewer_id) == ("referred", house["leader"].id)
    *_before, returned, referred = [(event.kind, event.payload) for event in audit.history(review.complaint.stream)]
    assert returned == ("complaint_review_returned", {"reviewer": "discipline.two"})
    assert referred == ("complaint_review_referred", {"reviewer": "leader"})


def test_who_left_and_has_nobody_behind_them_rings_the_alarm(house: House) -> None:
    review = disagree(answered(house))
    assert review is not None
    house["leader"].active = False
    session.commit()
    assert operations.refer_waiting(at=MONDAY) == 0
    assert (review.state, review.reviewer_id, queries.unreferred()) == ("asked", None, [review])


def test_the_database_refuses_what_the_operation_would(house: House, database: Engine) -> None:
    complaint = answered(house)
    complaint_id, auditor, leader = complaint.id, house["auditor"].id, house["leader"].id
    disagree(complaint)
    session.remove()
    for statement in (
        "UPDATE complaint_review SET reviewer_id = :auditor",
        "INSERT INTO exclusion (complaint_id, officer_id, because) VALUES (:complaint, :leader, 'named')",
    ):
        with pytest.raises(DatabaseError), database.begin() as door:
            door.execute(text(statement), {"auditor": auditor, "leader": leader, "complaint": complaint_id})


def test_reviews_in_charge_are_ones_own(house: House) -> None:
    disagree(answered(house))
    assert queries.reviews_of(house["discipline"], limit=9) == []
    assert len(queries.reviews_of(house["leader"], limit=9)) == 1
