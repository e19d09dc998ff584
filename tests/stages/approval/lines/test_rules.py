"""A line that nobody applied for obeys the rules that an application obeys: level, stages, ceiling, kind of grant."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from tests.support.campaign import OWN, Village
from workflow.base.db import session
from workflow.kernel.errors import Invalid
from workflow.places import packs
from workflow.stages.approval.lines import operations, queries
from workflow.stages.cases.models import Case
from workflow.stages.cases.operations import Settled, propose

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
HERE = Path(__file__).parent / "packs"


@pytest.fixture
def world(database: Engine) -> Village:
    """A village under rules that say more than the plan."""
    made = Village()
    packs.use_folders(OWN, HERE)
    return made


def sign(world: Village, product: str) -> operations.LineBatch:
    forms = queries.ready(world.house.village, world.at.date())
    return operations.sign(world.house.village, forms, product=product, by=world.officer, at=world.at)


def test_the_template_lays_the_level_and_adds_its_stages(world: Village) -> None:
    world.lines([30_000])
    done = operations.approve(sign(world, "mortgage"), by=world.decider, at=world.at)
    case = session.scalars(select(Case)).one()
    assert (done.granted, done.sent_up, case.level) == (0, 1, "head_office"), "the branch's 50,000 do not count"
    assert case.flow == "appraisal decision notice contract"


def test_the_appraisal_stands_for_investigation_and_review_alone(world: Village) -> None:
    world.lines([30_000])
    with pytest.raises(Invalid, match="leaves it out") as refused:
        sign(world, "pledge")
    assert refused.value.params["stage"] == "credit grade"
    assert sign(world, "micro_credit").rows


def test_no_line_is_above_what_such_a_household_may_have(world: Village) -> None:
    (form,) = world.lines([100_001])
    with pytest.raises(Invalid, match="at most"):
        sign(world, "micro_credit")
    household = form.survey.household
    line = Settled(household, household.head or household.members[0], form.settled_line or 0, form.public_id, ())
    with pytest.raises(Invalid, match="at most"):
        propose([line], product="micro_credit", by=world.decider, at=world.at)


def test_no_loan_comes_of_what_nobody_applied_for(world: Village, tmp_path: Path) -> None:
    world.lines([30_000])
    batch = sign(world, "micro_credit")
    own = tmp_path / "packs" / "rcb_p1"
    own.mkdir(parents=True)
    (own / "loan.toml").write_text('[flow.subject]\nvalues = [{ from = 2010-01-01, value = "loan", cite = "试验" }]\n')
    packs.use_folders(OWN, own.parent)
    with pytest.raises(Invalid, match="has to apply"):
        operations.approve(batch, by=world.decider, at=world.at)
    assert not session.scalars(select(Case)).all()
