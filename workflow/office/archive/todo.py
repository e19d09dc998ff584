"""What waits for a person in the archives of their reach: something to compare, documents that are over, files of
last year."""

from __future__ import annotations

from datetime import datetime

from workflow.base.clock import local_date
from workflow.kernel.errors import N_
from workflow.staff.models import Officer
from workflow.staff.rights import may
from workflow.stages.cases.todo import Todo
from workflow.stages.people import listing
from workflow.stages.people.listing import DOCUMENTS, RENEWAL, UNVERIFIED

_WAITING = (
    ("household.verify", UNVERIFIED, N_("Keyed data waits for a second person."), N_("Compare")),
    ("household.write", DOCUMENTS, N_("Documents of households are over."), N_("Collect the new ones")),
    ("household.write", RENEWAL, N_("Files of households are to be gone through."), N_("Go through them")),
)


def rows(person: Officer, *, now: datetime, limit: int) -> list[Todo]:
    """One line for each sort of work, leading to the list of households that need it."""
    today = local_date(now)
    return [
        Todo(title, label, "people.archive", {"todo": sort})
        for verb, sort, title, label in _WAITING
        if may(person, verb) and listing.is_any(person, verb, sort, today=today)
    ]
