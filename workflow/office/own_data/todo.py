"""On the desk: a household waits for its own data."""

from __future__ import annotations

from datetime import datetime

from workflow.base.clock import local_date
from workflow.kernel.errors import N_
from workflow.office.own_data import queries
from workflow.staff.models import Officer
from workflow.staff.rights import may
from workflow.stages.cases.todo import Todo


def rows(person: Officer, *, now: datetime, limit: int) -> list[Todo]:
    """One line for each request that this person confirms or hands over."""
    if not may(person, "own_data.confirm"):
        return []
    found = queries.waiting(person, today=local_date(now), limit=limit)
    title, label = N_("A household waits for its own data."), N_("Look at it")
    return [
        Todo(title, label, "own_data.show", {"public_id": each.household.public_id}, on=local_date(each.asked_at))
        for each in found
    ]
