"""The credit stage's panel on the case page, its contracts and the line that it became; a household's lines."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from workflow.base.languages import day, yuan
from workflow.staff.models import Officer
from workflow.stages.cases.models import Case
from workflow.stages.credit import queries
from workflow.stages.credit.contract import panels as contracts
from workflow.stages.people.models import Household


def of_household(household: Household) -> list[tuple[str, str]]:
    """Its lines in effect, each with its amount and since when."""
    return [
        (_("Credit line"), _("%(amount)s yuan, since %(day)s", amount=yuan(line.amount), day=day(line.effective_on)))
        for line in queries.standing(household.id)
        if line.effective_on
    ]


def panel(case: Case, person: Officer) -> dict[str, Any] | None:
    """Contracts and line; None before anything is granted."""
    line, papers = queries.line_of(case), contracts.shown(case)
    return {"line": line, "contracts": papers} if line or papers else None
