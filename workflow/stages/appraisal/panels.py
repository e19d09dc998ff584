"""The appraisal stage's panel on the case page."""

from __future__ import annotations

from typing import Any

from workflow.staff.models import Officer
from workflow.stages.appraisal import queries
from workflow.stages.cases import moves
from workflow.stages.cases.models import Case
from workflow.stages.cases.states import Step


def panel(case: Case, person: Officer) -> dict[str, Any] | None:
    """The investigation in short, or the way to it; None before a case is accepted."""
    found = queries.investigation_of(case)
    due = Step.INVESTIGATE in moves.steps(case)
    return {"found": found, "due": due} if found or due else None
