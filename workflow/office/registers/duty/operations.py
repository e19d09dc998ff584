"""Swapping a day on duty: asked by one, agreed by the other, approved by the head. Sitting in: written down ahead."""

from __future__ import annotations

from datetime import date, datetime

from workflow.base import audit
from workflow.base.clock import local_date
from workflow.base.db import session
from workflow.kernel.errors import Conflict, Forbidden, Invalid, N_
from workflow.office.outlets import operations as outlets
from workflow.office.outlets import queries as rosters
from workflow.office.registers.duty import queries
from workflow.office.registers.duty.models import DutySwap, SitInDay
from workflow.places.models import Village
from workflow.staff.models import Officer
from workflow.staff.rights import may

ASKED = audit.declare("duty_swap_asked", "swap", "asked", "on", "back_on", "why")
AGREED = audit.declare("duty_swap_agreed", "swap")
REFUSED = audit.declare("duty_swap_refused", "swap")
SWAPPED = audit.declare("duty_swapped", "swap", "on", "asker", "asked", "back_on")
SITTING = audit.declare("sit_in_planned", "entry", "officer", "on", "village", "place", "hours")


def ask(asked: Officer, *, on: date, back_on: date | None, why: str, by: Officer, at: datetime) -> DutySwap:
    """Ask a colleague of the same outlet to take one's day on duty, against a day of theirs or against none.

    Invalid for days that are over, that are not the two people's own, or on which one would stand twice; Conflict
    where the day waits in another swap.
    """
    if asked.id not in {each.id for each in rosters.people_of(by.office)} - {by.id}:
        raise Invalid(N_("Only a colleague of your outlet can take your day."), field="asked")
    made = DutySwap(
        office=by.office, asker=by, asked=asked, on=on, back_on=back_on, why=why, recorded_by_id=by.id,
        recorded_at=at,
    )  # fmt: skip
    _check_days(made, local_date(at))
    if queries.open_swap(by, on) or (back_on and queries.open_swap(asked, back_on)):
        raise Conflict(N_("Another swap of this day is not answered yet."))
    session.add(made)
    session.flush()
    told = {"asked": asked.id, "on": on.isoformat(), "back_on": back_on.isoformat() if back_on else None, "why": why}
    audit.record(ASKED, made.stream, at=at, by=by.id, swap=made.public_id, **told)
    return made


def _check_days(swap: DutySwap, today: date) -> None:
    """Both days are to come, each belongs to whoever gives it, whoever takes one works there, nobody stands twice."""
    here = {each.id for each in rosters.people_of(swap.office)}
    if swap.asked.id not in here or (swap.back_on is not None and swap.asker.id not in here):
        gone = swap.asker if swap.asked.id in here else swap.asked
        raise Invalid(N_("%(name)s does not work at this outlet any more."), field="asked", name=gone.name)
    _check_day(swap.asker, swap.asked, swap.on, today, "on")
    if swap.back_on is not None:
        _check_day(swap.asked, swap.asker, swap.back_on, today, "back_on")


def _check_day(giver: Officer, taker: Officer, on: date, today: date, field: str) -> None:
    if on < today:
        raise Invalid(N_("That day is over; its roster stands as it was."), field=field)
    if queries.shift_of(giver, on) is None:
        raise Invalid(N_("%(name)s is not on duty on that day."), field=field, name=giver.name)
    if queries.shift_of(taker, on) is not None:
        raise Invalid(N_("%(name)s is on duty on that day already."), field=field, name=taker.name)


def agree(swap: DutySwap, *, by: Officer, at: datetime) -> None:
    """The colleague's word; Forbidden for anybody else."""
    _check_open(swap)
    if by.id != swap.asked_id:
        raise Forbidden(N_("Only whoever was asked agrees."))
    if swap.agreed_at is not None:
        raise Conflict(N_("You have agreed already."))
    _check_days(swap, local_date(at))
    swap.agreed_at = at
    session.flush()
    audit.record(AGREED, swap.stream, at=at, by=by.id, swap=swap.public_id)


def refuse(swap: DutySwap, *, by: Officer, at: datetime) -> None:
    """The colleague's or the head's no; the roster stays."""
    _check_open(swap)
    if by.id == swap.asker_id or not (by.id == swap.asked_id or may(by, "swap.approve", swap)):
        raise Forbidden(N_("Only whoever was asked and the head refuse."))
    swap.refused_by_id, swap.refused_at = by.id, at
    session.flush()
    audit.record(REFUSED, swap.stream, at=at, by=by.id, swap=swap.public_id)


def approve(swap: DutySwap, *, by: Officer, at: datetime) -> None:
    """The head's word: the roster changes, and with the next tick the public board.

    Forbidden for one of the two; Conflict before the colleague agreed; Invalid where the roster has changed meanwhile.
    """
    _check_open(swap)
    if by.id in (swap.asker_id, swap.asked_id):
        raise Forbidden(N_("Nobody approves their own swap; the head above does."))
    if swap.agreed_at is None:
        raise Conflict(N_("The colleague has not agreed yet."))
    _check_days(swap, local_date(at))
    _hand_over(swap.asker, swap.asked, swap.on)
    if swap.back_on is not None:
        _hand_over(swap.asked, swap.asker, swap.back_on)
    swap.approved_by_id, swap.approved_at = by.id, at
    session.flush()
    back = swap.back_on.isoformat() if swap.back_on else None
    told = {"on": swap.on.isoformat(), "asker": swap.asker_id, "asked": swap.asked_id, "back_on": back}
    audit.record(SWAPPED, outlets.stream(swap.office), at=at, by=by.id, swap=swap.public_id, **told)


def _hand_over(giver: Officer, taker: Officer, on: date) -> None:
    shift = queries.shift_of(giver, on)
    if shift is not None:
        shift.officer = taker


def _check_open(swap: DutySwap) -> None:
    if swap.struck_at is not None or swap.settled:
        raise Conflict(N_("This swap was approved, refused or taken back already."))


def sit_in(
    officer: Officer, *, on: date, village: Village | None, place: str, hours: str, by: Officer, at: datetime
) -> SitInDay:
    """Write down a day on which somebody sits in: in the hall of the outlet, or in one of its villages.

    Invalid for a day that is over and a village of another outlet; Conflict where they sit in elsewhere that day.
    """
    if on < local_date(at):
        raise Invalid(N_("That day is over."), field="on")
    if village is not None and village.office_id != officer.office_id:
        raise Invalid(N_("That village belongs to another office."), field="village")
    if queries.sits_in(officer, on):
        raise Conflict(N_("%(name)s sits in on that day already."), name=officer.name)
    made = SitInDay(
        office_id=officer.office_id, officer=officer, on=on, village=village, place=place, hours=hours,
        recorded_by_id=by.id, recorded_at=at,
    )  # fmt: skip
    session.add(made)
    session.flush()
    told = {"officer": officer.username, "on": on.isoformat(), "village": village.code if village else None}
    audit.record(SITTING, made.stream, at=at, by=by.id, entry=made.public_id, place=place, hours=hours, **told)
    return made
