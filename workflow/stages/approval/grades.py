"""What a household's credit grade carries: its line, and what may be lent without security."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from workflow.kernel.errors import Conflict, Invalid, N_
from workflow.places import packs
from workflow.policy.flows import Kind
from workflow.stages.appraisal.queries import investigation_of, limits_unsecured
from workflow.stages.appraisal.rating import queries as ratings
from workflow.stages.appraisal.rating.models import Rating
from workflow.stages.approval import rules
from workflow.stages.cases import ways
from workflow.stages.cases.models import Case


@dataclass(frozen=True, slots=True)
class Gap:
    """Why a line cannot be granted (yet): a msgid with its params."""

    message: str
    params: dict[str, Any] = field(default_factory=dict)


def check_rated(case: Case, amount: int | None = None) -> None:
    """Where a case's way asks for a credit grade, Conflict until the household's is settled, and for an `amount` (fen)
    above the line it gives."""
    missing = rating_gap(ratings.in_force(case.household), amount) if Kind.RATING in case.way.kinds else None
    if missing:
        raise Conflict(missing)


def rating_gap(found: Rating | None, amount: int | None = None) -> str | None:
    """Why a household's rating in force does not carry an `amount` (fen), as a msgid; None where it does."""
    if found is None or found.grade is None:
        return N_("The procedure of this loan asks for a settled credit grade; the household has none.")
    if amount is not None and found.cap is not None and amount > found.cap:
        return N_("The amount is above what the household's credit grade allows.")
    return None


def check_unsecured(case: Case, amount: int) -> None:
    """Invalid where the rules let the household owe less without security than it would with an `amount` (fen), or lend
    without security only to a better credit grade."""
    if not limits_unsecured(case):
        return
    seen, found = investigation_of(case), ratings.in_force(case.household)
    owed = (seen.unsecured_debts if seen else None) or 0
    _check_within(found, amount, owed=owed, pack=case.pack, on=ways.accepted_on(case))


def line_gap(found: Rating | None, amount: int, *, pack: str, on: date) -> Gap | None:
    """Why a pack's rules of a day do not let a household with this rating in force have a line (fen) that its village's
    meeting settled: such a line is without security, and nobody has asked what else the household owes."""
    if not packs.value("micro.max_balance", on, slug=pack).is_set:
        return None
    try:
        _check_within(found, amount, owed=0, pack=pack, on=on)
    except Invalid as error:
        return Gap(error.message, error.params)
    return None


def _check_within(found: Rating | None, amount: int, *, owed: int, pack: str, on: date) -> None:
    most, grade = packs.required("micro.max_balance", on, slug=pack), packs.value("micro.grade", on, slug=pack)
    graded = not grade.is_set or _reached(found, grade.value, on)
    rules.check_unsecured(amount, owed=owed, most=most.fen, graded=graded)


def _reached(found: Rating | None, grade: str, on: date) -> bool:
    """Whether a household's rating in force is of this grade or a better one."""
    best_first = ratings.grades(on)
    return found is not None and found.grade in best_first[: best_first.index(grade) + 1]
