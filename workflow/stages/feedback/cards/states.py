"""The one table of a card's states and steps."""

from __future__ import annotations

from enum import StrEnum

from workflow.kernel.errors import Conflict, N_


class State(StrEnum):
    """Where a card stands; adjectives."""

    RECEIVED = "received"
    CLASSIFIED = "classified"
    RAISED = "raised"
    DECIDED = "decided"
    FILED = "filed"


class Step(StrEnum):
    """What moves a card; imperatives."""

    CLASSIFY = "classify"
    RAISE = "raise"
    DECIDE = "decide"
    FILE = "file"


TRANSITIONS: dict[tuple[State, Step], State] = {
    (State.RECEIVED, Step.CLASSIFY): State.CLASSIFIED,
    (State.RECEIVED, Step.RAISE): State.RAISED,
    (State.RAISED, Step.DECIDE): State.DECIDED,
    (State.CLASSIFIED, Step.FILE): State.FILED,
    (State.DECIDED, Step.FILE): State.FILED,
}

LABELS = {
    State.RECEIVED: N_("to be checked"),
    State.CLASSIFIED: N_("classified"),
    State.RAISED: N_("before the leader"),
    State.DECIDED: N_("decided by the leader"),
    State.FILED: N_("filed"),
}


def after(state: str, step: Step) -> State:
    """The state that `step` leads to; raises Conflict naming both where the table has no such row."""
    try:
        return TRANSITIONS[State(state), step]
    except KeyError:
        message = N_("A card that is “%(state)s” cannot take the step “%(step)s”.")
        raise Conflict(message, state=state, step=str(step)) from None
