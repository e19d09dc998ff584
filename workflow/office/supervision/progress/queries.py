"""What a ten-day report tells, which reports there are, and which are owed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute

from workflow.base.clock import end_of, start_of
from workflow.base.db import session
from workflow.kernel.errors import NotFound
from workflow.office.registers import queries as registers
from workflow.office.supervision.coverage import queries as coverage
from workflow.office.supervision.coverage.rules import total
from workflow.office.supervision.progress import rules
from workflow.office.supervision.progress.models import ProgressReport
from workflow.office.supervision.progress.rules import TenDays
from workflow.places import packs
from workflow.places.models import Office, Village
from workflow.policy.pack import Value
from workflow.staff.models import Officer
from workflow.stages.appraisal.book.models import PreCredit
from workflow.stages.appraisal.rating.models import Rating
from workflow.stages.cases.models import Case
from workflow.stages.people.models import Household


class Owed(NamedTuple):
    """A report that an office has not signed."""

    office: Office
    period: TenDays


def rule(on: date) -> Value:
    """On which days of the month reports are due."""
    return packs.value("progress.days", on)


def period_ending(last: date, today: date) -> TenDays:
    """The period that ends on a day, if the rules know it and it is over; NotFound."""
    days = rule(today).value
    try:
        found = rules.ending(days or (), last)
    except ValueError as error:
        raise NotFound from error
    if found.last >= today:
        raise NotFound
    return found


def figures(office: Office, period: TenDays, on: date) -> dict[str, int | None]:
    """What a report of a period tells: what is there on the day it is signed, and what was done in the period."""
    there = total(coverage.by_village([office.id], on).values())
    ours = select(func.count()).select_from(Household).join(Village).where(Village.office_id == office.id)
    cases = select(func.count()).select_from(Case).where(Case.office_id == office.id)
    return {
        "fit": there.fit, "archived": there.archived, "precredited": there.precredited, "rated": there.rated,
        "recorded": _number(ours, Household.created_at, period),
        "settled": _number(_of_households(ours, PreCredit), PreCredit.settled_at, period),
        "graded": _number(_of_households(ours, Rating), Rating.settled_at, period),
        "received": _number(cases, Case.received_at, period),
        "decided": _number(cases, Case.decided_at, period),
    }  # fmt: skip


def _of_households(ours: Select[int], model: type[PreCredit | Rating]) -> Select[int]:
    return ours.join(model, model.household_id == Household.id)


def _number(query: Select[int], instant: InstrumentedAttribute[Any], period: TenDays) -> int:
    days = (instant >= start_of(period.first), instant < end_of(period.last))
    return session.scalar(query.where(*days)) or 0


def report_of(office: Office, period: TenDays) -> ProgressReport | None:
    """The report of an office that stands for a period."""
    mine = (ProgressReport.office_id == office.id, ProgressReport.until_on == period.last)
    return session.scalar(select(ProgressReport).where(*mine, ProgressReport.struck_at.is_(None)))


def reports(period: TenDays, person: Officer) -> dict[int, ProgressReport]:
    """The standing reports of a period that a person may see, by office."""
    query = select(ProgressReport).where(ProgressReport.until_on == period.last, ProgressReport.struck_at.is_(None))
    found = session.scalars(query.where(registers.reached(ProgressReport, person, "progress.see"))).unique()
    return {each.office_id: each for each in found}


def reporting(person: Officer, verb: str) -> list[Office]:
    """The offices in a person's reach that report: outlets that look after villages."""
    known = set(session.scalars(select(Village.office_id).distinct()))
    return [office for office in registers.offices_for(person, verb) if office.id in known and office.outlet]


def periods(today: date) -> Iterator[TenDays]:
    """The periods that are over, newest first, back to the first one that anybody reported; none without a rule."""
    days = rule(today).value
    if not days:
        return iter(())
    since = session.scalar(select(func.min(ProgressReport.period_on)))
    return rules.back_to(days, since or today, today)


def owed(person: Officer, verb: str, today: date, limit: int) -> list[Owed]:
    """What the offices in a person's reach have not signed, newest period first."""
    offices = reporting(person, verb)
    query = select(ProgressReport.office_id, ProgressReport.until_on).where(ProgressReport.struck_at.is_(None))
    query = query.where(ProgressReport.office_id.in_([each.id for each in offices]))
    signed = {(row.office_id, row.until_on) for row in session.execute(query)}
    every = (Owed(office, period) for period in periods(today) for office in offices)
    return list(islice((each for each in every if (each.office.id, each.period.last) not in signed), limit))
