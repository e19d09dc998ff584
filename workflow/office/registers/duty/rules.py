"""How far a swap of duty has come. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from workflow.kernel.errors import N_


class State(StrEnum):
    """From the question to the head's word."""

    ASKED = "asked"
    AGREED = "agreed"
    APPROVED = "approved"
    REFUSED = "refused"


LABELS: Mapping[str, str] = {
    State.ASKED: N_("asked; the colleague has not answered"),
    State.AGREED: N_("agreed; the head has not approved"),
    State.APPROVED: N_("approved; the roster has changed"),
    State.REFUSED: N_("refused"),
}


def state(agreed: bool, approved: bool, refused: bool) -> State:
    """How far it is, by what has happened."""
    if refused:
        return State.REFUSED
    if approved:
        return State.APPROVED
    return State.AGREED if agreed else State.ASKED
