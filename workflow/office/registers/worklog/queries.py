"""Reading the work log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select

from workflow.base.db import session
from workflow.office.registers import queries as registers
from workflow.office.registers.rules import month_of, span
from workflow.office.registers.worklog import rules
from workflow.office.registers.worklog.models import WorkEntry, WorkMonth, WorkQuarter
from workflow.places import packs
from workflow.policy.terms import add_months
from workflow.staff import queries as staff
from workflow.staff.models import Officer
from workflow.staff.roles import Role


def unsigned(officer_id: int, month: date) -> int:
    """How many entries of a month nobody has signed yet."""
    query = select(func.count()).select_from(WorkEntry).where(WorkEntry.officer_id == officer_id)
    days = span(month_of(month)) or (month, month)
    open_ones = (WorkEntry.on.between(*days), WorkEntry.signed_at.is_(None), WorkEntry.struck_at.is_(None))
    return session.scalar(query.where(*open_ones)) or 0


def scored(officer_id: int, month: date) -> bool:
    """Whether a month has a score that stands."""
    query = select(WorkMonth.id).where(WorkMonth.officer_id == officer_id, WorkMonth.month == month)
    return session.scalar(query.where(WorkMonth.struck_at.is_(None)).limit(1)) is not None


def to_be_signed(person: Officer, limit: int) -> Sequence[WorkEntry]:
    """Entries of the reader's people that wait for a signature, oldest first."""
    open_ones = (WorkEntry.signed_at.is_(None), WorkEntry.struck_at.is_(None), WorkEntry.officer_id != person.id)
    query = select(WorkEntry).where(registers.reached(WorkEntry, person, "worklog.sign"), *open_ones)
    return session.scalars(query.order_by(WorkEntry.on, WorkEntry.id).limit(limit)).unique().all()


def unscored(person: Officer, today: date) -> list[Officer]:
    """Whose last whole month has no score yet, of the officers whom the reader scores."""
    last = add_months(today.replace(day=1), -1)
    reached = [office.id for office in registers.offices_for(person, "worklog.score")]
    found = staff.officers_with(Role.CREDIT_OFFICER, office_ids=reached)
    query = select(WorkMonth.officer_id).where(WorkMonth.month == last, WorkMonth.struck_at.is_(None))
    done = {*session.scalars(query), person.id}
    return [each for each in found if each.id not in done]


def scale(on: date) -> int | None:
    """Out of how many points a month is scored; None where the rules give none."""
    found: int | None = packs.value("worklog.score", on).value
    return found


def months_of(officer_id: int, months: list[date]) -> list[WorkMonth]:
    """The scores of these months that stand."""
    query = select(WorkMonth).where(WorkMonth.officer_id == officer_id, WorkMonth.month.in_(months))
    return list(session.scalars(query.where(WorkMonth.struck_at.is_(None)).order_by(WorkMonth.month)))


def quarter_of(officer_id: int, since: date) -> WorkQuarter | None:
    """The settlement that stands of the months from one on."""
    query = select(WorkQuarter).where(WorkQuarter.officer_id == officer_id, WorkQuarter.since == since)
    return session.scalar(query.where(WorkQuarter.struck_at.is_(None)))


def is_paid(month: WorkMonth) -> bool:
    """Whether a month is settled together with others already."""
    query = select(WorkQuarter).where(WorkQuarter.officer_id == month.officer_id, WorkQuarter.since <= month.month)
    found = session.scalars(query.where(WorkQuarter.struck_at.is_(None)))
    return any(month.month < add_months(each.since, each.months) for each in found)


def unsettled(today: date) -> list[Officer]:
    """Whose last turn of months is scored whole but not settled, by name; none where the rules settle nothing."""
    every = packs.value("worklog.paid_every", today).value
    if not every:
        return []
    months = rules.quarter(add_months(rules.quarter(today, every)[0], -1), every)
    scored = select(WorkMonth.officer_id).where(WorkMonth.month.in_(months), WorkMonth.struck_at.is_(None))
    whole = scored.group_by(WorkMonth.officer_id).having(func.count() == every)
    done = select(WorkQuarter.officer_id).where(WorkQuarter.since == months[0], WorkQuarter.struck_at.is_(None))
    query = select(Officer).where(Officer.id.in_(whole), Officer.id.not_in(done))
    return list(session.scalars(query.order_by(Officer.name, Officer.id)).unique())
