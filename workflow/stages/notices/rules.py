"""What may stand on a notice and for how long, and what counts as an objection. Pure."""

from __future__ import annotations

from datetime import date

from workflow.kernel.errors import Conflict, Invalid, N_
from workflow.policy.pack import Span
from workflow.stages.cases.states import State as Case
from workflow.stages.notices.states import State

#: Which span of the pack a kind of notice runs on.
SPANS = {"loan": "loan_notice_days", "line": "line_notice_days"}
MIDNIGHT = "24:00"
#: Whose lists are sealed: they open with a code, or with a log-in alone.
AUDIENCES = {"village": N_("everyone in the village"), "members": N_("members only")}
BEHIND_A_CODE = frozenset(AUDIENCES)
PUBLIC = "public"

STANDINGS = {
    "household": N_("a farm household of the village"),
    "staff": N_("staff of the institution"),
}
CHANNELS = {
    "online": N_("online"),
    "paper": N_("on paper"),
    "phone": N_("by telephone"),
    "visit": N_("by word of mouth"),
}
#: How an objection that somebody else types in may have come.
RECORDED_CHANNELS = ("paper", "phone", "visit")
IN_WRITING = frozenset({"online", "paper"})


def days_within(span: Span, days: int | None) -> int:
    """The chosen length of a notice, the preset where none was chosen; Invalid outside the span."""
    chosen = span.preset if days is None else days
    if not span.min <= chosen <= span.max:
        message = N_("The rules allow a notice of %(min)s to %(max)s days, not %(days)s.")
        raise Invalid(message, field="days", min=span.min, max=span.max, days=chosen)
    return chosen


def subject_to_approval(state: str, level: str, levels: list[str], *, foreposting: bool) -> bool:
    """Whether a case goes on the list before it is approved (A32); Conflict where it may not go at all.

    An approved case always may. One that only passed the committee may where the rules post first and the decision
    lies above the lowest level.
    """
    if state == Case.APPROVED:
        return False
    if state == Case.PASSED and foreposting and level != levels[0]:
        return True
    raise Conflict(N_("Only what has been approved can be posted; this case is “%(state)s”."), state=str(state))


def judged(*, in_writing: bool, must_be_written: bool, in_time: bool) -> State:
    """How an objection is received: what came after the end is late, what is not written is not admissible (A34)."""
    if not in_time:
        return State.LATE
    return State.RECEIVED if in_writing or not must_be_written else State.INADMISSIBLE


def band(amount: int, bounds: list[int]) -> dict[str, int | None]:
    """The range that an amount lies in: above the bound before (`min`, None below the first) up to its own (`max`)."""
    above = [bound for bound in bounds if bound < amount]
    within = [bound for bound in bounds if bound >= amount]
    return {"min": above[-1] if above else None, "max": within[0] if within else None}


def check_over(today: date, last_on: date) -> None:
    """Conflict while the notice still runs: nothing takes effect before it closes."""
    if today <= last_on:
        raise Conflict(
            N_("Nothing becomes payable or effective before its notice closes: the last day is %(day)s."),
            day=last_on.isoformat(),
        )
