"""Reading the publicity log."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select

from workflow.base.db import session
from workflow.office.registers import queries as registers
from workflow.office.registers.publicity.models import Publicity
from workflow.office.registers.rules import Asked
from workflow.places.models import Village
from workflow.staff.models import Officer


class Total(NamedTuple):
    """How often one way was used, and how much was handed out by it."""

    channel: str
    times: int
    handed_out: int


def totals(person: Officer, asked: Asked) -> list[Total]:
    """The log as asked for, counted by channel; what is struck out does not count."""
    columns = (Publicity.channel, func.count(), func.coalesce(func.sum(Publicity.handed_out), 0))
    query = select(*columns).where(Publicity.struck_at.is_(None), registers.reached(Publicity, person, "publicity.see"))
    query = query.where(*registers.narrowed(Publicity, "on", asked))
    found = session.execute(query.group_by(Publicity.channel).order_by(Publicity.channel))
    return [Total(row[0], row[1], int(row[2])) for row in found]


def told_until(on: date) -> list[Publicity]:
    """Everything up to a day that is not struck out, newest first."""
    query = select(Publicity).where(Publicity.on <= on, Publicity.struck_at.is_(None))
    return list(session.scalars(query.order_by(Publicity.on.desc(), Publicity.id.desc())).unique())


def villages_for(person: Officer, verb: str) -> list[Village]:
    """The villages of the offices at which a person may do something, by code."""
    reached = [office.id for office in registers.offices_for(person, verb)]
    return list(session.scalars(select(Village).where(Village.office_id.in_(reached)).order_by(Village.code)).unique())
