"""What a household's credit grade carries: its line, and what may be lent without security."""

from __future__ import annotations

from workflow.kernel.errors import Conflict, N_
from workflow.policy.flows import Kind
from workflow.stages.appraisal.queries import investigation_of, limits_unsecured
from workflow.stages.appraisal.rating import queries as ratings
from workflow.stages.appraisal.rating.models import Rating
from workflow.stages.approval import queries, rules
from workflow.stages.cases import ways
from workflow.stages.cases.models import Case


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
    seen, grade = investigation_of(case), queries.rule(case, "micro.grade")
    owed = (seen.unsecured_debts if seen else None) or 0
    graded = not grade.is_set or _reached(case, grade.value)
    rules.check_unsecured(amount, owed=owed, most=queries.required(case, "micro.max_balance").fen, graded=graded)


def _reached(case: Case, grade: str) -> bool:
    """Whether the household's grade in force is this one or a better one."""
    found, best_first = ratings.in_force(case.household), ratings.grades(ways.accepted_on(case))
    return found is not None and found.grade in best_first[: best_first.index(grade) + 1]
