"""Two committees in turn by a pack's template: the second sits on what the first passed, and the lower amount holds."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from tests.support.factories_approval import closed, decider, look, opened, valley, voted
from tests.support.factories_cases import FOUNDED, House, accepted, moment, person
from workflow.base import audit
from workflow.base.db import session
from workflow.kernel.errors import Conflict, Forbidden, Invalid
from workflow.staff.roles import Role
from workflow.stages.approval import operations, panels, queries
from workflow.stages.approval.models import CommitteeSeat
from workflow.stages.cases.models import Case
from workflow.stages.cases.replay import fold, stored

AT = moment("2016-03-07 09:00")
LATER = AT + timedelta(hours=2)
sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def made(database: Engine) -> House:
    """A house with a committee at the branch and one at head office."""
    found = valley()
    county = [person(Role.COMMITTEE_MEMBER, found.offices["county"], f"县委员{number}") for number in range(3)]
    session.add_all(
        CommitteeSeat(office_id=found.offices["county"].id, officer=each, from_at=FOUNDED) for each in county
    )
    session.flush()
    return found


def before_the_second(made: House, *, passed: int = 4_000_000) -> Case:
    """A case that the first committee passed."""
    case = accepted(made, AT, product="guaranteed", guarantee="guaranteed", guarantor="李担保", amount=5_000_000)
    look(case, made, AT)
    return closed(voted(opened(case, made, AT), AT, yes=3), made, AT, passed_amount=passed)


def test_the_second_sits_on_what_the_first_passed_and_the_lower_amount_is_the_most(made: House) -> None:
    case = before_the_second(made)
    head = decider(made, "branch")
    assert (case.state, case.passed_amount) == ("presented", 4_000_000)
    with pytest.raises(Conflict):
        operations.decide(case, verdict="grant", by=head, at=LATER)
    second = opened(case, made, LATER)
    first = queries.reviews_of(case)[0]
    assert (second.turn, second.office.level, second.proposed_amount) == (2, "county", 4_000_000)
    assert not set(second.members) & set(first.members), "nobody sits on both"
    with pytest.raises(Forbidden):
        operations.vote(second, choice="yes", opinion="再投一次", by=queries.officers(first.members)[0], at=LATER)
    voted(second, LATER, yes=2)
    with pytest.raises(Invalid, match="more than the first one passed"), session.begin_nested():
        closed(second, made, LATER, passed_amount=4_000_001)
    closed(second, made, LATER, passed_amount=3_500_000)
    assert (case.state, case.passed_amount) == ("passed", 3_500_000)
    with pytest.raises(Invalid, match="more than the committee passed"):
        operations.decide(case, verdict="lower", amount=4_000_000, reason="多给", by=head, at=LATER)
    operations.decide(case, verdict="grant", by=head, at=LATER)
    assert (case.state, case.granted_amount) == ("payable", 3_500_000)
    assert fold(audit.history(case.stream)) == stored(case)
    panel = panels.panel(case, made.officer)
    assert panel is not None
    assert [each["review"].passed_amount for each in panel["sittings"]] == [4_000_000, 3_500_000]


def test_what_the_second_fails_nobody_grants(made: House) -> None:
    case = before_the_second(made)
    closed(voted(opened(case, made, LATER), LATER, yes=1), made, LATER)
    assert (case.state, case.passed_amount) == ("failed", None)
    head = decider(made, "branch")
    with pytest.raises((Invalid, Conflict)):
        operations.decide(case, verdict="grant", by=head, at=LATER)
    operations.decide(case, verdict="refuse", reason="县贷审会未通过", by=head, at=LATER)
    assert case.state == "refused"


def test_the_database_refuses_a_grant_that_the_second_did_not_pass(made: House) -> None:
    case, head = before_the_second(made), decider(made, "branch")
    told = {"id": "D".ljust(26, "0"), "case": case.id, "officer": head.id, "at": LATER}
    session.execute(
        text("INSERT INTO case_hand (case_id, officer_id, duty, since) VALUES (:case, :officer, 'decide', :at)"), told
    )
    decide = text(
        "INSERT INTO decision (public_id, case_id, officer_id, duty, level, verdict, amount, reason, decided_at) "
        "VALUES (:id, :case, :officer, 'decide', 'branch', 'grant', 100, '', :at)"
    )
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(decide, told)
    second = opened(case, made, LATER)
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(
            text("UPDATE review SET passed = :yes, passed_amount = 4000001, closed_at = :at WHERE turn = 2"),
            {"yes": True, "at": LATER},
        )
    assert second.turn == 2


@sqlite
def test_without_a_level_the_second_is_the_next_committee_above_the_first(made: House) -> None:
    case = before_the_second(made)
    assert queries.sitting_committee(case).office.level == "county"
    case.state = "investigated"
    assert queries.sitting_committee(case).office.level == "branch"
