"""The one table of a case's states and transitions. Every pair that is not in it is refused by name.

`TRANSITIONS` is the usual way. What a product's template leaves out or adds cuts the table to the case's own way
(`table`): a stage that is left out ends where it begins; nothing that lies behind it becomes reachable any other way.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache

from workflow.kernel.errors import Conflict, N_
from workflow.policy.flows import Kind, Way


class State(StrEnum):
    """Where a case stands; adjectives."""

    SUBMITTED = "submitted"
    INCOMPLETE = "incomplete"
    UNACCEPTABLE = "unacceptable"
    WITHDRAWN = "withdrawn"
    ACCEPTED = "accepted"
    INVESTIGATED = "investigated"
    REVIEWED = "reviewed"  # the committee is sitting
    PRESENTED = "presented"  # passed by the first of two committees, before the second
    EXAMINED = "examined"  # the second committee is sitting
    PASSED = "passed"
    FAILED = "failed"
    FOREPOSTED = "foreposted"  # on a notice "subject to approval", above the branch's authority
    CLEARED = "cleared"  # that notice closed unopposed, the approval is still due
    APPROVED = "approved"
    REFUSED = "refused"
    POSTED = "posted"
    DISPUTED = "disputed"
    SIGNABLE = "signable"  # everything else is done, the contracts are due
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
    SIGN = "sign"


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

Table = Mapping[tuple[State, Step], State]

#: What a second committee adds: it sits on what the first passed; what either of them fails, nobody grants.
_SECOND: Table = {
    (S.PRESENTED, T.OPEN_REVIEW): S.EXAMINED,
    (S.PRESENTED, T.WITHDRAW): S.WITHDRAWN,
    (S.EXAMINED, T.PASS): S.PASSED,
    (S.EXAMINED, T.FAIL): S.FAILED,
    (S.EXAMINED, T.WITHDRAW): S.WITHDRAWN,
}

#: What each stage that may be left out begins with, ends with, and the steps that are taken within it.
_PARTS: dict[Kind, tuple[State, State, frozenset[Step]]] = {
    Kind.REVIEW: (S.INVESTIGATED, S.PASSED, frozenset({T.OPEN_REVIEW, T.PASS, T.FAIL})),
    Kind.INVESTIGATION: (S.ACCEPTED, S.INVESTIGATED, frozenset({T.INVESTIGATE})),
}
_NOTICE = frozenset(
    {T.POST, T.ADMIT_OBJECTION, T.UPHOLD, T.REJECT_OBJECTION, T.CLEAR_LOAN, T.CLEAR_LINE}
)  # fmt: skip
_USUAL = Way(None, "loan")

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
    S.PRESENTED: N_("passed by the first committee"),
    S.EXAMINED: N_("under review by the second committee"),
    S.PASSED: N_("passed by the committee"),
    S.FAILED: N_("not passed by the committee"),
    S.FOREPOSTED: N_("posted, subject to approval"),
    S.CLEARED: N_("notice closed, approval due"),
    S.APPROVED: N_("approved"),
    S.REFUSED: N_("refused"),
    S.POSTED: N_("on public notice"),
    S.DISPUTED: N_("disputed"),
    S.SIGNABLE: N_("contracts to be signed"),
    S.PAYABLE: N_("payable"),
    S.EFFECTIVE: N_("line effective"),
}


@cache
def table(way: Way) -> Table:
    """The transitions of one way: the usual ones less the stages it leaves out, more those it adds."""
    kinds, end = set(way.kinds), S.EFFECTIVE if way.subject == "line" else S.PAYABLE
    rows: Table = TRANSITIONS
    for kind in _PARTS:
        if kind not in kinds:
            rows = _settled(rows) if Kind.APPRAISAL in kinds else _without(rows, kind)
    if Kind.SECOND_REVIEW in kinds:
        rows = {**rows, (S.REVIEWED, T.PASS): S.PRESENTED, **_SECOND}
    if Kind.NOTICE not in kinds:
        rows = _renamed({key: to for key, to in rows.items() if key[1] not in _NOTICE}, S.APPROVED, end)
    if Kind.CONTRACT in kinds:
        rows = _signed(rows, end, posted=Kind.NOTICE in kinds)
    return _reached(rows, S.PASSED if Kind.APPRAISAL in kinds else S.SUBMITTED)


def _without(rows: Table, kind: Kind) -> Table:
    """A stage left out ends where it begins; what rests on a committee's pass goes with the committee."""
    begin, end, steps = _PARTS[kind]
    dropped = {(S.PASSED, T.POST)} if kind is Kind.REVIEW else set()
    kept = {key: to for key, to in rows.items() if key[1] not in steps and key not in dropped}
    return _renamed(kept, end, begin)


def _settled(rows: Table) -> Table:
    """A line that a village's meeting settled is born passed: what comes before is not there."""
    before = {S.SUBMITTED, S.INCOMPLETE, S.ACCEPTED, S.INVESTIGATED, S.REVIEWED}
    return {key: to for key, to in rows.items() if key[0] not in before}


def _renamed(rows: Table, old: State, new: State) -> Table:
    """The same rows with one state called another; out of a state where cases end no row leads."""
    named = {(new if start == old else start, step): new if to == old else to for (start, step), to in rows.items()}
    return {key: to for key, to in named.items() if key[0] not in ENDED}


def _signed(rows: Table, end: State, *, posted: bool) -> Table:
    """Whatever led to the end leads to the contracts first. Until they are signed, an objection that came while it was
    `posted` and is read only now still takes the case back to re-review."""
    ends = (S.PAYABLE, S.EFFECTIVE)
    longer = {key: S.SIGNABLE if to in ends else to for key, to in rows.items()}
    back = {(S.SIGNABLE, T.ADMIT_OBJECTION): S.DISPUTED} if posted else {}
    return longer | {(S.SIGNABLE, T.SIGN): end, (S.SIGNABLE, T.WITHDRAW): S.WITHDRAWN} | back


def _reached(rows: Table, first: State) -> Table:
    """The rows whose state a case can come to."""
    reached, new = {first}, {first}
    while new:
        new = {to for (start, _step), to in rows.items() if start in new} - reached
        reached |= new
    return {key: to for key, to in rows.items() if key[0] in reached}


def after(state: str, step: Step, way: Way = _USUAL) -> State:
    """The state that `step` leads to; raises Conflict naming both where the way's table has no such row."""
    try:
        return table(way)[State(state), step]
    except KeyError:
        raise Conflict(
            N_("A case that is “%(state)s” cannot take the step “%(step)s”."), state=state, step=str(step)
        ) from None


def steps_from(state: str, way: Way = _USUAL) -> frozenset[Step]:
    """Every step the way's table allows from here."""
    return frozenset(step for (start, step) in table(way) if start == state)
