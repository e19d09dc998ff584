"""The notice boards of the story: lists drawn up and posted by two people, and what comes between."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import groupby

from workflow.base import clock
from workflow.doors.inbox import past
from workflow.office.demonstration import texts, voices
from workflow.office.demonstration.lives import Life
from workflow.office.demonstration.plans import MONTHS_TOLD, Board, Trouble
from workflow.office.demonstration.world import Acts, World
from workflow.places import packs
from workflow.policy.calendar import ONE_DAY
from workflow.policy.terms import notice_period
from workflow.staff.roles import Role
from workflow.stages.cases import operations as cases
from workflow.stages.cases.models import Case
from workflow.stages.cases.states import State
from workflow.stages.feedback import operations as feedback
from workflow.stages.notices import operations as notices
from workflow.stages.notices import queries
from workflow.stages.notices.models import Notice, NoticeRow, Objection

#: Tuesday and Friday.
_POSTING_DAYS = (1, 4)


def rounds(world: World) -> Acts:
    """On two days of the week: a list for each village where somebody was granted a loan and told so."""
    for day in _days(world):
        at = world.hours.morning(day)
        yield at
        by_village = groupby(_ready(world), lambda case: case.village_code)
        drafts = [_draft(world, list(some), None, at) for _village, some in by_village]
        at = world.hours.later(at)
        yield at
        for notice in drafts:
            _post(world, notice, at)


def _days(world: World) -> Iterator[date]:
    day = world.hours.today - MONTHS_TOLD
    while day < world.hours.today:
        if day.weekday() in _POSTING_DAYS and world.hours.calendar.works(day):
            yield day
        day += ONE_DAY


def _ready(world: World) -> list[Case]:
    found = queries.candidates(world.office_ids)
    return [case for case in found if case.answered_at and case.id not in world.kept_off]


def _draft(world: World, some: list[Case], days: int | None, at: datetime) -> Notice:
    clerk, village = world.cast.of(Role.BACK_OFFICE, some[0].office), some[0].household.village
    span = packs.required("loan_notice_days", clock.local_date(at)).value
    short = village.name.removesuffix("居委会" if village.name.endswith("居委会") else "委会")
    place = f"{short}{texts.line(world.chance, 'notice_place')}"
    return notices.draft(
        village=village, cases=some, days=days or world.chance.randint(span.min, span.max), place=place, by=clerk, at=at
    )


def _post(world: World, notice: Notice, at: datetime) -> None:
    notices.post(notice, by=world.cast.of(Role.PUBLISHER, notice.office), at=at)


def ends(world: World) -> list[Board]:
    """One notice for each of the next days on which one can end, posted in the last days."""
    hours, found = world.hours, dict[date, Board]()
    span = packs.required("loan_notice_days", hours.today).value
    for back in range(1, span.max + 1):
        for days in range(span.min, span.max + 1):
            board = Board(hours.workday(back), days)
            last = notice_period(board.on, days, hours.calendar).last_day
            if last >= hours.today:
                found.setdefault(last, board)
    return [found[last] for last in sorted(found)]


def afterwards(life: Life) -> Acts:
    """A granted loan on its notice: drawn up for itself if the plan says so, troubled if it says that."""
    if board := life.plan.board:
        at = life.hours.morning(board.on)
        yield at
        notice = _draft(life.world, [life.case], board.days, at)
        if board.posted:
            at = life.hours.later(at)
            yield at
            _post(life.world, notice, at)
    if trouble := life.plan.trouble:
        yield from _trouble(life, trouble)


def _trouble(life: Life, trouble: Trouble) -> Acts:
    day = clock.local_date(life.at)
    while life.case.state == State.APPROVED:
        day = life.hours.calendar.next_working(day + ONE_DAY)
        yield life.hours.later(life.hours.morning(day))
    row = queries.live_row(life.case)
    if row is None or row.notice.posted_at is None:
        return
    posted_on = clock.local_date(row.notice.posted_at)
    if trouble is Trouble.CONSENT_WITHDRAWN:
        yield from _withdraw_consent(life, posted_on)
    elif trouble is Trouble.LATE:
        yield from _hand_in(life, row, (row.notice.last_on or posted_on) + ONE_DAY)
        yield from _as_complaint(life, row)
    elif trouble is Trouble.ORAL:
        yield from _by_telephone(life, row, posted_on)
        yield from _as_complaint(life, row)
    else:
        yield from _hand_in(life, row, posted_on + ONE_DAY)
        if trouble is not Trouble.RECEIVED:
            yield from _rule(life, row, trouble)


def _withdraw_consent(life: Life, posted_on: date) -> Acts:
    at = life.hours.any_time(posted_on + ONE_DAY)
    yield at
    past.handed_in("consent_withdrawal", {"receipt_key": life.case.receipt_key}, at=at)
    cases.take_consent_withdrawals(at=at)


def _hand_in(life: Life, row: NoticeRow, on: date) -> Acts:
    at = life.hours.any_time(on)
    yield at
    neighbour = life.world.registry.stranger()
    told = {
        "notice": row.notice.public_id, "row": row.public_id, "standing": "household", "name": neighbour.name,
        "contact": neighbour.phone, "reason": texts.line(life.chance, "objection"), "in_writing": True,
    }  # fmt: skip
    past.handed_in("objection", told, at=at)
    life.at = at + timedelta(minutes=1)
    notices.take_objections(by=None, at=life.at)


def _by_telephone(life: Life, row: NoticeRow, posted_on: date) -> Acts:
    at = life.hours.morning(life.hours.calendar.next_working(posted_on + ONE_DAY))
    yield at
    life.at, neighbour = at, life.world.registry.stranger()
    notices.record_objection(
        row, channel="phone", standing="household", name=neighbour.name, contact=neighbour.phone or "",
        reason=texts.line(life.chance, "objection"), received_at=at - timedelta(minutes=10), by=life.cast.risk, at=at,
    )  # fmt: skip


def _as_complaint(life: Life, row: NoticeRow) -> Acts:
    complaint = feedback.take_late_objection(row.objections[-1], at=life.at)
    yield from voices.handed_on(life.world, complaint, life.at)


def _rule(life: Life, row: NoticeRow, trouble: Trouble) -> Acts:
    at = life.hours.later(life.at, 1)
    yield at
    objection: Objection = row.objections[-1]
    notices.admit(objection, by=life.cast.risk, at=at)
    if trouble is Trouble.ADMITTED:
        return
    at = life.hours.later(at, 2)
    yield at
    if trouble is Trouble.REJECTED:
        ruling = texts.line(life.chance, "rejected")
        notices.rule(objection, verdict="rejected", ruling=ruling, new_amount=None, by=life.cast.risk, at=at)
        return
    kind, amount = "upheld_refuse", None
    if trouble is Trouble.LOWERED:
        kind, amount = "upheld_lower", row.amount // 2
    ruling = texts.line(life.chance, kind)
    notices.rule(objection, verdict="upheld", ruling=ruling, new_amount=amount, by=life.cast.risk, at=at)
