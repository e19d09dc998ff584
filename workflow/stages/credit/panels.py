"""The credit stage's panel on the case page: its contracts, and the line that it became."""

from __future__ import annotations

from typing import Any

from workflow.staff.models import Officer
from workflow.stages.cases.models import Case
from workflow.stages.credit import queries
from workflow.stages.credit.contract import panels as contracts


def panel(case: Case, person: Officer) -> dict[str, Any] | None:
    """Contracts and line; None before anything is granted."""
    line, papers = queries.line_of(case), contracts.shown(case)
    return {"line": line, "contracts": papers} if line or papers else None
