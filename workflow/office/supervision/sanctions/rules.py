"""Which sanctions there are, what each says of itself, and what one may follow from. Pure.

The kinds are those that the documents name: F002/5 IV(4) (points, pay, study, move), F002/2 II(7) and F002/4 II(6)
(fine, disciplinary punishment). How many points or how much is the institution's decision each time: none gives a
table.
"""

from __future__ import annotations

from collections.abc import Mapping

from workflow.kernel.errors import N_

POINTS, PAY, FINE, DISCIPLINE, STUDY, TRANSFER = "points", "pay", "fine", "discipline", "study", "transfer"
KINDS: Mapping[str, str] = {
    POINTS: N_("violation points"),
    PAY: N_("deduction from performance pay"),
    FINE: N_("fine"),
    DISCIPLINE: N_("disciplinary punishment"),
    STUDY: N_("suspension for study"),
    TRANSFER: N_("transfer to other work"),
}
#: Which measure a kind is told in; the others have none.
MEASURES: Mapping[str, str] = {POINTS: "points", PAY: "amount", FINE: "amount", STUDY: "until_on"}

PROPOSED, ORDERED, DROPPED, CARRIED_OUT = "proposed", "ordered", "dropped", "carried_out"
STATES: Mapping[str, str] = {
    PROPOSED: N_("waits for the decision"),
    ORDERED: N_("ordered"),
    DROPPED: N_("not ordered"),
    CARRIED_OUT: N_("carried out"),
}


def state_of(*, ordered: bool | None, done: bool) -> str:
    """Where one stands, a code of `STATES`; `ordered` is None before the decision."""
    if ordered is None:
        return PROPOSED
    if done:
        return CARRIED_OUT
    return ORDERED if ordered else DROPPED


def misfit(kind: str, measures: Mapping[str, object]) -> str:
    """The first measure that a kind lacks, or has and should not; '' where all is in order."""
    wanted = MEASURES.get(kind)
    return next((name for name, value in measures.items() if (value is not None) != (name == wanted)), "")
