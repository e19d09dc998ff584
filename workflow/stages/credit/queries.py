"""Finding credit lines."""

from __future__ import annotations

from sqlalchemy import select

from workflow.base.db import session
from workflow.stages.cases.models import Case
from workflow.stages.credit.models import CreditLine


def line_of(case: Case) -> CreditLine | None:
    """The line that a case became, if it did."""
    return session.scalar(select(CreditLine).where(CreditLine.case_id == case.id))


def standing(household_id: int) -> list[CreditLine]:
    """The lines of a household that are in effect."""
    query = select(CreditLine).where(CreditLine.household_id == household_id, CreditLine.state == "effective")
    return list(session.scalars(query.order_by(CreditLine.id)))
