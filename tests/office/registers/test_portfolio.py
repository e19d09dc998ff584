"""What an officer looks after (S79): lines in effect in their villages and open cases; no loan is paid out yet."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from tests.support.counter import Counter
from tests.support.factories_cases import House, accepted, house, moment, person
from tests.support.page import words
from workflow.base import audit, clock
from workflow.base.db import session
from workflow.kernel import ids
from workflow.office.registers.areas import operations, queries
from workflow.office.registers.areas.kept import Kept
from workflow.office.registers.areas.models import Handover, HandoverVillage
from workflow.staff.models import Officer
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


def test_a_handover_says_what_stood_there_when_it_was_drawn_up(database: Engine) -> None:
    made = house()
    head, taker = person(Role.BRANCH_HEAD, made.branch, "郝主任"), person(Role.CREDIT_OFFICER, made.branch, "接替人")
    _line(made, 3_000_000)
    late = accepted(made, AT)
    late.officer_id, late.due_on = made.officer.id, AT.date() - timedelta(days=1)
    accepted(made, AT).officer_id = taker.id
    session.commit()
    villages = queries.villages_of(made.officer, AT.date())
    told = {"villages": villages, "duties": "档案十二份", "by": head, "at": AT}
    handover = operations.draw_up(made.officer, taker, **told)
    figures = {each.village.code: list(each.kept) for each in handover.parts}
    assert handover.kept == Kept(1, 3_000_000, 1, 1)
    assert sorted(figures.values())[-1] == [1, 3_000_000, 1, 1]
    _line(made, 5_000_000)
    session.commit()
    assert handover.kept == Kept(1, 3_000_000, 1, 1), "what was drawn up stands"
    payable = accepted(made, AT)
    payable.state, payable.open, payable.passed_amount, payable.granted_amount = "payable", False, 1, 1
    payable.decided_by_id, payable.decided_at = head.id, AT
    session.commit()
    stands = {each.village.id: (each.kept, each.payable) for each in queries.today_in(handover, AT.date())}
    assert stands[made.village.id] == (Kept(2, 8_000_000, 1, 1), 1)
    assert {each for number, each in stands.items() if number != made.village.id} <= {(Kept(), 0)}
    [drawn_up] = audit.history(handover.stream)
    assert (drawn_up.kind, drawn_up.payload["kept"]) == (operations.DRAWN_UP, figures)
    handover.parts[0].lines = None
    with pytest.raises(IntegrityError):
        session.commit()
    session.rollback()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_todays_figures_lead_whoever_may_see_them_to_the_cases(database: Engine, staff_client: FlaskClient) -> None:
    made = house()
    head, taker = person(Role.BRANCH_HEAD, made.branch, "郝主任"), person(Role.CREDIT_OFFICER, made.branch, "接替人")
    accepted(made, AT).officer_id = made.officer.id
    session.commit()
    villages = queries.villages_of(made.officer, clock.today())
    handover = operations.draw_up(made.officer, taker, villages=villages, duties="档案", by=head, at=clock.now())
    session.commit()
    page, cases = f"/registers/handovers/{handover.public_id}", f"scope=all&village={made.village.code}"
    readers = [(each.id, led) for each, led in ((head, True), (made.officer, True), (taker, False))]
    for reader, led in readers:
        counter = Counter(staff_client, session.get_one(Officer, reader))
        links = [each.get("href") for each in counter.get(page).iter("a")]
        assert any(cases in link for link in links) == led
        if led:
            assert "2026-000001" in words(counter.get(f"/?{cases}"))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_handover_of_before_says_nothing(database: Engine) -> None:
    part = HandoverVillage(village_id=1)
    assert part.kept is None
    assert Handover(parts=[part, HandoverVillage(village_id=2, lines=1, amount=1, cases=0, overdue=0)]).kept is None


def test_an_officer_of_an_area_where_nothing_stands(database: Engine) -> None:
    made = house()
    reader = person(Role.HR, list(made.offices.values())[-1], "连人事")
    session.commit()
    assert [area.kept for area in queries.areas(reader, AT.date())] == [Kept()]
