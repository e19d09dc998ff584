"""Reading who supervises and what was observed."""

from __future__ import annotations

from sqlalchemy import select

from workflow.base.db import session
from workflow.office.registers import queries as registers
from workflow.office.registers.supervisors.models import Observation, SocialSupervisor
from workflow.staff.models import Officer
from workflow.staff.rights import may


def speaking_for(person: Officer) -> list[SocialSupervisor]:
    """For whom a person writes observations down: themselves, or whoever told them where they keep the register."""
    query = select(SocialSupervisor).where(SocialSupervisor.struck_at.is_(None))
    if not may(person, "supervisor.write"):
        query = query.where(SocialSupervisor.officer_id == person.id)
    return list(session.scalars(query.order_by(SocialSupervisor.name, SocialSupervisor.id)).unique())


def unanswered(person: Officer, limit: int) -> list[Observation]:
    """Observations that a person may answer and nobody has, oldest first; nobody answers what they wrote down."""
    waiting = (Observation.replied_at.is_(None), Observation.struck_at.is_(None))
    query = select(Observation).where(registers.reached(Observation, person, "observation.reply"), *waiting)
    query = query.where(Observation.recorded_by_id != person.id)
    return list(session.scalars(query.order_by(Observation.on, Observation.id).limit(limit)).unique())
