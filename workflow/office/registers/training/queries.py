"""Reading trainings and letters, and who is ready to lend."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select

from workflow.base.db import session
from workflow.office.registers.training.models import CommitmentLetter, Training, TrainingResult
from workflow.places import packs
from workflow.policy.terms import add_months
from workflow.staff import queries as staff
from workflow.staff.models import Officer
from workflow.staff.roles import LENDING


class Standing(NamedTuple):
    """How far somebody with a lending role is: the day of the test and of the letter, None where missing."""

    officer: Officer
    passed_on: date | None
    letter_on: date | None


def passed_on(officer_id: int) -> date | None:
    """The day of the first test that somebody passed; struck out trainings do not count."""
    query = select(func.min(Training.on)).join(TrainingResult, TrainingResult.training_id == Training.id)
    mine = (TrainingResult.officer_id == officer_id, TrainingResult.passed, Training.struck_at.is_(None))
    return session.scalar(query.where(*mine))


def letter_on(officer_id: int) -> date | None:
    """The day of the first letter of somebody's that stands."""
    query = select(func.min(CommitmentLetter.signed_on)).where(CommitmentLetter.officer_id == officer_id)
    return session.scalar(query.where(CommitmentLetter.struck_at.is_(None)))


def standings() -> list[Standing]:
    """Everyone who lends, and how far they are; whoever lacks something first."""
    people = {each.id: each for role in LENDING for each in staff.officers_with(role)}
    known = staff.readiness(list(people))
    found = [
        Standing(each, known[each.id].passed_on, known[each.id].letter_on)
        if each.id in known
        else Standing(each, None, None)
        for each in people.values()
    ]
    return sorted(found, key=lambda each: (each.passed_on is not None and each.letter_on is not None, each.officer.id))


def next_due(on: date) -> date | None:
    """By when the next training is due; None where the rules set no interval or none was held."""
    every = packs.value("training.every", on).value
    last = session.scalar(select(func.max(Training.on)).where(Training.struck_at.is_(None)))
    return add_months(last, every) if every and last else None
