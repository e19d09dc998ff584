"""The one table of a complaint's states and steps."""

from __future__ import annotations

from enum import StrEnum

from workflow.kernel.errors import Conflict, N_


class State(StrEnum):
    """Where a complaint stands; adjectives."""

    RECEIVED = "received"
    REGISTERED = "registered"
    ASSIGNED = "assigned"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    """What moves a complaint; imperatives."""

    REGISTER = "register"
    ASSIGN = "assign"
    RETURN = "return"  # whoever handled it turned out to be concerned: it is assigned anew
    ANSWER = "answer"
    WITHDRAW = "withdraw"


TRANSITIONS: dict[tuple[State, Step], State] = {
    (State.RECEIVED, Step.REGISTER): State.REGISTERED,
    (State.RECEIVED, Step.WITHDRAW): State.WITHDRAWN,
    (State.REGISTERED, Step.ASSIGN): State.ASSIGNED,
    (State.REGISTERED, Step.WITHDRAW): State.WITHDRAWN,
    (State.ASSIGNED, Step.ASSIGN): State.ASSIGNED,
    (State.ASSIGNED, Step.RETURN): State.REGISTERED,
    (State.ASSIGNED, Step.ANSWER): State.ANSWERED,
    (State.ASSIGNED, Step.WITHDRAW): State.WITHDRAWN,
}

ENDED = frozenset({State.ANSWERED, State.WITHDRAWN})

LABELS = {
    State.RECEIVED: N_("received"),
    State.REGISTERED: N_("registered"),
    State.ASSIGNED: N_("assigned"),
    State.ANSWERED: N_("answered"),
    State.WITHDRAWN: N_("withdrawn"),
}


def after(state: str, step: Step) -> State:
    """The state that `step` leads to; raises Conflict naming both where the table has no such row."""
    try:
        return TRANSITIONS[State(state), step]
    except KeyError:
        raise Conflict(
            N_("A complaint that is “%(state)s” cannot take the step “%(step)s”."), state=state, step=str(step)
        ) from None
