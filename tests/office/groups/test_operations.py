"""Groups that the rules name: what is refused, who sits when, what of it goes public and ends by itself."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import Engine

from tests.office.outlets.conftest import Outlet
from tests.stages.appraisal.survey.world import LATER
from tests.support.factories_cases import house, moment
from workflow.base import audit
from workflow.base.db import session
from workflow.doors.published import read
from workflow.kernel.errors import Conflict, Invalid
from workflow.office.groups import operations, queries
from workflow.office.groups.models import WorkingGroup
from workflow.office.groups.rules import Named
from workflow.office.publication import concept, falling
from workflow.office.publication import operations as publication
from workflow.staff.roles import Role
from workflow.stages.appraisal.panel import operations as panels
from workflow.stages.appraisal.panel.models import Panel
from workflow.stages.appraisal.panel.rules import Member

DAY = date(2026, 11, 19)
AT = moment("2026-11-19 09:00")
YEAR = timedelta(days=365)
THREE = [Named("曹建设", "leader", "主任"), Named("任大鹏", "deputy"), Named("杨少军", "member", "客户经理")]


def form(outlet: Outlet, code: str = "risk_group", **changed: Any) -> WorkingGroup:
    said = {"members": THREE, "duties": "分析风险贷款", "from_on": DAY, "until_on": None} | changed
    return operations.form_group(outlet.office, code, said.pop("members"), **said, by=outlet.head, at=AT)


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": "officers"},
        {"code": "no_such_board"},
        {"duties": ""},
        {"members": []},
        {"members": [THREE[1], THREE[2]]},
        {"members": [THREE[0], Named("任大鹏", "leader")]},
        {"members": [THREE[0], Named("曹建设", "member")]},
        {"until_on": DAY - timedelta(days=1)},
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_refused(outlet: Outlet, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        form(outlet, **wrong)
    assert session.query(WorkingGroup).count() == 0


def test_a_new_composition_ends_the_one_before_and_what_never_began_never_stands(outlet: Outlet) -> None:
    first = form(outlet, from_on=DAY - YEAR)
    announced = form(outlet, from_on=DAY + YEAR)
    assert first.until_on == DAY + YEAR - timedelta(days=1)
    fresh = form(outlet, members=THREE[:2])
    assert (first.until_on, fresh.until_on, announced.ended_at) == (DAY - timedelta(days=1), None, AT)
    standing = {on: [group.id for group in queries.standing(on)] for on in (DAY - YEAR, DAY, DAY + 2 * YEAR)}
    assert list(standing.values()) == [[first.id], [fresh.id], [fresh.id]]
    operations.withdraw(fresh, by=outlet.head, at=AT)
    assert queries.standing(DAY) == []
    with pytest.raises(Conflict):
        operations.withdraw(fresh, by=outlet.head, at=AT)


def test_what_begins_after_a_short_term_stays_and_the_event_names_what_made_way(outlet: Outlet) -> None:
    standing, later = form(outlet, from_on=DAY - YEAR), form(outlet, from_on=DAY + YEAR)
    short = form(outlet, members=THREE[:2], from_on=DAY, until_on=DAY + timedelta(days=30))
    form(outlet, from_on=DAY + timedelta(days=30), until_on=DAY + timedelta(days=60))
    assert (later.ended_at, later.until_on) == (None, None)
    assert (standing.until_on, short.until_on) == (DAY - timedelta(days=1), DAY + timedelta(days=29))
    form(outlet, from_on=DAY, until_on=DAY)
    told = [(event.payload["shortened"], event.payload["withdrawn"]) for event in audit.history(short.stream)]
    gone, first = [DAY.isoformat()], [(DAY - YEAR).isoformat()]
    assert told == [([], []), (first, []), ([*first], []), (gone, []), ([], gone)]


def test_two_people_publish_it_and_the_record_ends_with_the_term(outlet: Outlet) -> None:
    until = DAY + timedelta(days=30)
    form(outlet, until_on=until)
    key = f"{outlet.office.id}-risk_group"
    with time_machine.travel(AT, tick=True):
        proposal = publication.propose("panel", key, by=outlet.made.poster, at=AT)
        publication.confirm(proposal, by=outlet.second, at=AT)
        session.commit()
        record = read.one("panel", key)
    assert record is not None
    assert record.valid_until == until
    assert record.payload["members"] == ["曹建设", "任大鹏", "杨少军"]
    assert [seat["part"]["en"] for seat in record.payload["seats"]] == ["group leader", "deputy leader", "member"]
    assert (record.payload["sort"], record.payload["from"], record.payload["cite"]) == (
        "risk_group", "2026-11-19", "实施方案 二（三）",
    )  # fmt: skip
    with time_machine.travel(AT + timedelta(days=31), tick=True):
        assert read.one("panel", record.key) is None


def test_the_desk_counts_groups_nobody_sits_in(outlet: Outlet) -> None:
    form(outlet)
    with time_machine.travel(AT, tick=True):
        said = [row for row in falling.rows([], DAY) if row.title.startswith("Groups that the rules want")]
    assert [(row.params["count"], row.late) for row in said] == [(3, True)]


def _village_panel(outlet: Outlet) -> str:
    village = outlet.made.house.village
    members = [Member("雷支书", "party_secretary"), Member("权长有", "villager")]
    panel = panels.form_panel(
        kind="village", name="评议小组", village=village, office=outlet.office, members=members, by=outlet.head, at=AT
    )
    return f"v-{panel.public_id}"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_village_panel_is_named_while_it_stands(outlet: Outlet) -> None:
    key = _village_panel(outlet)
    payload = concept.payloads("panel", DAY)[key]
    assert (payload["members"], payload["sort"], payload["from"]) == (["雷支书", "权长有"], "village", "2026-11-19")
    assert payload["village"] == outlet.made.house.village.code
    assert payload["duties"]["zh"].startswith("按村组成评议小组")
    assert key not in concept.payloads("panel", DAY - timedelta(days=1))
    panel = session.query(Panel).one()
    panels.dissolve(panel, why="换届", by=outlet.head, at=AT + timedelta(days=1))
    assert key not in concept.payloads("panel", DAY + timedelta(days=1))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_judges_alone_is_not_named(database: Engine) -> None:
    made = house("rcb2015")
    seats = [Member(f"评议员{place}", "villager") for place in range(5)]
    panels.form_panel(
        kind="village", name="评议小组", village=made.village, office=made.branch, members=seats,
        by=made.people[Role.BRANCH_HEAD], at=LATER,
    )  # fmt: skip
    assert session.query(Panel).count() == 1
    assert concept.payloads("panel", LATER.date()) == {}
