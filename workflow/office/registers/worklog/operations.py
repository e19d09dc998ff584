"""Writing an officer's day down, the head's signature under it, the score of a month."""

from __future__ import annotations

from datetime import date, datetime

from workflow.base import audit
from workflow.base.clock import local_date
from workflow.base.db import session
from workflow.kernel.errors import Conflict, Forbidden, Invalid, N_
from workflow.office.registers import operations as registers
from workflow.office.registers.rules import month_of, span
from workflow.office.registers.worklog import queries, rules
from workflow.office.registers.worklog.models import WorkEntry, WorkMonth, WorkQuarter
from workflow.places import packs
from workflow.places.models import Village
from workflow.staff.models import Officer

WRITTEN = audit.declare("work_recorded", "entry", "on", "category", "village", "households", "late_why")
SIGNED = audit.declare("work_signed", "entry")
SCORED = audit.declare("work_month_scored", "entry", "officer", "month", "score", "scale", "remark")
PAID = audit.declare("work_quarter_settled", "entry", "officer", "since", "months", "score", "scale")


def write(
    officer: Officer, *, on: date, category: str, plan: str, result: str, village: Village | None, households: int,
    late_why: str, at: datetime,
) -> WorkEntry:  # fmt: skip
    """Write down a piece of one's own day.

    Invalid for a day to come, and for a later day without a reason; Conflict for a month that has its score.
    """
    today = local_date(at)
    if on > today:
        raise Invalid(N_("That day has not come yet."), field="on")
    if on < today and not late_why:
        raise Invalid(N_("Say why this is written on a later day."), field="late_why")
    if category not in rules.CATEGORIES:
        raise Invalid(N_("Choose what kind of work it was."), field="category")
    _check_unscored(officer, on.replace(day=1))
    made = WorkEntry(
        office_id=officer.office_id, officer_id=officer.id, on=on, category=category, plan=plan, result=result,
        village_id=village.id if village else None, households=households, late_why=late_why if on < today else "",
        recorded_by_id=officer.id, recorded_at=at,
    )  # fmt: skip
    session.add(made)
    session.flush()
    audit.record(
        WRITTEN, made.stream, at=at, by=officer.id, entry=made.public_id, on=on.isoformat(), category=category,
        village=village.code if village else None, households=households, late_why=made.late_why,
    )  # fmt: skip
    return made


def sign(entry: WorkEntry, *, by: Officer, at: datetime) -> None:
    """The head's signature; Forbidden under one's own day."""
    if entry.struck_at is not None or entry.signed_at is not None:
        raise Conflict(N_("This is signed or struck out already."))
    if entry.officer_id == by.id:
        raise Forbidden(N_("Nobody signs their own work log; the head does."))
    entry.signed_by_id, entry.signed_at = by.id, at
    session.flush()
    audit.record(SIGNED, entry.stream, at=at, by=by.id, entry=entry.public_id)


def score(officer: Officer, *, month: date, score: int, remark: str, by: Officer, at: datetime) -> WorkMonth:
    """Score a month that is over; every entry of it is signed first, and the rules say out of how many points.

    Forbidden for one's own month; NotSet where the rules give no scale.
    """
    month, scale = month.replace(day=1), packs.required("worklog.score", month).value
    if officer.id == by.id:
        raise Forbidden(N_("Nobody scores their own month."))
    days = span(month_of(month))
    if days is None or days[1] >= local_date(at):
        raise Invalid(N_("That month is not over yet."), field="month")
    if score > scale:
        raise Invalid(N_("There are %(scale)s points, no more."), field="score", scale=scale)
    _check_signed(officer, month)
    made = WorkMonth(
        office_id=officer.office_id, officer_id=officer.id, month=month, score=score, scale=scale, remark=remark,
        recorded_by_id=by.id, recorded_at=at,
    )  # fmt: skip
    session.add(made)
    session.flush()
    told = {"officer": officer.username, "month": month_of(month), "score": score, "scale": scale, "remark": remark}
    audit.record(SCORED, made.stream, at=at, by=by.id, entry=made.public_id, **told)
    return made


def _check_unscored(officer: Officer, month: date) -> None:
    if queries.scored(officer.id, month):
        raise Conflict(N_("This month has its score; strike that out first."))


def _check_signed(officer: Officer, month: date) -> None:
    _check_unscored(officer, month)
    waiting = queries.unsigned(officer.id, month)
    if waiting:
        raise Conflict(N_("%(number)s entries of this month are not signed yet."), number=waiting)


def settle(officer: Officer, *, month: date, by: Officer, at: datetime) -> WorkQuarter:
    """Settle the scored months of the turn that a month lies in; the rules say how many months a turn has.

    Forbidden for oneself; Invalid before the turn is over; Conflict where a month has no score, or the turn is settled.
    """
    months = rules.quarter(month, packs.required("worklog.paid_every", month).value)
    if officer.id == by.id:
        raise Forbidden(N_("Nobody settles their own months."))
    days = span(month_of(months[-1]))
    if days is None or days[1] >= local_date(at):
        raise Invalid(N_("These months are not over yet."), field="month")
    if queries.quarter_of(officer.id, months[0]) is not None:
        raise Conflict(N_("These months are settled already."))
    scored = queries.months_of(officer.id, months)
    if len(scored) < len(months):
        missing = [month_of(each) for each in months if each not in {score.month for score in scored}]
        raise Conflict(N_("These months have no score yet: %(months)s."), months=", ".join(missing))
    made = WorkQuarter(
        office_id=officer.office_id, officer_id=officer.id, since=months[0], months=len(months),
        score=sum(each.score for each in scored), scale=sum(each.scale for each in scored), recorded_by_id=by.id,
        recorded_at=at,
    )  # fmt: skip
    session.add(made)
    session.flush()
    told = {"officer": officer.username, "since": month_of(made.since), "months": made.months, "score": made.score}
    audit.record(PAID, made.stream, at=at, by=by.id, entry=made.public_id, scale=made.scale, **told)
    return made


def strike_month(month: WorkMonth, *, why: str, by: Officer, at: datetime) -> None:
    """Strike a score out; Conflict where it is settled together with others, until that is struck out itself."""
    if queries.is_paid(month):
        raise Conflict(N_("This month is settled with others; strike that out first."))
    registers.strike(month, why=why, by=by, at=at)
