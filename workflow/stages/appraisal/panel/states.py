"""The one table of a village appraisal form's states and steps."""

from __future__ import annotations

from enum import StrEnum

from workflow.kernel.errors import Conflict, N_


class State(StrEnum):
    """Where a form stands; adjectives."""

    PREPARED = "prepared"
    APPRAISED = "appraised"
    ESCALATED = "escalated"
    APPROVED = "approved"  # supported by the office, and proposed so: the level above decides once, on its case
    REFUSED = "refused"
    PROPOSED = "proposed"


class Step(StrEnum):
    """What moves a form; imperatives."""

    SETTLE = "settle"
    ESCALATE = "escalate"
    APPROVE = "approve"
    REFUSE = "refuse"
    PROPOSE = "propose"
    RETURN = "return"
    REOPEN = "reopen"


TRANSITIONS: dict[tuple[State, Step], State] = {
    (State.PREPARED, Step.SETTLE): State.APPRAISED,
    (State.PREPARED, Step.ESCALATE): State.ESCALATED,
    (State.ESCALATED, Step.APPROVE): State.APPROVED,
    (State.ESCALATED, Step.REFUSE): State.REFUSED,
    (State.ESCALATED, Step.PROPOSE): State.PROPOSED,  # its case is decided above; the form itself no more
    (State.PROPOSED, Step.RETURN): State.ESCALATED,
    (State.APPRAISED, Step.REOPEN): State.PREPARED,
    (State.ESCALATED, Step.REOPEN): State.PREPARED,
}

LABELS = {
    State.PREPARED: N_("before the meeting"),
    State.APPRAISED: N_("settled"),
    State.ESCALATED: N_("settled, subject to approval"),
    State.APPROVED: N_("proposed to the level above"),
    State.REFUSED: N_("not approved"),
    State.PROPOSED: N_("on the batch line form, subject to approval"),
}


def after(state: str, step: Step) -> State:
    """The state that `step` leads to; raises Conflict naming both where the table has no such row."""
    try:
        return TRANSITIONS[State(state), step]
    except KeyError:
        message = N_("A form that is “%(state)s” cannot take the step “%(step)s”.")
        raise Conflict(message, state=state, step=str(step)) from None
