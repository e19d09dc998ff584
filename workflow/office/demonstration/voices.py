"""Complaints, demands and services of the story, and what waits at the door today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from workflow.base import clock
from workflow.doors.inbox import past
from workflow.doors.inbox.take import Handed
from workflow.office.demonstration import drawings, slips, texts
from workflow.office.demonstration.livelihoods import any_of
from workflow.office.demonstration.plans import Plan, Planner
from workflow.office.demonstration.staff import VILLAGE_WITHOUT_OFFICER
from workflow.office.demonstration.texts import TEXTS
from workflow.office.demonstration.world import Acts, World
from workflow.places import queries as places
from workflow.places.models import Office
from workflow.policy.calendar import ONE_DAY
from workflow.staff.models import Officer
from workflow.staff.roles import Role
from workflow.stages.cases import operations as cases
from workflow.stages.feedback import operations as feedback
from workflow.stages.feedback import queries
from workflow.stages.feedback.models import Complaint

#: Working days ago that each complaint of the texts came in: answered ones long ago, one overdue, the rest running.
_AGES = (118, 96, 75, 60, 47, 33, 24, 3, 6, 1, 15)
#: The complaint of this kind names an application that was answered late.
_ABOUT_A_CASE = "limit_missed"
#: The complaint that a photo came with; it is still open.
_WITH_PHOTO = 9
_ANSWERED_AFTER = (6, 4, 9, 7, 5, 14)
#: When an objection that was no objection is answered as a complaint, in working days.
_HANDED_ON_AFTER = 8
#: Working days until an answer is disagreed with, and until the superior office has looked at it again.
_DISAGREES_AFTER, _REVIEWED_AFTER = 3, 9
_DEMANDS = (26, 19, 12, 6, 2, 1)
_SERVICES = (11, 8, 4, 2, 1)


def complaints(world: World) -> Iterator[Acts]:
    """Each complaint's own life."""
    for number, told in enumerate(TEXTS["complaints"]):
        yield _complaint(world, told, number)


def _complaint(world: World, told: dict[str, Any], number: int) -> Acts:
    at = world.hours.any_time(world.hours.workday(_AGES[number]))
    if number % 3 == 2:
        at = world.hours.later(at)
        yield at
        complaint = _by_telephone(world, told, at)
    else:
        yield at
        payload = _payload(world, told, anonymous=number % 2 == 1)
        photos = [drawings.paper()] if number == _WITH_PHOTO else []
        handed = past.handed_in("complaint", payload, at=at, photos=photos)
        at += timedelta(minutes=1)
        complaint = feedback.take_complaint(handed, at=at)
    at = world.hours.later(at, 1)
    yield at
    about = [world.cast.named[told["about"]]] if "about" in told else []
    _register(world, complaint, told["category"], about, at)
    left = told.get("left")
    if left == "registered":
        return
    at = world.hours.later(at)
    yield at
    if left == "withdrawn":
        feedback.withdraw(complaint, reason=texts.line(world.chance, "mended"), by=world.cast.discipline, at=at)
    else:
        yield from _handle(world, complaint, told, _ANSWERED_AFTER[number] if "outcome" in told else 0, at)


def _register(world: World, complaint: Complaint, category: str, about: list[Officer], at: datetime) -> None:
    feedback.register(
        complaint, category=category, officers=about, office=None, case_number="", by=world.cast.discipline, at=at
    )


def _handle(world: World, complaint: Complaint, told: dict[str, Any], workdays: int, at: datetime) -> Acts:
    able = queries.candidates(complaint)
    handler = world.chance.choice([officer for officer in able if officer.id != world.cast.discipline.id] or able)
    feedback.assign(complaint, handler, by=world.cast.discipline, at=at)
    if "question" in told:
        at = world.hours.later(at)
        yield at
        feedback.ask(complaint, question=told["question"], by=handler, at=at)
        at = world.hours.later(at, 1)
        yield at
        feedback.take_reply(_said(complaint, "complaint_reply", told["reply"], at), at=at)
    if workdays:
        at = world.hours.later(at, workdays)
        yield at
        words = {name: told[name] for name in ("findings", "outcome", "answer")}
        feedback.answer(complaint, **words, by=handler, at=at)
    if "disagrees" in told:
        yield from _review(world, complaint, told, at)


def _review(world: World, complaint: Complaint, told: dict[str, Any], at: datetime) -> Acts:
    """The holder of the receipt disagrees; the superior office looks again."""
    at = world.hours.later(at, _DISAGREES_AFTER)
    yield at
    review = feedback.take_disagreement(_said(complaint, "complaint_review", told["disagrees"], at), at=at)
    feedback.refer_waiting(at=at)
    at = world.hours.later(at, _REVIEWED_AFTER)
    yield at
    if review and review.reviewer:
        feedback.decide_review(review, **told["second"], by=review.reviewer, at=at)


def _said(complaint: Complaint, kind: str, words: str, at: datetime) -> Handed:
    return past.handed_in(kind, {"receipt_key": complaint.receipt_key, "text": words}, at=at)


def handed_on(world: World, complaint: Complaint, at: datetime) -> Acts:
    """The further life of a complaint that began as a late or oral objection."""
    at = world.hours.later(at, 1)
    yield at
    _register(world, complaint, complaint.category, [], at)
    at = world.hours.later(at)
    yield at
    yield from _handle(world, complaint, TEXTS["handed_on"], _HANDED_ON_AFTER, at)


def _payload(world: World, told: dict[str, Any], *, anonymous: bool) -> dict[str, Any]:
    payload: dict[str, Any] = {"text": told["text"], "category": told["category"], "anonymous": anonymous}
    if not anonymous:
        who = world.registry.stranger()
        payload |= {"name": who.name, "contact": who.phone}
    return payload


def _by_telephone(world: World, told: dict[str, Any], at: datetime) -> Complaint:
    who = world.registry.stranger()
    number = world.late[0].number if told["category"] == _ABOUT_A_CASE and world.late else ""
    return feedback.record_complaint(
        channel="phone", category=told["category"], anonymous=False, name=who.name, contact=who.phone or "",
        text=told["text"], about="", office=None, case_number=number, received_at=at - timedelta(minutes=15),
        by=world.cast.discipline, at=at,
    )  # fmt: skip


def registers(world: World, outlets: list[Office]) -> Iterator[Acts]:
    """The demand and service registers of the outlets in the last weeks; the newest entries are still open."""
    for outlet in outlets:
        desk = world.cast.of(Role.DESK_CLERK, outlet)
        for number, told in enumerate(TEXTS["demands"]):
            yield _demand(world, told, desk, _DEMANDS[number], number)
        for number, told in enumerate(TEXTS["services"]):
            yield _service(world, told, desk, _SERVICES[number])


def _demand(world: World, told: dict[str, str], desk: Officer, back: int, number: int) -> Acts:
    at = world.hours.morning(world.hours.workday(back))
    yield at
    who, village = world.registry.stranger(), world.chance.choice(places.villages([desk.office_id]))
    entry = cases.record_demand(
        kind=told["kind"], visitor=who.name, phone=who.phone, village=village, amount=None, matter=told["matter"],
        came_at=at - timedelta(minutes=20), by=desk, at=at,
    )  # fmt: skip
    if number % 2:
        at = world.hours.later(at)
        yield at
        cases.hand_on(entry, to=world.cast.of(Role.CREDIT_OFFICER, desk.office), by=desk, at=at)
    at = world.hours.later(at, 1)
    yield at
    cases.answer_demand(entry, told=told["told"], by=entry.handed_to or desk, at=at)
    at = world.hours.later(at, 1)
    yield at
    cases.close_demand(entry, case=None, by=desk, at=at)


def _service(world: World, told: dict[str, str], desk: Officer, back: int) -> Acts:
    at = world.hours.morning(world.hours.workday(back))
    yield at
    promised = world.hours.calendar.next_working(clock.local_date(at) + ONE_DAY)
    customer = world.registry.stranger().name
    entry = cases.record_service(customer=customer, item=told["item"], promised_on=promised, by=desk, at=at)
    at = world.hours.later(at, 1)
    yield at
    cases.finish_service(entry, result=told["result"], reminded=True, by=desk, at=at)


def at_the_door(world: World, planner: Planner, *, since: datetime, until: datetime) -> None:
    """Applications handed in today that nobody has looked at, one of them from a village without an officer."""
    plans = [planner.plan(any_of, world.hours.today, town) for town in planner.full * 2]
    plans.append(planner.plan_in(VILLAGE_WITHOUT_OFFICER, any_of, world.hours.today))
    for number, plan in enumerate(plans, 1):
        _waits(plan, since + (until - since) * number / (len(plans) + 1))


def _waits(plan: Plan, at: datetime) -> None:
    past.handed_in("application", slips.application(plan), at=at)
