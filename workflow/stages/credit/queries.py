"""Finding credit lines."""

from __future__ import annotations

from sqlalchemy import select

from workflow.base.db import session
from workflow.stages.cases.models import Case
from workflow.stages.credit.models import CreditLine
from workflow.stages.credit.states import EFFECTIVE
from workflow.stages.people.models import Household


def line_of(case: Case) -> CreditLine | None:
    """The line that a case became, if it did."""
    return session.scalar(select(CreditLine).where(CreditLine.case_id == case.id))


def hold(household_id: int) -> None:
    """Let nobody else make a line of this household until the transaction ends (SQLite has one writer anyway)."""
    session.execute(select(Household.id).where(Household.id == household_id).with_for_update())


def standing(household_id: int) -> list[CreditLine]:
    """The lines of a household that are in effect."""
    query = select(CreditLine).where(CreditLine.household_id == household_id, CreditLine.state == EFFECTIVE)
    return list(session.scalars(query.order_by(CreditLine.id)))
