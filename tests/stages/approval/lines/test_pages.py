"""Signing and approving a form in the browser: nothing is signed that was not seen."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.support.campaign import Village
from tests.support.page import parsed
from tests.support.people import come_in
from workflow.base import clock
from workflow.base.db import session, transaction
from workflow.staff.models import Officer
from workflow.stages.appraisal.panel.models import Appraisal
from workflow.stages.approval.lines import operations, queries
from workflow.stages.approval.lines.models import LineBatch, LineRow
from workflow.stages.people.models import Tie

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def hidden(client: FlaskClient, page: str, action: str) -> dict[str, str]:
    """The hidden fields of a page's form."""
    forms = parsed(client.get(page).get_data(as_text=True)).iter("form")
    form = next(each for each in forms if each.get("action", "").endswith(action))
    return {each.get("name", ""): each.get("value", "") for each in form.iter("input") if each.get("type") == "hidden"}


def test_a_line_settled_anew_meanwhile_is_not_signed_unseen(staff_client: FlaskClient) -> None:
    with transaction():
        world = Village(at=clock.now())
        world.lines([30_000])
        page, officer = f"/lines/villages/{world.house.village.code}", world.officer
    client = come_in(staff_client, session.get_one(Officer, officer.id))
    told = {"groups": "第一组", "product": "micro_credit"}
    old = hidden(client, page, page)
    with transaction():
        form = session.scalars(select(Appraisal)).one()
        operations.reopen(form, why="再议", by=session.merge(world.keeper), at=world.at)
        world.panel = form.panel
        world.meet(form, 45_000)
    assert client.post(page, data=told | old).status_code == 409
    assert client.post(page, data=told | old | {"seen": ""}).status_code == 409
    assert client.post(page, data=told | hidden(client, page, page)).status_code == 303
    assert session.scalars(select(LineRow.amount)).all() == [4_500_000]


def test_what_was_sent_up_is_approved_as_it_was_seen(staff_client: FlaskClient) -> None:
    with transaction():
        world = Village(at=clock.now())
        world.lines([80_000])
        village = world.house.village
        forms = queries.ready(village, clock.today())
        batch = operations.sign(village, forms, product="micro_credit", by=world.officer, at=world.at)
        operations.approve(batch, by=world.decider, at=world.at)
        page = f"/lines/{batch.public_id}"
    client = come_in(staff_client, session.get_one(Officer, world.above.id))
    fresh = hidden(client, page, "/approve-above")
    assert fresh["seen"] == str(session.scalars(select(LineBatch.version)).one())
    assert client.post(f"{page}/approve-above", data=fresh | {"seen": "1"}).status_code == 409
    assert client.post(f"{page}/approve-above", data=fresh).status_code == 303


def test_a_page_offers_only_the_lines_that_its_reader_may_approve(staff_client: FlaskClient) -> None:
    with transaction():
        world = Village(at=clock.now())
        world.lines([80_000, 90_000, 30_000])
        village = world.house.village
        batch = operations.sign(
            village, queries.ready(village, clock.today()), product="micro_credit", by=world.officer, at=world.at
        )
        page, (high, _other, low) = f"/lines/{batch.public_id}", (row.appraisal for row in queries.rows_of(batch))
        _tie(world, world.decider, low)
    come_in(staff_client, session.get_one(Officer, world.decider.id))
    assert "有1户额度需由他人审批" in words(staff_client, page)
    with transaction():
        operations.approve(session.merge(batch), by=session.merge(world.decider), at=world.at)
        _tie(world, world.above, high)
    assert "/approve" not in words(staff_client, page), "the one that is left is somebody else's"
    come_in(staff_client, session.get_one(Officer, world.above.id))
    assert all(each in words(staff_client, page) for each in ("批准上报来的 1 户额度", "有1户额度需由他人审批"))


def _tie(world: Village, officer: Officer, form: Appraisal) -> None:
    household = form.survey.household_id
    told = {"officer_id": officer.id, "household_id": household, "nature": "relative"}
    session.add(Tie(**told, declared_by_id=world.team.id, declared_at=world.at))
    session.flush()


def words(client: FlaskClient, page: str) -> str:
    return client.get(page).get_data(as_text=True)
