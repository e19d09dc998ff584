"""Where a notice, an entry on it and an objection to it may stand; the one table of an objection's steps."""

from __future__ import annotations

from enum import StrEnum

from workflow.kernel.errors import Conflict, N_


class State(StrEnum):
    """Where an objection stands; adjectives."""

    RECEIVED = "received"
    ADMITTED = "admitted"
    LATE = "late"  # received after the notice had ended: feedback takes it as a complaint
    INADMISSIBLE = "inadmissible"  # not in writing, or for a reason the risk department gave: the same
    UPHELD = "upheld"
    REJECTED = "rejected"


class Step(StrEnum):
    """What moves an objection; imperatives."""

    ADMIT = "admit"
    DISMISS = "dismiss"
    UPHOLD = "uphold"
    REJECT = "reject"


TRANSITIONS: dict[tuple[State, Step], State] = {
    (State.RECEIVED, Step.ADMIT): State.ADMITTED,
    (State.RECEIVED, Step.DISMISS): State.INADMISSIBLE,
    (State.ADMITTED, Step.UPHOLD): State.UPHELD,
    (State.ADMITTED, Step.REJECT): State.REJECTED,
}

#: While one of these stands against an entry, nothing of it is paid out or takes effect.
OPEN = frozenset({State.RECEIVED, State.ADMITTED})

LABELS = {
    State.RECEIVED: N_("received"),
    State.ADMITTED: N_("admitted, under re-review"),
    State.LATE: N_("too late, handled as a complaint"),
    State.INADMISSIBLE: N_("not admissible, handled as a complaint"),
    State.UPHELD: N_("upheld"),
    State.REJECTED: N_("rejected"),
}

DRAFTED, POSTED, CLOSED = "drafted", "posted", "closed"
NOTICE_LABELS = {DRAFTED: N_("drafted"), POSTED: N_("on public notice"), CLOSED: N_("closed")}

#: An entry: on the list, under re-review, through unopposed, or taken off the list.
ON, DISPUTED, CLEARED, REMOVED = "open", "disputed", "cleared", "withdrawn"
ROW_LABELS = {
    ON: N_("no objection so far"),
    DISPUTED: N_("disputed"),
    CLEARED: N_("closed without objection"),
    REMOVED: N_("taken off the list"),
}


def after(state: str, step: Step) -> State:
    """The state that `step` leads to; raises Conflict naming both where the table has no such row."""
    try:
        return TRANSITIONS[State(state), step]
    except KeyError:
        raise Conflict(
            N_("An objection that is “%(state)s” cannot take the step “%(step)s”."), state=state, step=str(step)
        ) from None
