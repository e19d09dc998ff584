"""The appraisal stage's panel on the case page, and what a household's page says of it."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from workflow.base import languages
from workflow.base.clock import local_date
from workflow.staff.models import Officer
from workflow.staff.rights import may
from workflow.stages.appraisal import queries
from workflow.stages.appraisal.rating import queries as ratings
from workflow.stages.appraisal.rating.rules import LABELS, State
from workflow.stages.cases import moves, ways
from workflow.stages.cases.models import Case
from workflow.stages.cases.states import Step
from workflow.stages.people.models import Household


def panel(case: Case, person: Officer) -> dict[str, Any] | None:
    """The investigation in short, or the way to it; before it the credit grade that the case waits for. None before a
    case is accepted."""
    found, waits = queries.investigation_of(case), ways.held_by_grade(case)
    due = Step.INVESTIGATE in moves.steps(case)
    if not (found or due or waits):
        return None
    return {"found": found, "due": due and not waits, "grade": _grade(case, person) if waits else None}


def of_household(household: Household) -> list[tuple[str, str]]:
    """The credit grade that it has."""
    found = ratings.in_force(household)
    if found is None or not found.grade or found.settled_at is None:
        return []
    since = languages.day(local_date(found.settled_at))
    return [(_("Credit grade"), _("%(grade)s, since %(day)s", grade=found.grade, day=since))]


def _grade(case: Case, person: Officer) -> dict[str, Any]:
    """How far the household's rating has come, and what the reader can do for it."""
    running = ratings.running(case.household)
    return {
        "standing": LABELS[State(running.state)] if running else None,
        "rating": running if running and may(person, "rating.see", running) else None,
        "rates": running is None and ratings.rates(person, case.household),
    }
