"""What waits for a person among the cards."""

from __future__ import annotations

from datetime import datetime

from workflow.base.clock import local_date
from workflow.kernel.errors import N_
from workflow.staff.models import Officer
from workflow.staff.rights import may
from workflow.stages.cases.todo import Todo
from workflow.stages.feedback.cards import queries
from workflow.stages.feedback.cards.states import State

_WAITING = (
    ("card.check", State.RECEIVED, N_("Evaluation card %(number)s is to be checked."), N_("Check")),
    ("card.decide", State.RAISED, N_("Evaluation card %(number)s reports a problem."), N_("Decide")),
)


def rows(person: Officer, *, now: datetime, limit: int) -> list[Todo]:
    """Cards to check, and problems to decide on."""
    return [
        Todo(
            title, label, "cards.show", {"public_id": card.public_id}, {"number": str(card.id)},
            local_date(card.received_at), False,
        )
        for verb, state, title, label in _WAITING
        if may(person, verb)
        for card in queries.waiting(person, state, limit=limit)
    ]  # fmt: skip
