"""What waits for supervision: draws to be announced or drawn, measures that are overdue."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from workflow.base.clock import local_date
from workflow.kernel.errors import N_
from workflow.office.supervision.draws import queries as draws
from workflow.staff.models import Officer
from workflow.staff.rights import may
from workflow.stages.cases.todo import Todo


def rows(person: Officer, *, now: datetime, limit: int) -> list[Todo]:
    """One line for each."""
    return [*_draws(person, now), *_measures(person, now, limit)]


def _draws(person: Officer, now: datetime) -> Iterator[Todo]:
    today = local_date(now)
    period = draws.period(today)
    if period is None or not may(person, "draw.announce"):
        return
    offices = draws.due(person, today)
    if offices:
        title = N_("The draw for inspection is not announced yet at %(count)s offices.")
        params = {"count": len(offices)}
        yield Todo(title, N_("Announce a draw"), "draws.index", params=params, on=period.last)


def _measures(person: Officer, now: datetime, limit: int) -> Iterator[Todo]:
    if not may(person, "finding.write"):
        return
    title = N_("A measure after an inspection of %(name)s is due.")
    today = local_date(now)
    for each in draws.overdue_measures(person, today, limit):
        late = each.due_on is not None and each.due_on < today
        where = {"public_id": each.public_id}
        yield Todo(title, N_("See whether it was carried out"), "findings.show", where, {"name": each.item.name},
                   on=each.due_on, late=late)  # fmt: skip
