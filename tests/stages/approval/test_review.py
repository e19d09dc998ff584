"""Seats, recusal, votes: who counts is fixed, and what the database itself refuses; the rest is in scenarios.toml."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from tests.support.factories_approval import closed, founded, investigated, opened, review, tie, voted
from tests.support.factories_cases import House, moment, person
from workflow.base import audit
from workflow.base.db import session
from workflow.kernel.errors import Conflict, Forbidden, Invalid
from workflow.staff.models import Officer
from workflow.staff.roles import Role
from workflow.stages.approval import operations, panels, queries
from workflow.stages.approval.rules import Choice
from workflow.stages.cases.models import CaseHand

AT = moment("2011-06-07 09:00")
LATER = AT + timedelta(hours=2)


def members(made: House) -> list[Officer]:
    return queries.committee(made.branch).members


def cast(found: Any, officer: Officer, choice: Choice = Choice.YES, opinion: str = "同意") -> None:
    operations.vote(found, choice=choice, opinion=opinion, by=officer, at=LATER)


def test_members_are_fixed_at_the_opening(database: Engine) -> None:
    made = founded()
    case = investigated(made, AT)
    found, before = opened(case, made, AT), members(made)
    newcomer = person(Role.COMMITTEE_MEMBER, made.branch)
    operations.seat(queries.committee(made.branch), newcomer, by=made.people[Role.BRANCH_HEAD], at=LATER)
    operations.unseat(queries.committee(made.branch), before[0], by=made.people[Role.BRANCH_HEAD], at=LATER)
    with pytest.raises(Forbidden, match="not a member"):
        cast(found, newcomer)
    cast(found, before[0])
    assert found.members == [member.id for member in before]
    assert {hand.duty for hand in session.query(CaseHand).filter_by(case_id=case.id)} == {"survey", "vote"}


def test_a_member_with_a_tie_is_recused_shown_and_replaced(database: Engine) -> None:
    made = founded()
    case = investigated(made, AT)
    relative, substitute = members(made)[0], person(Role.COMMITTEE_MEMBER, made.branch, "替补")
    tie(relative, case)
    with pytest.raises(Invalid, match="one substitute for each"):
        opened(case, made, AT)
    with pytest.raises(Invalid, match="from the list"):
        opened(case, made, AT, [relative])
    found = opened(case, made, AT, [substitute])
    assert found.recused == [relative.id]
    assert substitute.id in found.members
    assert relative.id not in found.members
    with pytest.raises(Forbidden, match="not a member"):
        cast(found, relative)
    shown = panels.panel(case, made.officer)
    assert shown is not None
    assert shown["sittings"][0]["recused"] == [relative]


def test_the_surveyors_seat_is_taken_by_a_substitute(database: Engine) -> None:
    made = founded()
    surveyor = person(Role.CREDIT_OFFICER, made.branch, "协办", also=(Role.COMMITTEE_MEMBER,))
    operations.seat(queries.committee(made.branch), surveyor, by=made.people[Role.BRANCH_HEAD], at=AT)
    case = investigated(made, AT, assistant=surveyor)
    assert queries.bench(case, on=AT.date()).recused == [surveyor]


def test_the_database_refuses_a_relatives_vote_by_itself(database: Engine) -> None:
    made = founded()
    case = investigated(made, AT)
    found, relative = opened(case, made, AT), members(made)[0]
    tie(relative, case)
    row = {"review": found.id, "case": case.id, "officer": relative.id, "at": LATER}
    with pytest.raises(IntegrityError, match="relative"):
        session.execute(
            text(
                "INSERT INTO vote (review_id, case_id, officer_id, duty, choice, opinion, cast_at) "
                "VALUES (:review, :case, :officer, 'vote', 'yes', 'x', :at)"
            ),
            row,
        )


@pytest.mark.parametrize("duty", ["vote", "survey", "decide"])
def test_the_database_refuses_a_vote_without_the_voting_hand(database: Engine, duty: str) -> None:
    made = founded()
    case = investigated(made, AT)
    found = opened(case, made, AT)
    row = {"review": found.id, "case": case.id, "officer": made.officer.id, "duty": duty, "at": LATER}
    with pytest.raises(IntegrityError):
        session.execute(
            text(
                "INSERT INTO vote (review_id, case_id, officer_id, duty, choice, opinion, cast_at) "
                "VALUES (:review, :case, :officer, :duty, 'yes', 'x', :at)"
            ),
            row,
        )


@pytest.mark.parametrize("statement", ["UPDATE vote SET choice = 'no'", "DELETE FROM vote"])
def test_the_database_changes_no_vote_and_forgets_none(database: Engine, statement: str) -> None:
    made = founded()
    found = opened(investigated(made, AT), made, AT)
    cast(found, members(made)[0])
    with pytest.raises(IntegrityError):
        session.execute(text(statement))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_committee_says_what_it_examined(database: Engine) -> None:
    made = founded("heze2005")
    case = investigated(made, AT)
    found = voted(opened(case, made, AT), AT, yes=3)
    by = made.people[Role.BACK_OFFICE]
    operations.close_review(found, passed_amount=4_000_000, checklist=[True, True, False, True], by=by, at=LATER)
    assert [point["met"] for point in review(case).checklist["points"]] == [True, True, False, True]
    assert (case.state, case.passed_amount) == ("passed", 4_000_000)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_decides_has_no_seat_where_the_rules_say_so(database: Engine) -> None:
    made = founded()
    decider = person(Role.DECISION_MAKER, made.branch, also=(Role.COMMITTEE_MEMBER,))
    stranger, clerk = person(Role.COMMITTEE_MEMBER, made.offices["county"]), made.clerk
    found, head = queries.committee(made.branch), made.people[Role.BRANCH_HEAD]
    assert queries.candidates(found, on=AT.date()) == [stranger]
    for refused in (decider, clerk, found.members[0]):
        with pytest.raises(Invalid, match="cannot take a seat"):
            operations.seat(found, refused, by=head, at=AT)
    operations.seat(found, stranger, by=head, at=AT)
    assert stranger in members(made)
    with pytest.raises(Conflict, match="no seat"):
        operations.unseat(found, clerk, by=head, at=AT)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_votes_are_sealed_until_ones_own_is_cast_or_the_review_closed(database: Engine) -> None:
    made = founded()
    case = investigated(made, AT)
    found, (first, second, third) = opened(case, made, AT), members(made)
    cast(found, first)
    seen_by = {who: panels.panel(case, who) for who in (first, second, made.people[Role.BACK_OFFICE])}
    open_to = [shown is not None and shown["sittings"][0]["open_votes"] for shown in seen_by.values()]
    assert open_to == [True, False, False]
    cast(found, second)
    cast(found, third)
    closed(found, made, LATER)
    after = panels.panel(case, made.people[Role.BACK_OFFICE])
    assert after is not None
    assert after["sittings"][0]["open_votes"]


def test_opening_and_closing_are_in_the_cases_own_chain(database: Engine) -> None:
    made = founded()
    case = investigated(made, AT)
    closed(voted(opened(case, made, AT), AT, yes=2), made, LATER)
    kinds = [event.kind for event in audit.history(case.stream)][-5:]
    assert kinds == ["review_opened", "vote_cast", "vote_cast", "vote_cast", "review_closed"]
