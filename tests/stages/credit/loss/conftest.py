"""Two households of one village with a line each, and the people through whose hands a paper list goes."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import Engine

from tests.support.factories_cases import moment, person
from tests.support.factories_notices import Village, village
from workflow.base.db import session
from workflow.kernel import ids
from workflow.staff.models import Officer
from workflow.staff.roles import Role
from workflow.stages.credit.models import CreditLine

AT = moment("2026-11-19 10:00")


@dataclass
class Lines:
    """Lines in effect, and who cancels, draws up, approves and hangs up."""

    made: Village
    all: list[CreditLine]
    head: Officer
    clerk: Officer
    leader: Officer

    @property
    def poster(self) -> Officer:
        """Who hangs the list up."""
        return self.made.poster


@pytest.fixture
def lines(database: Engine) -> Lines:
    made = village("rcb_p1")
    found = [_line(made, amount) for amount in (3_000_000, 2_000_000, 1_000_000)]
    people, top = made.house.people, list(made.house.offices.values())[-1]
    lines = Lines(made, found, people[Role.BRANCH_HEAD], made.drafter, person(Role.LEADER, top, "范领导"))
    session.commit()
    return lines


def _line(made: Village, amount: int) -> CreditLine:
    case = made.approved(AT, amount=amount)
    case.receipt_key = f"{amount:064x}"
    line = CreditLine(
        public_id=ids.public_id(), case_id=case.id, household_id=case.household_id, amount=amount,
        effective_on=AT.date(), recorded_at=AT,
    )  # fmt: skip
    session.add(line)
    session.flush()
    return line
