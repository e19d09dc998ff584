"""The pre-loan investigation: what it moves, who has a hand in it. What it refuses: approval/scenarios.toml."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from tests.support.factories_approval import founded, look, tie
from tests.support.factories_cases import accepted, moment, person
from workflow.base import audit
from workflow.base.db import session
from workflow.kernel.errors import Invalid
from workflow.staff.roles import Role
from workflow.stages.appraisal import queries, rules
from workflow.stages.cases import moves
from workflow.stages.cases.models import CaseHand
from workflow.stages.cases.replay import fold, stored

AT = moment("2011-06-07 10:00")


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


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_relative_is_not_offered_as_assistant(database: Engine) -> None:
    house = founded()
    case, cousin = accepted(house, AT), person(Role.CREDIT_OFFICER, house.branch)
    assert cousin in queries.assistants(case, house.officer)
    tie(cousin, case)
    assert cousin not in queries.assistants(case, house.officer)


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
def test_the_assistant_has_no_other_part(database: Engine) -> None:
    house = founded()
    case, voter = accepted(house, AT), person(Role.COMMITTEE_MEMBER, house.branch)
    moves.take_hand(case, voter, moves.VOTE, at=AT)
    with pytest.raises(Invalid, match="another part"):
        look(case, house, AT, assistant=voter)


def test_a_line_may_be_proposed_above_the_wish_a_loan_may_not() -> None:
    rules.check_proposal(200, subject="line", asked=100, term_months=12)
    with pytest.raises(Invalid):
        rules.check_proposal(200, subject="loan", asked=100, term_months=12)
