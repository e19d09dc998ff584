"""The one table of a survey's states and steps."""

from __future__ import annotations

from enum import StrEnum

from workflow.kernel.errors import Conflict, N_


class State(StrEnum):
    """Where a survey stands; adjectives."""

    OPEN = "open"
    COMPLETE = "complete"
    SUMMARISED = "summarised"
    DEFERRED = "deferred"
    SENT = "sent"
    ABANDONED = "abandoned"


class Step(StrEnum):
    """What moves a survey; imperatives."""

    ASK = "ask"
    COMPLETE = "complete"
    REOPEN = "reopen"
    SUMMARISE = "summarise"
    DEFER = "defer"
    SEND = "send"
    ABANDON = "abandon"


TRANSITIONS: dict[tuple[State, Step], State] = {
    (State.OPEN, Step.ASK): State.OPEN,
    (State.COMPLETE, Step.ASK): State.COMPLETE,
    (State.OPEN, Step.COMPLETE): State.COMPLETE,
    (State.COMPLETE, Step.REOPEN): State.OPEN,
    (State.COMPLETE, Step.SUMMARISE): State.SUMMARISED,
    (State.OPEN, Step.DEFER): State.DEFERRED,
    (State.COMPLETE, Step.DEFER): State.DEFERRED,
    (State.SUMMARISED, Step.SEND): State.SENT,
    (State.OPEN, Step.ABANDON): State.ABANDONED,
    (State.COMPLETE, Step.ABANDON): State.ABANDONED,
}

RUNNING = (State.OPEN, State.COMPLETE, State.SUMMARISED)
"""While one of these holds, no other survey of the household begins."""

LABELS = {
    State.OPEN: N_("being asked"),
    State.COMPLETE: N_("enough answers"),
    State.SUMMARISED: N_("summarised"),
    State.DEFERRED: N_("deferred"),
    State.SENT: N_("with the panel"),
    State.ABANDONED: N_("given up"),
}


def after(state: str, step: Step) -> State:
    """The state that `step` leads to; raises Conflict naming both where the table has no such row."""
    try:
        return TRANSITIONS[State(state), step]
    except KeyError:
        message = N_("A survey that is “%(state)s” cannot take the step “%(step)s”.")
        raise Conflict(message, state=state, step=str(step)) from None
