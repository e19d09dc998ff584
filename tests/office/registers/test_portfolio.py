"""What an officer looks after (S79): lines in effect in their villages and open cases; no loan is paid out yet."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Engine

from tests.support.factories_cases import House, accepted, house, moment, person
from workflow.base.db import session
from workflow.kernel import ids
from workflow.office.registers.areas import queries
from workflow.office.registers.areas.queries import Kept
from workflow.staff.roles import Role
from workflow.stages.credit.models import CreditLine

AT = moment("2026-06-01 10:00")


def _line(made: House, amount: int, *, state: str = "effective") -> None:
    case = accepted(made, AT)
    line = CreditLine(
        public_id=ids.public_id(), case_id=case.id, household_id=case.household_id, amount=amount, state=state,
        effective_on=AT.date(), recorded_at=AT,
    )  # fmt: skip
    case.open = False
    session.add(line)


def test_lines_in_effect_and_cases_in_hand(database: Engine) -> None:
    made = house()
    reader = person(Role.HR, list(made.offices.values())[-1], "连人事")
    for amount, state in ((3_000_000, "effective"), (2_000_050, "effective"), (9_000_000, "cancelled")):
        _line(made, amount, state=state)
    waiting, late = accepted(made, AT), accepted(made, AT)
    waiting.due_on, late.due_on = AT.date(), AT.date() - timedelta(days=1)
    for each in (waiting, late):
        each.officer_id = made.officer.id
    session.commit()
    [area] = queries.areas(reader, AT.date())
    assert (area.officer.id, area.kept) == (made.officer.id, Kept(2, 5_000_050, 2, 1))


def test_an_officer_of_an_area_where_nothing_stands(database: Engine) -> None:
    made = house()
    reader = person(Role.HR, list(made.offices.values())[-1], "连人事")
    session.commit()
    assert [area.kept for area in queries.areas(reader, AT.date())] == [Kept()]
