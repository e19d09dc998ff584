"""Reading the work log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select

from workflow.base.db import session
from workflow.office.registers import queries as registers
from workflow.office.registers.rules import month_of, span
from workflow.office.registers.worklog.models import WorkEntry, WorkMonth
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
