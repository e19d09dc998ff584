"""A card from the door to the file, on both engines."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine

from tests.stages.feedback.cards.conftest import HandIn, paper
from tests.support import factories_feedback as make
from tests.support.factories_feedback import MONDAY, House
from workflow.base import audit
from workflow.base.db import session
from workflow.doors.inbox import receive, take
from workflow.kernel.errors import Conflict, Invalid, NotFound
from workflow.stages.feedback.cards import operations, queries, todo
from workflow.stages.feedback.cards.models import EvaluationCard
from workflow.stages.feedback.cards.queries import Filter
from workflow.stages.feedback.cards.states import State

JULY = MONDAY + timedelta(days=31)


@pytest.fixture
def house(database: Engine) -> House:
    return make.build()


def kinds(card: EvaluationCard) -> list[str]:
    return [event.kind for event in audit.history(card.stream)]


def check(card: EvaluationCard, house: House, what: str, *, at: datetime = MONDAY) -> None:
    operations.classify(card, classification=what, by=house["discipline"], at=at)
    session.commit()


def take_one(handed: take.Handed) -> EvaluationCard:
    card = operations.take_card(handed, at=handed.received_at)
    session.commit()
    return card


def test_it_works(house: House, hand_in: HandIn) -> None:
    handed = hand_in("a")
    assert operations.take_waiting(at=handed.received_at) == 1
    assert operations.take_waiting(at=handed.received_at) == 0
    [card] = queries.register(house["discipline"], Filter(), limit=9)
    at = handed.received_at
    assert (card.office, card.officer, card.text) == (house.offices["north"], house["officer"], "催了三次")
    check(card, house, "problem", at=at)
    operations.decide(card, decision="约谈并登门致歉", by=house["leader"], at=at)
    session.commit()
    assert take.read_reply(handed.receipt_key) is not None
    told = take.read_reply(handed.receipt_key) or {}
    assert told.keys() == {"state", "updated_at"}
    assert told["state"] == "decided"
    assert operations.file_month(card.month, by=house["discipline"], at=at + timedelta(days=32)) == 1
    session.commit()
    assert (card.state, kinds(card)) == (State.FILED, ["card_taken", "card_classified", "card_decided"])
    [filed] = audit.history(f"cards:{card.month}")
    assert filed.payload == {
        "month": card.month, "cards": [card.public_id], "good": 0, "fair": 0, "poor": 1, "problem": 1,
    }  # fmt: skip


def test_a_card_does_not_lead_back_to_the_case(house: House, hand_in: HandIn) -> None:
    """The case's key stands neither in a column nor in an event."""
    card = take_one(hand_in("a"))
    columns = {str(getattr(card, column.name)) for column in EvaluationCard.__table__.columns}
    assert not any("c" * 64 in value for value in columns)
    assert "c" * 64 not in str([event.payload for event in audit.history(card.stream)])


def test_a_card_waits_until_its_application_is_in_somebodys_hand(house: House, hand_in: HandIn) -> None:
    """Otherwise it would name neither office nor officer, and its one time for this business would be over."""
    session.commit()
    application = receive.hand_in("application", {"village": house.village.code}, nonce="9" * 32, address="9")
    key = receive.key_of(application.digits)
    card, other = hand_in("a", receipt_key=key), hand_in("b")
    assert operations.take_waiting(at=MONDAY) == 1
    assert [handed.id for handed in take.waiting("evaluation")] == [card.id]
    take.take(take.by_receipt(key), became="case:x", by=house["officer"].id, at=MONDAY)
    make.case(house, "S2", receipt_key=key, office="south")
    assert operations.take_waiting(at=other.received_at) == 1
    [late, _other] = queries.register(house["discipline"], Filter(), limit=9)
    assert (late.office, late.officer) == (house.offices["south"], house["officer.south"])


def test_a_second_card_on_the_same_business_is_set_aside(house: House, hand_in: HandIn) -> None:
    first, twin = hand_in("a"), hand_in("b", rating="good")
    card = take_one(first)
    assert take_one(twin) is card
    assert (card.rating, kinds(card)) == ("poor", ["card_taken", "card_set_aside"])
    assert (take.read_reply(twin.receipt_key) or {})["state"] == "repeated"
    assert take_one(hand_in("d", business="signing")).id != card.id


def test_a_receipt_of_no_case_gives_a_card_of_no_office(house: House, hand_in: HandIn) -> None:
    card = take_one(hand_in("a", receipt_key="e" * 64))
    assert (card.office, card.officer) == (None, None)
    assert [(total.office, total.poor) for total in queries.totals_of(card.month)] == [("", 1)]


def test_nobody_reads_or_checks_a_card_that_judges_them(house: House) -> None:
    about = house["discipline"]
    card = paper(house, office=house.offices["county"], officer=about)
    assert queries.register(about, Filter(), limit=None) == []
    assert todo.rows(about, now=MONDAY, limit=9) == []
    with pytest.raises(NotFound):
        queries.card_for(card.public_id, about, "card.see")
    assert queries.card_for(card.public_id, house["discipline.two"], "card.check") is card


@pytest.mark.parametrize("who", ["officer", "head", "desk", "audit"])
def test_officers_and_their_heads_never_see_cards(house: House, who: str) -> None:
    card = paper(house)
    with pytest.raises(NotFound):
        queries.card_for(card.public_id, house[who], "card.see")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"received_at": MONDAY + timedelta(minutes=1)}, "received_at"),
        ({"done_on": date(2026, 6, 2)}, "done_on"),
        ({"officer": "officer.south"}, "officer"),
    ],
)
def test_a_paper_card_that_cannot_be(house: House, wrong: dict[str, object], field: str) -> None:
    wrong = wrong | ({"officer": house["officer.south"]} if "officer" in wrong else {})
    with pytest.raises(Invalid) as refused:
        paper(house, **wrong)
    assert refused.value.field == field


def test_a_month_is_filed_once_it_is_over_and_nothing_waits(house: House) -> None:
    plain, poor = paper(house), paper(house, rating="poor")
    file = {"by": house["discipline"], "at": JULY}
    with pytest.raises(Conflict, match="not over"):
        operations.file_month("2026-06", by=house["discipline"], at=MONDAY)
    check(plain, house, "praise")
    with pytest.raises(Conflict, match="wait"):
        operations.file_month("2026-06", **file)
    check(poor, house, "problem")
    with pytest.raises(Conflict, match="wait"):
        operations.file_month("2026-06", **file)
    operations.decide(poor, decision="限期整改", by=house["leader"], at=MONDAY)
    assert operations.file_month("2026-06", **file) == 2
    with pytest.raises(Conflict, match="left"):
        operations.file_month("2026-06", **file)


def test_whoever_classified_does_not_decide(house: House) -> None:
    card = paper(house)
    check(card, house, "problem")
    with pytest.raises(Conflict):
        operations.decide(card, decision="没事", by=house["discipline"], at=MONDAY)
    with pytest.raises(Invalid):
        operations.classify(card, classification="hidden", by=house["discipline"], at=MONDAY)


def test_what_waits_for_whom(house: House) -> None:
    first, second = paper(house), paper(house, rating="poor")
    check(second, house, "problem")
    waiting = {who: todo.rows(person, now=MONDAY, limit=9) for who, person in house.officers.items()}
    told = {who: [row.args["public_id"] for row in rows] for who, rows in waiting.items()}
    assert {who: found for who, found in told.items() if found} == {
        "discipline": [first.public_id], "discipline.two": [first.public_id], "leader": [second.public_id],
    }  # fmt: skip


def test_the_register_is_narrowed_and_turned_by_key(house: House) -> None:
    made = [paper(house, rating=rating) for rating in ("good", "poor", "good")]
    person = house["auditor"]
    found = queries.register(person, Filter(month="2026-06", state="received", rating="good"), limit=1)
    assert found == [made[2]]
    assert queries.register(person, Filter(rating="good"), limit=9, before=found[0].id) == [made[0]]
    assert queries.register(person, Filter(office=str(house.offices["south"].id)), limit=9) == []
    assert len(queries.register(person, Filter(office=str(house.offices["north"].id)), limit=9)) == 3
    assert queries.months() == ["2026-06"]
