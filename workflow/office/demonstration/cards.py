"""Evaluation cards of the story: by receipt and on paper, each month filed in the one that follows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import select

from workflow.base import clock
from workflow.base.db import session
from workflow.doors.inbox import past
from workflow.office.demonstration.hours import Hours
from workflow.office.demonstration.plans import MONTHS_TOLD
from workflow.office.demonstration.world import Acts, World
from workflow.places import queries as places
from workflow.policy.calendar import ONE_DAY
from workflow.stages.cases.models import Case
from workflow.stages.feedback.cards import operations, queries
from workflow.stages.feedback.cards.models import EvaluationCard

#: Its own chance, so that no other part of the story turns out differently.
_SEED = 71
#: Working days ago, business, rating, what was made of it, the customer's words. None: nobody has checked it yet.
_CARDS = (
    (112, "application", "good", "praise", "杨少军冒雨来家里看地，还把要带的材料写在纸上。"),
    (101, "decision", "good", "plain", ""),
    (90, "signing", "fair", "suggestion", "领款要跑两个窗口，能不能一次办完。"),
    (78, "decision", "poor", "problem", "打了三次电话都说还在研究，没人说清哪天有结果。"),
    (71, "repayment", "good", "plain", ""),
    (58, "other", "fair", "suggestion", "大厅里没有老花镜。"),
    (44, "application", "good", "praise", "讲得明白，利率、费用一条一条指给我看。"),
    (36, "signing", "good", "plain", ""),
    (29, "other", "poor", "problem", "中午来没人值班，等了一个多钟头。"),
    (18, "decision", "good", "plain", ""),
    (7, "repayment", "fair", "suggestion", "还款日能不能放在卖苹果以后。"),
    (3, "other", "poor", "problem", "柜台说系统坏了，让我第二天再来，来回四十里路。"),
    (2, "application", "good", None, "姑娘态度好。"),
    (1, "other", "poor", None, "叫号机不出号，排队没人管。"),
)
_DECISION = "已约谈当班人员，本周内登门说明并致歉；网点主任月底前报整改情况。"
#: Until when the leader has decided everything of the month before.
_FILED_AFTER = timedelta(days=24)
#: The leader has not got to what came in these last working days.
_UNDECIDED = 5


def acts(world: World) -> Iterator[Acts]:
    """Each card's own life, and the filing of each month."""
    hours = Hours.seeded(_SEED, like=world.hours)
    for number, told in enumerate(_CARDS):
        yield _card(world, hours, number, *told)
    yield _filing(world, hours)


def _card(
    world: World, hours: Hours, number: int, back: int, business: str, rating: str, found: str | None, text: str
) -> Acts:
    at = hours.morning(hours.workday(back))
    yield at
    card = _came(world, number, business, rating, text, at)
    if found is None:
        return
    at = hours.later(at, 1)
    yield at
    operations.classify(card, classification=found, by=world.cast.named["discipline.two"], at=at)
    if found == "problem" and back > _UNDECIDED:
        at = hours.later(at, 2)
        yield at
        operations.decide(card, decision=_DECISION, by=world.cast.named["leader"], at=at)


def _came(world: World, number: int, business: str, rating: str, text: str, at: datetime) -> EvaluationCard:
    receipt = _receipt(number) if number % 2 else None
    if receipt:
        payload = {"receipt_key": receipt, "business": business, "rating": rating} | ({"text": text} if text else {})
        return operations.take_card(past.handed_in("evaluation", payload, at=at), at=at)
    outlets = [office for office in places.offices() if office.outlet]
    return operations.record_card(
        office=outlets[number % len(outlets)], officer=None, business=business, rating=rating, text=text,
        done_on=clock.local_date(at), received_at=at, by=world.cast.discipline, at=at,
    )  # fmt: skip


def _receipt(number: int) -> str | None:
    """The receipt of one of the cases that were answered by then."""
    query = select(Case.receipt_key).where(Case.receipt_key.is_not(None), Case.answered_at.is_not(None))
    return session.scalar(query.order_by(Case.id).offset(number).limit(1))


def _filing(world: World, hours: Hours) -> Acts:
    day = _next_month(world.hours.today - MONTHS_TOLD)
    while True:
        at = hours.morning(hours.calendar.next_working(day + _FILED_AFTER))
        yield at
        month = f"{day - ONE_DAY:%Y-%m}"
        if queries.of_month(month):
            operations.file_month(month, by=world.cast.discipline, at=at)
        day = _next_month(day)


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)
