"""The list of a campaign: an objection touches one entry; what is posted anew says so, and no more."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine, select

from tests.support.campaign import FRIDAY, Village, moment
from tests.support.factories_cases import person
from workflow.base.db import session
from workflow.office.publication.concept import lists as concept
from workflow.staff.models import Officer
from workflow.staff.roles import Role
from workflow.stages.approval.lines import operations, queries
from workflow.stages.cases.models import Case
from workflow.stages.credit import operations as credit
from workflow.stages.credit.models import CreditLine
from workflow.stages.notices import operations as notices
from workflow.stages.notices import queries as lists
from workflow.stages.notices.models import Notice, NoticeRow
from workflow.stages.people.operations import give_consent

TOLD = {"standing": "household", "name": "杨树林", "contact": "13900000000", "reason": "去年就转包了"}


def posted(world: Village, at: object) -> Notice:
    ready = lists.candidates([world.house.branch.id])
    where = {"village": world.house.village, "days": None, "place": "村部"}
    notice = notices.draft(cases=ready, **where, by=world.keeper, at=at)
    notices.post(notice, by=world.publisher, at=at)
    return notice


def upheld(row: NoticeRow, risk: Officer, amount: int) -> None:
    told = {**TOLD, "channel": "paper", "received_at": moment("2011-05-08 09:00")}
    at = moment("2011-05-08 10:00")
    objection = notices.record_objection(row, **told, by=risk, at=at)
    notices.admit(objection, by=risk, at=at)
    notices.rule(objection, verdict="upheld", ruling="查实", new_amount=amount, by=risk, at=at)


@pytest.fixture
def world(database: Engine) -> Village:
    made = Village(at=FRIDAY)
    for form in made.lines([30_000, 40_000, 20_000]):
        give_consent(form.survey.household, text_version="1", how="paper", by=made.team, at=made.at)
    ready = queries.ready(made.house.village, made.at.date())
    batch = operations.sign(made.house.village, ready, product="micro_credit", by=made.officer, at=made.at)
    operations.approve(batch, by=made.decider, at=made.at)
    return made


def test_an_objection_touches_one_entry_and_the_new_one_says_lower(world: Village) -> None:
    risk = person(Role.RISK_DEPT, world.house.branch, "郝风险")
    first = posted(world, FRIDAY)
    upheld(first.rows[1], risk, 1_000_000)
    assert [row.state for row in first.rows] == ["open", "withdrawn", "open"]
    again = posted(world, moment("2011-05-08 15:00"))
    payload = concept.payload(again, date(2011, 5, 8))
    assert payload is not None
    (entry,) = payload["rows"]
    assert entry["apart"] == [
        {
            "zh": "金额调低后重新公示，原列于 2011-05-06 的公示榜",
            "en": "posted anew with a lower amount; before on the list of 2011-05-06",
        }
    ]
    assert "40,000" not in str(payload), "the amount before is not told again"
    assert "4000000" not in str(payload)
    assert not [row for row in (concept.payload(first, date(2011, 5, 6)) or {})["rows"] if row.get("apart")]
    credit.close_due(moment("2011-05-10 09:00"))
    made = {line.amount: line.effective_on.isoformat() for line in session.scalars(select(CreditLine))}
    assert made == {3_000_000: "2011-05-10", 2_000_000: "2011-05-10"}, "the others take effect; its own period runs on"
    credit.close_due(moment("2011-05-12 09:00"))
    assert sorted(session.scalars(select(CreditLine.amount))) == [1_000_000, 2_000_000, 3_000_000]
    assert set(session.scalars(select(Case.state))) == {"effective"}


def test_a_household_has_one_line_in_effect(world: Village) -> None:
    posted(world, FRIDAY)
    credit.close_due(moment("2011-05-10 09:00"))
    household = session.scalars(select(CreditLine).order_by(CreditLine.id)).first().household
    world.at = moment("2012-05-04 09:00")
    world.settled(household, 50_000)
    world.settled(household, 45_000)
    ready = queries.ready(world.house.village, world.at.date())
    assert [form.settled_line for form in ready] == [4_500_000], "the line of its last survey alone"
    batch = operations.sign(world.house.village, ready, product="micro_credit", by=world.officer, at=world.at)
    operations.approve(batch, by=world.decider, at=world.at)
    posted(world, world.at)
    credit.close_due(moment("2012-05-09 09:00"))
    states = session.execute(select(CreditLine.amount, CreditLine.state).where(CreditLine.household_id == household.id))
    assert sorted(map(tuple, states)) == [(3_000_000, "replaced"), (4_500_000, "effective")]
