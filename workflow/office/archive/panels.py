"""On the case page: what the household's archive lacks and which data sheets are due, for whoever sits with it now."""

from __future__ import annotations

from typing import Any

from workflow.base import clock
from workflow.office.archive import queries
from workflow.staff.models import Officer
from workflow.staff.rights import may
from workflow.stages.cases.models import Case
from workflow.stages.people import words
from workflow.stages.people.documents import queries as documents
from workflow.stages.people.documents import rules as papers


def panel(case: Case, person: Officer) -> dict[str, Any] | None:
    """The documents that are missing, over or to be replaced, and the data sheets to fill in while the case runs."""
    if not case.open or not may(person, "household.see", case.household):
        return None
    today = clock.today()
    gaps = documents.gaps_of([case.household], today)[case.household_id]
    sheets = queries.asked(case, today) if case.accepted_at else []
    if not gaps and not sheets:
        return None
    known = {"kinds": documents.kinds(today), "papers": papers, "named": words.named}
    return known | {"gaps": gaps, "sheets": sheets, "household": case.household}
