"""On the case page: what the household's archive lacks, for whoever sits with the household now."""

from __future__ import annotations

from typing import Any

from workflow.base import clock
from workflow.staff.models import Officer
from workflow.staff.rights import may
from workflow.stages.cases.models import Case
from workflow.stages.people import words
from workflow.stages.people.documents import queries as documents
from workflow.stages.people.documents import rules as papers


def panel(case: Case, person: Officer) -> dict[str, Any] | None:
    """The documents that are missing, over or to be replaced; nothing while the archive is complete."""
    if not case.open or not may(person, "household.see", case.household):
        return None
    today = clock.today()
    gaps = documents.gaps_of([case.household], today)[case.household_id]
    if not gaps:
        return None
    known = {"kinds": documents.kinds(today), "papers": papers, "named": words.named}
    return known | {"gaps": gaps, "household": case.household}
