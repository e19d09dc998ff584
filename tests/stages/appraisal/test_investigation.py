"""The pre-loan investigation: refused without visit or signature, by a relative, or for what nobody asked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from tests.support.factories_approval import founded, look, tie
from tests.support.factories_cases import accepted, moment, person
from workflow.base import audit
from workflow.base.db import session
from workflow.kernel.errors import Conflict, Forbidden, Invalid
from workflow.staff.roles import Role
from workflow.stages.appraisal import queries, rules
from workflow.stages.cases import moves
from workflow.stages.cases.models import CaseHand
from workflow.stages.cases.replay import fold, stored

AT = moment("2011-06-07 10:00")
DAY = date(2011, 6, 7)


def test_the_report_moves_the_case_on_and_takes_the_surveyors_hands(database: Engine) -> None:
    house = founded()
    case, assistant = accepted(house, AT), person(Role.CREDIT_OFFICER, house.branch)
    found = look(case, house, AT + timedelta(hours=2), assistant=assistant)
    hands = {hand.officer_id: hand.duty for hand in session.query(CaseHand).filter_by(case_id=case.id)}
    assert case.state == "investigated"
    assert hands == {house.officer.id: "survey", assistant.id: "survey"}
    assert found.character == "勤劳守信"
    assert "勤劳守信".encode() not in found.character_sealed
    *_rest, event = audit.history(case.stream)
    assert (event.kind, event.by) == ("case_investigated", house.officer.id)
    assert fold(audit.history(case.stream)) == stored(case)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"visited_on": DAY + timedelta(days=1)}, "visited_on"),
        ({"visited_on": DAY - timedelta(days=1)}, "early_reason"),
        ({"family_signed": False}, "family_signed"),
        ({"proposed_amount": 3_000_001}, "proposed_amount"),
        ({"proposed_amount": 0}, "proposed_amount"),
        ({"proposed_term_months": 0}, "proposed_term_months"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_no_investigation(database: Engine, changed: dict[str, Any], field: str) -> None:
    house = founded()
    case = accepted(house, AT)
    with pytest.raises(Invalid) as refused:
        look(case, house, AT, **changed)
    assert refused.value.field == field
    assert case.state == "accepted"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_visit_before_the_hand_in_counts_with_its_reason(database: Engine) -> None:
    house = founded()
    case = accepted(house, AT)
    found = look(case, house, AT, visited_on=DAY - timedelta(days=3), early_reason="春季走访时已核实")
    assert found.early_reason == "春季走访时已核实"


def test_a_relative_neither_investigates_nor_assists(database: Engine) -> None:
    house = founded()
    case, cousin = accepted(house, AT), person(Role.CREDIT_OFFICER, house.branch)
    tie(cousin, case)
    assert cousin not in queries.assistants(case, house.officer)
    with pytest.raises(Invalid):
        look(case, house, AT, assistant=cousin)
    session.rollback()


def test_a_tied_officer_in_charge_is_refused(database: Engine) -> None:
    house = founded()
    case = accepted(house, AT)
    tie(house.officer, case)
    with pytest.raises(Forbidden, match="recused"):
        look(case, house, AT)


def test_the_database_refuses_a_relatives_hand_by_itself(database: Engine) -> None:
    house = founded()
    case = accepted(house, AT)
    tie(house.officer, case)
    hand = {"case": case.id, "officer": house.officer.id, "since": AT}
    with pytest.raises(IntegrityError):
        session.execute(
            text("INSERT INTO case_hand (case_id, officer_id, duty, since) VALUES (:case, :officer, 'survey', :since)"),
            hand,
        )


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_assistant_is_a_second_person_with_no_other_part(database: Engine) -> None:
    house = founded()
    case, voter = accepted(house, AT), person(Role.COMMITTEE_MEMBER, house.branch)
    with pytest.raises(Invalid, match="second person"):
        look(case, house, AT, assistant=house.officer)
    moves.take_hand(case, voter, moves.VOTE, at=AT)
    with pytest.raises(Invalid, match="another part"):
        look(case, house, AT, assistant=voter)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_case_is_investigated_once(database: Engine) -> None:
    house = founded()
    case = accepted(house, AT)
    look(case, house, AT)
    with pytest.raises(Conflict):
        look(case, house, AT)


def test_a_line_may_be_proposed_above_the_wish_a_loan_may_not() -> None:
    rules.check_proposal(200, subject="line", asked=100, term_months=12)
    with pytest.raises(Invalid):
        rules.check_proposal(200, subject="loan", asked=100, term_months=12)
