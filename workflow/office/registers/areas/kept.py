"""What an officer looks after (S79): lines in effect in villages, open cases in hand, by officer or by village."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Function, Select, case, func, select

from workflow.base.db import session
from workflow.places.models import Village
from workflow.staff.models import AreaAssignment, Officer
from workflow.stages.cases.models import Case
from workflow.stages.cases.states import State
from workflow.stages.credit.models import CreditLine
from workflow.stages.credit.states import EFFECTIVE
from workflow.stages.people.models import Household


class Kept(NamedTuple):
    """Lines in effect in somebody's villages (number, fen), open cases in their hands, those overdue.

    What is owed on the lines and how well it is repaid (S79) is not known before loans are paid out in this house.
    """

    lines: int = 0
    amount: int = 0
    cases: int = 0
    overdue: int = 0


def together(kept: Sequence[Kept]) -> Kept:
    """The sums of several."""
    return Kept(*(sum(each) for each in zip(*kept, strict=True)))


def of_officers(officers: Sequence[int], on: date) -> dict[int, Kept]:
    """What each of these officers looks after on a day: the lines of all their villages, the cases in their hands."""
    lines = _lines(AreaAssignment.officer_id).join(AreaAssignment, AreaAssignment.village_id == Household.village_id)
    lines = lines.where(AreaAssignment.officer_id.in_(officers), AreaAssignment.held(on))
    return _joined(officers, lines, _cases(Case.officer_id, on).where(Case.officer_id.in_(officers)))


def in_villages(villages: Sequence[Village], officer: Officer, on: date) -> dict[int, Kept]:
    """What one officer looks after in each of these villages on a day, by the village's row id."""
    held = Household.village_id.in_([each.id for each in villages])
    cases = _cases(Household.village_id, on).join(Household, Household.id == Case.household_id)
    cases = cases.where(held, Case.officer_id == officer.id)
    return _joined([each.id for each in villages], _lines(Household.village_id).where(held), cases)


def payable_in(villages: Sequence[Village]) -> dict[int, int]:
    """How many single loans of each village are granted and to be paid out, by the village's row id."""
    query = select(Village.id, func.count()).select_from(Case).join(Village, Village.code == Case.village_code)
    query = query.where(Village.id.in_([each.id for each in villages]), Case.state == State.PAYABLE)
    return {row[0]: row[1] for row in session.execute(query.group_by(Village.id))}


def _joined(keys: Sequence[int], lines: Select[Any], cases: Select[Any]) -> dict[int, Kept]:
    stand = {key: (number, int(amount)) for key, number, amount in session.execute(lines)}
    run = {key: (number, late) for key, number, late in session.execute(cases)}
    return {key: Kept(*stand.get(key, (0, 0)), *run.get(key, (0, 0))) for key in keys}


def _lines(by: Any) -> Select[Any]:
    query = select(by, func.count(), func.sum(CreditLine.amount)).select_from(CreditLine)
    query = query.join(Household, Household.id == CreditLine.household_id)
    return query.where(CreditLine.state == EFFECTIVE).group_by(by)


def _cases(by: Any, on: date) -> Select[Any]:
    late: Function[int] = func.sum(case((Case.due_on < on, 1), else_=0))
    return select(by, func.count(), late).select_from(Case).where(Case.open).group_by(by)
