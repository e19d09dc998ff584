"""A longer limit with its reason, and talk through the receipt alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from tests.support import factories_feedback as make
from tests.support.factories_feedback import MONDAY, House
from workflow.base import audit
from workflow.base.db import session
from workflow.carriers.models import Message
from workflow.doors.inbox import receive, stamp, take
from workflow.kernel.errors import Conflict, Invalid
from workflow.stages.feedback import operations, queries
from workflow.stages.feedback.models import Complaint, ComplaintReview, Turn

NO_PHOTOS = {"photos": 0, "unreadable": 0}
BIG_HOLIDAY = datetime(2019, 11, 4, 4, tzinfo=UTC)  # a Monday under the rule of 2012, in working days


@pytest.fixture
def house(database: Engine) -> House:
    return make.build()


def assigned(house: House, handler: str = "auditor", *, nonce: str = "1", **more: Any) -> Complaint:
    """A told complaint with a receipt, in the hands of `handler`."""
    complaint = make.complaint(house, **more)
    operations.give_receipt(complaint, nonce=nonce * 32, by=house["discipline"], at=MONDAY)
    operations.register(
        complaint, category="cold", officers=[], office=None, case_number="", by=house["discipline"], at=MONDAY
    )
    operations.assign(complaint, house[handler], by=house["discipline"], at=MONDAY)
    session.commit()
    return complaint


def told(complaint: Complaint) -> dict[str, Any]:
    session.commit()
    return (take.read_reply(complaint.receipt_key or "") or {})["complaint"]


def says(complaint: Complaint, text: str, *, nonce: str = "a" * 32, kind: str = "complaint_reply") -> None:
    session.commit()
    receive.hand_in(kind, {"receipt_key": complaint.receipt_key, "text": text}, nonce=nonce, address=nonce)
    operations.take_waiting(at=MONDAY)
    session.commit()


def later(complaint: Complaint, text: str, *, at: datetime) -> str:
    """The same, handed in at an instant and not read yet; gives the slip's own key."""
    session.commit()
    payload = {"receipt_key": complaint.receipt_key, "text": text}
    door = session.connection()
    place = stamp.place_for(door, "e" * 32)
    stamp.keep(door, place, "complaint_reply", payload, at)
    return receive.key_of(place.digits)


class TestALongerLimit:
    def test_it_is_told_with_its_reason(self, house: House) -> None:
        complaint = assigned(house)
        assert complaint.due_on == date(2026, 6, 16)
        operations.extend(complaint, why="要等县上的鉴定", by=house["auditor"], at=MONDAY)
        assert (complaint.due_on, complaint.state) == (date(2026, 7, 1), "assigned")
        known = told(complaint)
        assert known["talk"] == [{"on": "2026-06-01", "kind": "extension", "text": "要等县上的鉴定", **NO_PHOTOS}]
        assert (known["due_on"], known["clock"]["limit"]["days"]) == ("2026-07-01", 30)
        [news] = session.query(Message).filter_by(kind="complaint-news")
        assert (news.address, news.params) == ("13800000000", "{}")

    def test_the_event_moves_the_clock_and_does_not_hold_the_words(self, house: House) -> None:
        complaint = assigned(house)
        operations.extend(complaint, why="要等县上的鉴定", by=house["auditor"], at=MONDAY)
        *_before, event = audit.history(complaint.stream)
        assert event.payload["set"]["due_on"] == "2026-07-01"
        assert event.payload["set"]["clock"]["limit"]["key"] == "complaint.complex_limit"
        assert "鉴定" not in str(event.payload)

    def test_on_the_last_day_and_never_after(self, house: House) -> None:
        complaint = assigned(house)
        last = datetime(2026, 6, 16, 15, 59, tzinfo=UTC)
        with pytest.raises(Conflict):
            operations.extend(complaint, why="x", by=house["auditor"], at=last + timedelta(minutes=1))
        operations.extend(complaint, why="x", by=house["auditor"], at=last)
        assert complaint.due_on == date(2026, 7, 1)

    def test_the_longest_needs_another_person_and_nothing_comes_after(self, house: House) -> None:
        complaint = assigned(house)
        operations.extend(complaint, why="x", by=house["auditor"], at=MONDAY)
        with pytest.raises(Conflict):
            operations.extend(complaint, why="y", by=house["auditor"], at=MONDAY)
        operations.extend(complaint, why="y", by=house["leader"], at=MONDAY)
        assert complaint.due_on == date(2026, 7, 31)
        with pytest.raises(Conflict):
            operations.extend(complaint, why="z", by=house["leader"], at=MONDAY)

    def test_the_rule_of_its_day_counts_in_its_own_unit(self, house: House) -> None:
        complaint = assigned(house, received_at=BIG_HOLIDAY)
        operations.extend(complaint, why="x", by=house["auditor"], at=BIG_HOLIDAY)
        assert complaint.clock is not None
        assert (complaint.clock["limit"]["days"], complaint.clock["limit"]["unit"]) == (60, "workday")
        assert operations.longer(complaint) is None, "sixty is the longest there, too"

    @pytest.mark.parametrize("received", [MONDAY, datetime(2011, 5, 5, tzinfo=UTC)])
    def test_not_before_somebody_examines_it_nor_without_a_limit(self, house: House, received: datetime) -> None:
        complaint = make.complaint(house, received_at=received)
        with pytest.raises(Conflict):
            operations.extend(complaint, why="x", by=house["leader"], at=MONDAY)

    def test_not_without_a_reason(self, house: House) -> None:
        with pytest.raises(Invalid) as refusal:
            operations.extend(assigned(house), why="", by=house["auditor"], at=MONDAY)
        assert refusal.value.field == "why"


class TestTalk:
    def test_a_question_and_its_answer(self, house: House) -> None:
        complaint = assigned(house)
        operations.ask(complaint, question="是哪一天？", by=house["auditor"], at=MONDAY)
        says(complaint, "五月三号上午")
        assert [(turn["kind"], turn["text"]) for turn in told(complaint)["talk"]] == [
            ("question", "是哪一天？"),
            ("reply", "五月三号上午"),
        ]
        assert [turn.by_id for turn in complaint.talk] == [house["auditor"].id, None]

    def test_no_word_stands_open_in_the_database(self, house: House) -> None:
        complaint = assigned(house)
        says(complaint, "紫檀木算盘")
        session.expire_all()
        [turn] = session.query(Turn)
        assert "紫檀木算盘".encode() not in turn.text_sealed
        assert all("算盘" not in str(event.payload) for event in audit.history(complaint.stream))

    def test_without_a_receipt_nobody_could_read_a_question(self, house: House) -> None:
        complaint = assigned(house)
        complaint.receipt_key = None
        with pytest.raises(Conflict):
            operations.ask(complaint, question="?", by=house["auditor"], at=MONDAY)

    def test_the_same_form_twice_is_said_once(self, house: House) -> None:
        complaint = assigned(house)
        says(complaint, "一次")
        says(complaint, "一次")
        assert len(complaint.talk) == 1

    def test_whom_a_reply_names_gives_the_complaint_back(self, house: House) -> None:
        complaint = assigned(house)
        says(complaint, "其实就是白立新")
        assert (complaint.state, complaint.assigned_to_id) == ("registered", None)
        assert house["auditor"].id in complaint.excluded_ids

    def test_words_for_a_receipt_that_leads_nowhere_change_nothing(self, house: House) -> None:
        receive.hand_in("complaint_reply", {"receipt_key": "0" * 64, "text": "x"}, nonce="b" * 32, address="b")
        operations.take_waiting(at=MONDAY)
        session.commit()
        assert take.waiting("complaint_reply") == []
        assert session.query(Turn).count() == 0

    @pytest.mark.parametrize(("minutes", "heard"), [(0, ["之前说的"]), (1, [])])
    def test_it_counts_by_when_it_was_handed_in_not_by_when_it_is_read(
        self, house: House, minutes: int, heard: list[str]
    ) -> None:
        complaint = assigned(house)
        key = later(complaint, "之前说的", at=MONDAY + timedelta(minutes=minutes))
        operations.answer(complaint, findings="x", outcome="partly", answer="y", by=house["auditor"], at=MONDAY)
        operations.take_waiting(at=MONDAY + timedelta(days=1))
        assert [turn["text"] for turn in told(complaint)["talk"]] == heard
        assert not take.waits(key)

    def test_who_gave_the_second_answer_is_past_being_kept_out(self, house: House) -> None:
        complaint = assigned(house)
        later(complaint, "张维民也知道", at=MONDAY)
        operations.answer(complaint, findings="x", outcome="partly", answer="y", by=house["auditor"], at=MONDAY)
        review = ComplaintReview(public_id="r", asked_at=MONDAY, state="asked")
        complaint.review = review
        operations.refer_waiting(at=MONDAY)
        assert review.reviewer_id == house["leader"].id
        operations.decide_review(review, findings="x", outcome="partly", answer="y", by=house["leader"], at=MONDAY)
        operations.take_waiting(at=MONDAY + timedelta(days=1))
        assert [turn["text"] for turn in told(complaint)["talk"]] == ["张维民也知道"]
        assert (review.reviewer_id, complaint.excluded_ids) == (house["leader"].id, frozenset())

    def test_it_waits_for_what_it_is_about(self, house: House) -> None:
        """An objection that nobody has read yet may become a complaint; what its receipt says then counts."""
        objection = receive.hand_in("objection", {"reason": "x"}, nonce="c" * 32, address="c")
        words = {"receipt_key": receive.key_of(objection.digits), "text": "还有"}
        receive.hand_in("complaint_reply", words, nonce="d" * 32, address="d")
        operations.take_waiting(at=MONDAY)
        session.commit()
        assert [handed.payload for handed in take.waiting("complaint_reply")] == [words]

    def test_after_the_answer_nothing_is_added(self, house: House) -> None:
        complaint = assigned(house)
        operations.withdraw(complaint, reason="x", by=house["discipline"], at=MONDAY)
        says(complaint, "还有")
        assert complaint.talk == []
        assert queries.complaint_by_receipt(complaint.receipt_key or "") is complaint
