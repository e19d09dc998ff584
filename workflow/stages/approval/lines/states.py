"""The one table of a batch line form's states and steps."""

from __future__ import annotations

from enum import StrEnum

from workflow.kernel.errors import Conflict, N_


class State(StrEnum):
    """Where a form stands; adjectives."""

    SIGNED = "signed"
    APPROVED = "approved"
    RETURNED = "returned"


class Step(StrEnum):
    """What moves a form; imperatives."""

    APPROVE_SOME = "approve_some"
    APPROVE = "approve"
    RETURN = "return"


TRANSITIONS: dict[tuple[State, Step], State] = {
    (State.SIGNED, Step.APPROVE_SOME): State.SIGNED,  # lines that the approver must keep out of wait for another one
    (State.SIGNED, Step.APPROVE): State.APPROVED,
    (State.SIGNED, Step.RETURN): State.RETURNED,
}

LABELS = {
    State.SIGNED: N_("signed, waiting for approval"),
    State.APPROVED: N_("approved"),
    State.RETURNED: N_("returned"),
}


def after(state: str, step: Step) -> State:
    """The state that `step` leads to; raises Conflict naming both where the table has no such row."""
    try:
        return TRANSITIONS[State(state), step]
    except KeyError:
        message = N_("A batch line form that is “%(state)s” cannot take the step “%(step)s”.")
        raise Conflict(message, state=state, step=str(step)) from None
