"""What waits at the publishing desk."""

from __future__ import annotations

from datetime import datetime

from workflow.base import clock
from workflow.kernel.errors import N_
from workflow.office.publication import changes, falling, queries
from workflow.staff.models import Officer
from workflow.staff.rights import may
from workflow.stages.cases.todo import Todo


def rows(person: Officer, *, now: datetime, limit: int) -> list[Todo]:
    """Proposals that this person may confirm (not their own), and what falls due for whoever proposes."""
    today = clock.local_date(now)
    due = falling.rows(changes.changes(today), today) if may(person, "publication.propose") else []
    return [*_proposals(person, limit), *due]


def _proposals(person: Officer, limit: int) -> list[Todo]:
    if not may(person, "publication.confirm"):
        return []
    waiting = [proposal for proposal in queries.proposals() if proposal.proposed_by != person.id]
    title, label = N_("A proposal waits for its second person."), N_("Look at it")
    return [
        Todo(title, label, "publication.proposal", {"public_id": each.public_id}, on=clock.local_date(each.proposed_at))
        for each in waiting[:limit]
    ]
