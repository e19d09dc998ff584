"""Whom a sanction can be about, what waits, and how many points somebody has in a year."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select

from workflow.base import clock
from workflow.base.db import session
from workflow.kernel.errors import Conflict, N_
from workflow.office.registers import queries as registers
from workflow.office.supervision import queries as supervision
from workflow.office.supervision.models import Breach
from workflow.office.supervision.sanctions.models import Sanction
from workflow.staff.models import Officer
from workflow.staff.rights import may
from workflow.stages.feedback import queries as feedback
from workflow.stages.feedback.models import Complaint
from workflow.stages.feedback.rules import PROVEN, TOGETHER


def complaint_for(public_id: str, person: Officer) -> Complaint:
    """The complaint that a sanction is to follow from; NotFound, Conflict for one that was not upheld."""
    found = feedback.complaint_for(public_id, person, "complaint.see")
    check_proven(found)
    return found


def check_proven(complaint: Complaint) -> None:
    """Conflict for a complaint that did not come to what somebody can be held to."""
    if complaint.came_to not in PROVEN:
        raise Conflict(N_("A sanction follows only from a complaint that was upheld."))


def breach_for(public_id: str, person: Officer) -> Breach:
    """The breach that one is to follow from; NotFound, Conflict for one that is nobody's."""
    found = supervision.breach_for(public_id, person)
    if found.officer is None:
        raise Conflict(N_("This breach is nobody's in particular."))
    return found


def concerned(ground: Complaint | Breach) -> list[Officer]:
    """Whom a complaint or a breach concerns; not who is kept out of it for another that is handled as one with it."""
    if isinstance(ground, Breach):
        return [ground.officer] if ground.officer else []
    return [each.officer for each in ground.exclusions if each.because != TOGETHER]


def to_decide(person: Officer, limit: int) -> list[Sanction]:
    """What waits for a decision of this person, oldest first."""
    if not may(person, "sanction.decide"):
        return []
    return _waiting(person, Sanction.decided_at.is_(None), Sanction.recorded_by_id != person.id, limit=limit)


def to_carry_out(person: Officer, limit: int) -> list[Sanction]:
    """What was ordered and waits to be carried out."""
    if not may(person, "sanction.carry_out"):
        return []
    return _waiting(person, Sanction.ordered.is_(True), Sanction.done_at.is_(None), limit=limit)


def _waiting(person: Officer, *conditions: ColumnElement[bool], limit: int) -> list[Sanction]:
    seen = (registers.reached(Sanction, person, "sanction.see"), Sanction.struck_at.is_(None), *conditions)
    return list(session.scalars(select(Sanction).where(*seen).order_by(Sanction.id).limit(limit)).unique())


class Total(NamedTuple):
    """Somebody's ordered sanctions of a year, and the violation points among them."""

    officer: Officer
    sanctions: int
    points: int


def totals(person: Officer, year: int) -> list[Total]:
    """Of everybody with a sanction that was ordered in a year, most points first; without what is hidden from one."""
    first, end = (clock.start_of(date(each, 1, 1)) for each in (year, year + 1))
    ordered = (Sanction.ordered.is_(True), Sanction.decided_at >= first, Sanction.decided_at < end)
    seen = (registers.reached(Sanction, person, "sanction.see"), *ordered)
    points = func.coalesce(func.sum(Sanction.points), 0)
    query = select(Officer, func.count(), points).join(Sanction, Sanction.officer_id == Officer.id).where(*seen)
    query = query.group_by(Officer.id).order_by(points.desc(), Officer.name, Officer.id)
    return [Total(officer, number, int(sum_ or 0)) for officer, number, sum_ in session.execute(query).unique()]
