"""The one table of a case's states and transitions. Every pair that is not in it is refused by name."""

from __future__ import annotations

from enum import StrEnum

from workflow.kernel.errors import Conflict, N_


class State(StrEnum):
    """Where a case stands; adjectives."""

    SUBMITTED = "submitted"
    INCOMPLETE = "incomplete"
    UNACCEPTABLE = "unacceptable"
    WITHDRAWN = "withdrawn"
    ACCEPTED = "accepted"
    INVESTIGATED = "investigated"
    REVIEWED = "reviewed"  # the committee is sitting
    PASSED = "passed"
    FAILED = "failed"
    FOREPOSTED = "foreposted"  # on a notice "subject to approval", above the branch's authority
    CLEARED = "cleared"  # that notice closed unopposed, the approval is still due
    APPROVED = "approved"
    REFUSED = "refused"
    POSTED = "posted"
    DISPUTED = "disputed"
    PAYABLE = "payable"
    EFFECTIVE = "effective"


class Step(StrEnum):
    """What moves a case; imperatives."""

    TELL_GAPS = "tell_gaps"
    ACCEPT = "accept"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    INVESTIGATE = "investigate"
    OPEN_REVIEW = "open_review"
    PASS = "pass"  # noqa: S105 - a step, no password
    FAIL = "fail"
    ESCALATE = "escalate"
    APPROVE = "approve"
    REFUSE = "refuse"
    POST = "post"
    ADMIT_OBJECTION = "admit_objection"
    UPHOLD = "uphold"
    REJECT_OBJECTION = "reject_objection"
    CLEAR_LOAN = "clear_loan"
    CLEAR_LINE = "clear_line"


S, T = State, Step
TRANSITIONS: dict[tuple[State, Step], State] = {
    (S.SUBMITTED, T.TELL_GAPS): S.INCOMPLETE,
    (S.SUBMITTED, T.ACCEPT): S.ACCEPTED,
    (S.SUBMITTED, T.REJECT): S.UNACCEPTABLE,
    (S.SUBMITTED, T.WITHDRAW): S.WITHDRAWN,
    (S.INCOMPLETE, T.TELL_GAPS): S.INCOMPLETE,
    (S.INCOMPLETE, T.ACCEPT): S.ACCEPTED,
    (S.INCOMPLETE, T.REJECT): S.UNACCEPTABLE,
    (S.INCOMPLETE, T.WITHDRAW): S.WITHDRAWN,
    (S.ACCEPTED, T.INVESTIGATE): S.INVESTIGATED,
    (S.ACCEPTED, T.WITHDRAW): S.WITHDRAWN,
    (S.INVESTIGATED, T.OPEN_REVIEW): S.REVIEWED,
    (S.INVESTIGATED, T.WITHDRAW): S.WITHDRAWN,
    (S.REVIEWED, T.PASS): S.PASSED,
    (S.REVIEWED, T.FAIL): S.FAILED,
    (S.REVIEWED, T.WITHDRAW): S.WITHDRAWN,
    (S.PASSED, T.ESCALATE): S.PASSED,
    (S.PASSED, T.APPROVE): S.APPROVED,
    (S.PASSED, T.REFUSE): S.REFUSED,
    (S.PASSED, T.POST): S.FOREPOSTED,
    (S.PASSED, T.WITHDRAW): S.WITHDRAWN,
    (S.FAILED, T.REFUSE): S.REFUSED,
    (S.FAILED, T.WITHDRAW): S.WITHDRAWN,
    (S.FOREPOSTED, T.ESCALATE): S.FOREPOSTED,
    (S.FOREPOSTED, T.APPROVE): S.POSTED,
    (S.FOREPOSTED, T.REFUSE): S.REFUSED,
    (S.FOREPOSTED, T.ADMIT_OBJECTION): S.FOREPOSTED,  # not decided yet: the objection alone keeps it from clearing
    (S.FOREPOSTED, T.REJECT_OBJECTION): S.FOREPOSTED,
    (S.FOREPOSTED, T.UPHOLD): S.PASSED,
    (S.FOREPOSTED, T.CLEAR_LINE): S.CLEARED,
    (S.CLEARED, T.ESCALATE): S.CLEARED,
    (S.CLEARED, T.APPROVE): S.EFFECTIVE,
    (S.CLEARED, T.REFUSE): S.REFUSED,
    (S.APPROVED, T.POST): S.POSTED,
    (S.APPROVED, T.WITHDRAW): S.WITHDRAWN,
    (S.POSTED, T.ADMIT_OBJECTION): S.DISPUTED,
    (S.POSTED, T.CLEAR_LOAN): S.PAYABLE,
    (S.POSTED, T.CLEAR_LINE): S.EFFECTIVE,
    (S.POSTED, T.WITHDRAW): S.WITHDRAWN,
    (S.DISPUTED, T.ADMIT_OBJECTION): S.DISPUTED,
    (S.DISPUTED, T.REJECT_OBJECTION): S.POSTED,
    (S.DISPUTED, T.UPHOLD): S.APPROVED,
    (S.DISPUTED, T.REFUSE): S.REFUSED,
    (S.DISPUTED, T.WITHDRAW): S.WITHDRAWN,
}

#: Nothing more happens to these here; payable and effective are where the next stages will begin.
ENDED = frozenset({S.UNACCEPTABLE, S.WITHDRAWN, S.REFUSED, S.PAYABLE, S.EFFECTIVE})

LABELS = {
    S.SUBMITTED: N_("handed in"),
    S.INCOMPLETE: N_("papers missing"),
    S.UNACCEPTABLE: N_("not acceptable"),
    S.WITHDRAWN: N_("withdrawn"),
    S.ACCEPTED: N_("accepted"),
    S.INVESTIGATED: N_("investigated"),
    S.REVIEWED: N_("under review"),
    S.PASSED: N_("passed by the committee"),
    S.FAILED: N_("not passed by the committee"),
    S.FOREPOSTED: N_("posted, subject to approval"),
    S.CLEARED: N_("notice closed, approval due"),
    S.APPROVED: N_("approved"),
    S.REFUSED: N_("refused"),
    S.POSTED: N_("on public notice"),
    S.DISPUTED: N_("disputed"),
    S.PAYABLE: N_("payable"),
    S.EFFECTIVE: N_("line effective"),
}


def after(state: str, step: Step) -> State:
    """The state that `step` leads to; raises Conflict naming both where the table has no such row."""
    try:
        return TRANSITIONS[State(state), step]
    except KeyError:
        raise Conflict(
            N_("A case that is “%(state)s” cannot take the step “%(step)s”."), state=state, step=str(step)
        ) from None


def steps_from(state: str) -> frozenset[Step]:
    """Every step the table allows from here."""
    return frozenset(step for (start, step) in TRANSITIONS if start == state)
