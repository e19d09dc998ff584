"""A campaign's groups and households on both engines, from its opening to its closing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from tests.support.campaign import Village
from tests.support.factories_notices import moment
from tests.support.factories_notices import village as desk
from workflow.base import audit
from workflow.base.db import session
from workflow.kernel.errors import Conflict, Invalid
from workflow.office.campaign import operations, queries
from workflow.office.campaign.rules import Standing, Step
from workflow.places import models as places
from workflow.staff.roles import Role
from workflow.stages.appraisal.survey import operations as surveys
from workflow.stages.approval.lines import operations as lines
from workflow.stages.approval.lines import queries as forms


def test_where_everybody_stands(database: Engine) -> None:
    world = Village()
    head, village = world.house.people[Role.BRANCH_HEAD], world.house.village
    plan = {Step.SURVEY: world.at.date(), Step.NOTICE: world.at.date() + timedelta(days=9)}
    with pytest.raises(Invalid):
        operations.open_campaign(
            village, {**plan, Step.MEETING: world.at.date() - timedelta(days=1)}, by=head, at=world.at
        )
    campaign = operations.open_campaign(village, plan, by=head, at=world.at)
    with pytest.raises(Conflict):
        operations.open_campaign(village, {}, by=head, at=world.at)
    world.lines([30_000, 80_000, 20_000])
    for number in (4, 5):
        world.household(number, f"户主{number}")
    surveys.draw(world.household(6, "户主6"), by=world.team, at=world.at)
    batch = lines.sign(
        village, forms.ready(village, world.at.date())[:2], product="micro_credit", by=world.officer, at=world.at
    )
    lines.approve(batch, by=world.decider, at=world.at)
    (group,) = queries.groups(campaign, None)
    assert dict(group.counted) == {
        Standing.APPROVED: 1, Standing.SENT_UP: 1, Standing.SETTLED: 1, Standing.UNASKED: 2, Standing.ASKED: 1,
    }  # fmt: skip
    listed = queries.households(campaign, None, after=0, limit=9)
    assert [standing for _household, standing, _survey in listed] == [
        "approved", "sent_up", "settled", "unasked", "unasked", "asked",
    ]  # fmt: skip
    assert (
        len(queries.batches_of(campaign, None)),
        queries.lists_of(campaign, None),
        queries.objections_open(campaign, None),
    ) == (
        1,
        [],
        0,
    )
    operations.plan_anew(campaign, {}, by=head, at=world.at)
    operations.close_campaign(campaign, by=head, at=world.at)
    assert queries.campaign_of(village) is None
    _the_next_one_begins_anew(world)
    kinds = [event.kind for event in audit.history(campaign.stream)]
    assert kinds == ["campaign_opened", "campaign_planned", "campaign_closed"]


def _the_next_one_begins_anew(world: Village) -> None:
    """What the closed campaign did is no part of the next one but what still runs."""
    head, village = world.house.people[Role.BRANCH_HEAD], world.house.village
    later = world.at + timedelta(days=300)
    campaign = operations.open_campaign(village, {}, by=head, at=later)
    since = queries.since(village)
    assert since == world.at
    counted = queries.groups(campaign, since + timedelta(seconds=1))[0].counted
    assert dict(counted) == {Standing.UNASKED: 5, Standing.ASKED: 1}


def test_lists_of_other_loans_are_not_the_campaigns(database: Engine) -> None:
    at = moment("2011-05-06 09:00")
    made = desk("rcb_p1")
    made.posted(made.approved(at), at=at)
    campaign = operations.open_campaign(made.house.village, {}, by=made.house.people[Role.BRANCH_HEAD], at=at)
    assert queries.lists_of(campaign, None) == []


def test_villages_under_a_campaign_come_first(database: Engine) -> None:
    world = Village()
    first = world.house.village
    later = places.Village(
        code=f"{first.code[:-1]}9", town_id=first.town_id, office_id=first.office_id, name="西河村", pinyin="xi he"
    )
    session.add(later)
    session.flush()
    head = world.house.people[Role.BRANCH_HEAD]
    assert [village.name for village, _campaign in queries.villages_of(head)] == [first.name, "西河村"]
    operations.open_campaign(later, {}, by=head, at=world.at)
    assert [village.name for village, _campaign in queries.villages_of(head)] == ["西河村", first.name]


def test_rules_that_grant_loans_make_no_batch_line_form(database: Engine) -> None:
    world = Village()
    world.lines([30_000])
    village, on = world.house.village, world.at.date()
    assert len(forms.ready(village, on)) == len(forms.to_sign(world.officer, on, limit=9)) == 1
    session.query(places.Institution).one().pack = "chengcheng2012"
    session.flush()
    later = date(2016, 1, 1)
    assert forms.ready(village, later) == forms.to_sign(world.officer, later, limit=9) == []
