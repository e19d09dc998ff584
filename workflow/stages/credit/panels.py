"""The credit stage's panel on the case page."""

from __future__ import annotations

from typing import Any

from workflow.staff.models import Officer
from workflow.stages.cases.models import Case
from workflow.stages.credit import queries


def panel(case: Case, person: Officer) -> dict[str, Any] | None:
    """The line that the case became; None before."""
    line = queries.line_of(case)
    return {"line": line} if line else None
