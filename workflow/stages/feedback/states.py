"""The one table of a complaint's states and steps, and that of the review of its answer."""

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
    EXTEND = "extend"
    ANSWER = "answer"
    WITHDRAW = "withdraw"


TRANSITIONS: dict[tuple[State, Step], State] = {
    (State.RECEIVED, Step.REGISTER): State.REGISTERED,
    (State.RECEIVED, Step.WITHDRAW): State.WITHDRAWN,
    (State.REGISTERED, Step.ASSIGN): State.ASSIGNED,
    (State.REGISTERED, Step.WITHDRAW): State.WITHDRAWN,
    (State.ASSIGNED, Step.ASSIGN): State.ASSIGNED,
    (State.ASSIGNED, Step.RETURN): State.REGISTERED,
    (State.ASSIGNED, Step.EXTEND): State.ASSIGNED,
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


class ReviewState(StrEnum):
    """Where the review of an answer stands; adjectives."""

    ASKED = "asked"
    REFERRED = "referred"
    REVIEWED = "reviewed"


class ReviewStep(StrEnum):
    """What moves a review; imperatives."""

    REFER = "refer"
    RETURN = "return"  # whoever reviewed it turned out to be concerned, or is no reviewer any more
    DECIDE = "decide"


REVIEW_TRANSITIONS: dict[tuple[ReviewState, ReviewStep], ReviewState] = {
    (ReviewState.ASKED, ReviewStep.REFER): ReviewState.REFERRED,
    (ReviewState.REFERRED, ReviewStep.RETURN): ReviewState.ASKED,
    (ReviewState.REFERRED, ReviewStep.DECIDE): ReviewState.REVIEWED,
}

REVIEW_LABELS = {
    ReviewState.ASKED: N_("review asked for"),
    ReviewState.REFERRED: N_("under review by the superior office"),
    ReviewState.REVIEWED: N_("reviewed"),
}


def after(state: str, step: Step) -> State:
    """The state that `step` leads to; raises Conflict naming both where the table has no such row."""
    try:
        return TRANSITIONS[State(state), step]
    except KeyError:
        raise _refused(state, step) from None


def review_after(state: str, step: ReviewStep) -> ReviewState:
    """The same for a review."""
    try:
        return REVIEW_TRANSITIONS[ReviewState(state), step]
    except KeyError:
        raise _refused(state, step) from None


def _refused(state: str, step: StrEnum) -> Conflict:
    message = N_("A complaint that is “%(state)s” cannot take the step “%(step)s”.")
    return Conflict(message, state=state, step=str(step))
