"""The draw that anybody can repeat, what a questionnaire must hold, when a survey is complete (S27-S29). Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from workflow.kernel.errors import Conflict, Invalid, N_
from workflow.kernel.lot import ranked
from workflow.policy.aggregate import combined

#: Why a respondent who was drawn does not answer.
REPLACEMENTS = {
    "absent": N_("cannot be reached"),
    "declined": N_("does not want to answer"),
    "related": N_("is a relative of the household"),
    "unknowing": N_("does not know the household"),
    "other": N_("other"),
}

CONFIRMED, REJECTED = "confirmed", "rejected"
VERDICTS = {CONFIRMED: N_("Confirm: the household is deferred"), REJECTED: N_("Reject: ask another respondent")}


def drawn(pool: Collection[str], seed: str, count: int) -> list[str]:
    """The first `count` of the order; Invalid where the pool is smaller."""
    if len(set(pool)) < count:
        message = N_("The pool has %(number)s people who may speak of this household; at least %(least)s are needed.")
        raise Invalid(message, number=len(set(pool)), least=count)
    return ranked(pool, seed)[:count]


def next_drawn(pool: Iterable[str], seed: str, taken: Collection[str]) -> str:
    """Who follows in the same order; Conflict when everybody has been drawn."""
    found = next((number for number in ranked(pool, seed) if number not in taken), None)
    if found is None:
        raise Conflict(N_("Everybody in the pool has been drawn. Add people to the pool and begin a new survey."))
    return found


@dataclass(frozen=True, slots=True)
class Answered:
    """One questionnaire as far as the summary needs it: a line in fen, or a code and the team's verdict on it."""

    line: int | None
    reason: str | None = None
    verdict: str | None = None


def check_answer(line: int | None, reason: str | None, reasons: Collection[str]) -> None:
    """Either a line or a code of the pack, never both, never neither."""
    if (line is None) == (reason is None):
        message = N_("Enter either a line that may be granted or a reason for deferring, not both.")
        raise Invalid(message, field="line")
    if reason is not None and reason not in reasons:
        raise Invalid(N_("Choose a reason from the list."), field="reason")


def net_differs(assets: int, debts: int, net: int) -> bool:
    """Whether what the respondent calls net assets is not assets less debts: flagged, not refused."""
    return net != assets - debts


def amounts(answers: Iterable[Answered]) -> list[int]:
    """The lines that count, one for each questionnaire that has one."""
    return [answer.line for answer in answers if answer.line is not None]


def undecided(answers: Iterable[Answered]) -> list[str]:
    """Codes that the team has neither confirmed nor rejected."""
    return [answer.reason for answer in answers if answer.reason and answer.verdict is None]


def confirmed(answers: Iterable[Answered]) -> str | None:
    """The first confirmed code: one is enough to defer the whole household."""
    return next((answer.reason for answer in answers if answer.reason and answer.verdict == CONFIRMED), None)


def is_complete(answers: Sequence[Answered], least: int) -> bool:
    """Whether enough lines are in and no code waits for the team's word."""
    return len(amounts(answers)) >= least and not undecided(answers)


def summary(kind: str, answers: Sequence[Answered], least: int) -> int:
    """The proposed line in fen of all valid questionnaires (Q07); Invalid below the least number."""
    return combined(kind, amounts(answers), least=least)
