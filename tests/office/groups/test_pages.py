"""The groups' pages: what is typed is kept, what is written is seen, nobody writes for another outlet."""

from __future__ import annotations

import pytest
import time_machine
from flask.testing import FlaskClient

from tests.office.outlets.conftest import Outlet
from tests.support.counter import Counter
from tests.support.factories_cases import moment
from tests.support.page import words
from workflow.base.db import session
from workflow.office.groups.forms import ROWS
from workflow.office.groups.models import WorkingGroup

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_the_head_names_and_withdraws(outlet: Outlet, staff_client: FlaskClient) -> None:
    listed = f"/outlets/{outlet.office.id}/groups/"
    page = f"{listed}risk_group"
    told = {"duties": "分析风险贷款", "from_on": "2026-11-19", "members-0-name": "曹建设"}
    told |= {f"members-{row}-part": "member" for row in range(ROWS)} | {"members-0-part": "leader"}
    with time_machine.travel(moment("2026-11-19 09:00"), tick=True):
        at_work = Counter(staff_client, outlet.head)
        assert "还没有登记成员。" in words(at_work.get(listed))
        refused = at_work.post(page, 422, **told | {"members-0-part": "member"})
        assert "曹建设" in refused.get_data(as_text=True)
        at_work.post(page, **told)
        assert "曹建设" in words(at_work.get(listed))
        assert "分析风险贷款" in words(at_work.get(page)), "the next composition begins with the one that stands"
        at_work.post(f"{page}/9999/withdraw", 404, page=listed)
        group = session.query(WorkingGroup).one().id
        at_work.post(f"{page}/{group}/withdraw", page=listed)
        assert "曹建设" not in words(at_work.get(listed))
        at_work.get(f"{listed}officers", 404)


def test_nobody_writes_for_another_outlet(outlet: Outlet, staff_client: FlaskClient) -> None:
    top = list(outlet.made.house.offices.values())[-1]
    at_work = Counter(staff_client, outlet.head)
    at_work.get(f"/outlets/{top.id}/groups/", 404)
    at_work = Counter(staff_client, outlet.auditor)
    at_work.get(f"/outlets/{outlet.office.id}/groups/risk_group", 403)
