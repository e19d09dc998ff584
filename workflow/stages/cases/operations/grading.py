"""A household's credit grade is settled, or lost: its cases that ask for one go on, or wait again."""

from __future__ import annotations

from datetime import datetime

from workflow.base import audit
from workflow.base.db import session
from workflow.places import packs
from workflow.staff.models import Officer
from workflow.stages.cases import limits, moves, queries
from workflow.stages.people.models import Household

GRADED = audit.declare("case_graded", "set", "rating", "grade")


def follow_grade(household: Household, *, grade: str | None, rating: str, by: Officer, at: datetime) -> None:
    """Note since when a household has its credit grade; `grade` None: it has none (any more), `rating`: by which one.

    Each open case that changes its stage by it starts the clock of the next one, with an event of its own.
    """
    packs.calendar_held()  # a recount writes the same cases
    household.graded_at = at if grade else None
    session.flush()
    for case in queries.before_the_grade(household):
        fresh = limits.regraded(case, at=at)
        if fresh:
            changed = moves.change(case, **fresh)
            session.flush()
            audit.record(GRADED, case.stream, at=at, by=by.id, set=changed, rating=rating, grade=grade)
