"""Reading swaps, sit-in days, and what a roster lacks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, or_, select

from workflow.base.db import session
from workflow.office.outlets import queries as outlets
from workflow.office.outlets import weeks
from workflow.office.outlets.models import DutyShift
from workflow.office.registers import queries as registers
from workflow.office.registers.duty.models import DutySwap, SitInDay
from workflow.places import packs
from workflow.places.models import Office
from workflow.staff import queries as staff
from workflow.staff.models import Officer
from workflow.staff.roles import Role

_DAY = timedelta(days=1)


class Gap(NamedTuple):
    """A business day on which nobody of an outlet is on duty, or (`names`) only people who do not work there now."""

    office: Office
    on: date
    names: tuple[str, ...] = ()


class Short(NamedTuple):
    """A week in which the head of an outlet sits in on fewer days than the rules want."""

    office: Office
    monday: date
    days: int
    wanted: int


def shift_of(officer: Officer, on: date) -> DutyShift | None:
    """Somebody's duty at their own outlet on a day."""
    mine = (DutyShift.office_id == officer.office_id, DutyShift.officer_id == officer.id, DutyShift.on == on)
    return session.scalar(select(DutyShift).where(*mine))


def coming_shifts(officer: Officer, since: date) -> list[DutyShift]:
    """Somebody's days on duty from a day on."""
    mine = (DutyShift.office_id == officer.office_id, DutyShift.officer_id == officer.id, DutyShift.on >= since)
    return list(session.scalars(select(DutyShift).where(*mine).order_by(DutyShift.on)).unique())


def open_swap(officer: Officer, on: date) -> DutySwap | None:
    """A swap of somebody's day that nobody has refused or approved yet."""
    mine = or_(
        (DutySwap.asker_id == officer.id) & (DutySwap.on == on),
        (DutySwap.asked_id == officer.id) & (DutySwap.back_on == on),
    )
    return session.scalar(select(DutySwap).where(mine, *_open()).limit(1))


def _open() -> tuple[ColumnElement[bool], ...]:
    return (DutySwap.approved_at.is_(None), DutySwap.refused_at.is_(None), DutySwap.struck_at.is_(None))


def asked_of(person: Officer, since: date) -> list[DutySwap]:
    """Swaps that wait for a colleague's answer; a day that is over waits for nobody."""
    query = select(DutySwap).where(DutySwap.asked_id == person.id, DutySwap.agreed_at.is_(None), DutySwap.on >= since)
    return list(session.scalars(query.where(*_open()).order_by(DutySwap.on)).unique())


def to_approve(person: Officer, since: date) -> list[DutySwap]:
    """Swaps that wait for a head's word; of another office's only where a head is one of the two."""
    theirs = (DutySwap.asker_id != person.id, DutySwap.asked_id != person.id, DutySwap.agreed_at.is_not(None))
    heads = [each.id for each in staff.officers_with(Role.BRANCH_HEAD)]
    near = or_(DutySwap.office_id == person.office_id, DutySwap.asker_id.in_(heads), DutySwap.asked_id.in_(heads))
    query = select(DutySwap).where(registers.reached(DutySwap, person, "swap.approve"), near, DutySwap.on >= since)
    return list(session.scalars(query.where(*theirs, *_open()).order_by(DutySwap.on)).unique())


def approved(office_id: int, first: date, last: date) -> list[DutySwap]:
    """An outlet's approved swaps that touch days between two (both included), as they were approved."""
    touched = or_(DutySwap.on.between(first, last), DutySwap.back_on.between(first, last))
    query = select(DutySwap).where(DutySwap.office_id == office_id, DutySwap.approved_at.is_not(None), touched)
    return list(session.scalars(query.order_by(DutySwap.approved_at, DutySwap.id)).unique())


def gaps(offices: Collection[Office], since: date, until: date) -> list[Gap]:
    """Business days from one to another without anybody of the outlet on duty, the next one first.

    None where the rules ask for no roster.
    """
    if not packs.value("duty.rule", since).is_set:
        return []
    calendar, shifts = packs.calendar(), outlets.shifts(since, until)
    days = [each for number in range((until - since).days + 1) if calendar.works(each := since + number * _DAY)]
    found = (_gap(office, day, shifts.get((office.id, day), [])) for day in days for office in offices)
    return [each for each in found if each is not None]


def _gap(office: Office, on: date, shifts: list[DutyShift]) -> Gap | None:
    if any(each.officer.active and each.officer.office_id == office.id for each in shifts):
        return None
    return Gap(office, on, tuple(each.officer.name for each in shifts))


def sit_ins(since: date, until: date | None = None) -> dict[tuple[int, date], list[SitInDay]]:
    """Who sits in, by outlet and day, from one day to another; what is struck out does not stand."""
    query = select(SitInDay).where(SitInDay.on >= since, SitInDay.struck_at.is_(None))
    query = query if until is None else query.where(SitInDay.on <= until)
    found: dict[tuple[int, date], list[SitInDay]] = defaultdict(list)
    for each in session.scalars(query.order_by(SitInDay.on, SitInDay.id)).unique():
        found[each.office_id, each.on].append(each)
    return found


def sits_in(officer: Officer, on: date) -> bool:
    """Whether somebody sits in on a day already."""
    query = select(SitInDay.id).where(SitInDay.officer_id == officer.id, SitInDay.on == on)
    return session.scalar(query.where(SitInDay.struck_at.is_(None)).limit(1)) is not None


def short_weeks(offices: Collection[Office], today: date) -> list[Short]:
    """This week and the next, where the head sits in the hall on fewer days than the rules want."""
    rule = packs.value("sit_in.days_a_week", today)
    if not rule.is_set:
        return []
    monday = weeks.monday_of(today)
    held = sit_ins(monday, weeks.sunday_of(monday + weeks.WEEK))
    found = [_week(office, each, held, rule.value) for each in (monday, monday + weeks.WEEK) for office in offices]
    return [each for each in found if each.days < each.wanted]


def _week(office: Office, monday: date, held: dict[tuple[int, date], list[SitInDay]], wanted: int) -> Short:
    days = [held.get((office.id, day), []) for day in weeks.days_of(monday)]
    return Short(office, monday, sum(any(_in_the_hall(each) for each in day) for day in days), wanted)


def _in_the_hall(day: SitInDay) -> bool:
    return day.village_id is None and Role.BRANCH_HEAD in day.officer.roles


def until(today: date) -> date:
    """How far the lists of what is missing look ahead: to the end of the next week."""
    return weeks.sunday_of(weeks.monday_of(today) + weeks.WEEK)
