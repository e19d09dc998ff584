"""The whole of 黄石镇 under one plan: 15 villages, 155 groups, 7,069 households (rcb_p1).

Two villages go from the survey to lines in effect, all the others to the panel's meeting; with `make town` all fifteen
go to the end, which takes minutes.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, func, select

from tests.office.campaign.town import LARGE, LARGE_EVERY, ONLY_ONCE, Town, Worked, said_of
from tests.support.factories_cases import moment
from tests.support.people import come_in
from tests.support.township import NEVER
from workflow.base.db import session
from workflow.doors.published.models import Record
from workflow.kernel.errors import Conflict
from workflow.office.campaign import queries
from workflow.office.campaign.rules import Standing
from workflow.office.publication import operations as publication
from workflow.staff.models import Officer
from workflow.staff.roles import Role
from workflow.stages.approval.lines import operations as lines
from workflow.stages.credit import operations as credit
from workflow.stages.credit.models import CreditLine
from workflow.stages.notices import operations as notices
from workflow.stages.notices.models import Notice
from workflow.stages.people.models import Household

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]
WHOLLY = ("王元丘村", "石头村")
ALL = "SUNSHINE_TEST_TOWN" in os.environ
#: What the meeting makes of the first line, in fen: nobody outside learns what was proposed.
LOWERED, PROPOSED = 9_123_00, ONLY_ONCE * 100
CLOSED = moment("2011-05-10 08:00")


def test_a_town_from_survey_to_lines(database: Engine, staff_client: FlaskClient) -> None:
    town = Town()
    for worked in town.villages:
        wholly = _goes_to_the_end(worked)
        _to_the_meeting(town, worked, wholly=wholly)
        if wholly:
            _to_effective_lines(town, worked)
        session.commit()
    counted = [sum((group.counted for group in groups), start=_nobody()) for groups in map(_groups, town.villages)]
    assert sum(map(len, map(_groups, town.villages))) == 155
    assert sum(each.total() for each in counted) == session.scalar(select(func.count(Household.id))) == 7069
    assert sum(each[Standing.PREPARED] for each in counted) == (0 if ALL else 7069 - 268 - 271)
    assert sum(each[Standing.EFFECTIVE] for each in counted) == (7069 - 15 if ALL else 268 + 271 - 2)
    _nothing_is_told(town)
    _asks_no_more_of_a_larger_village(database, staff_client, town)


def _goes_to_the_end(worked: Worked) -> bool:
    return ALL or worked.village.name in WHOLLY


def _nobody() -> Counter[Standing]:
    return Counter()


def _groups(worked: Worked) -> list[queries.Group]:
    return queries.groups(worked.campaign, None)


def _to_the_meeting(town: Town, worked: Worked, *, wholly: bool) -> None:
    (town.asked if wholly else town.asked_by_rows)(worked)
    found = town.before_the_panel(worked)
    assert len(found) == worked.households - wholly, "whoever has a confirmed reason is deferred"
    assert [form.proposed_line for form in found] == [said_of(place) * 100 for place in range(len(found))]
    if wholly:
        town.met(worked, found, LOWERED)


def _to_effective_lines(town: Town, worked: Worked) -> None:
    batch, listed = town.approved(worked), worked.households - 1
    large = (listed - 1) // LARGE_EVERY
    notice = town.posted(worked)
    publication.pull_due(at=town.at)
    _the_list_goes_by_group(notice, worked, large)
    objection = town.objected(notice, place=3)
    with pytest.raises(Conflict, match="before its notice closes"):
        credit.close_notice(notice, by=town.publisher, at=CLOSED - timedelta(days=1))
    credit.close_notice(notice, by=None, at=CLOSED)
    assert lines.approve_above(batch, by=town.above, at=CLOSED) == large
    session.flush()
    assert _standing(worked) == {Standing.EFFECTIVE: listed - 1, Standing.DISPUTED: 1, Standing.DEFERRED: 1}
    notices.rule(objection, verdict="rejected", ruling="经核实仍在经营", new_amount=None, by=town.risk, at=CLOSED)
    credit.close_due(CLOSED + timedelta(hours=1))
    assert _standing(worked) == {Standing.EFFECTIVE: listed, Standing.DEFERRED: 1}
    wanted = sum(said_of(place) * 100 for place in range(listed)) - PROPOSED + LOWERED
    assert _granted(worked) == (listed, wanted, date(2011, 5, 10))


def _standing(worked: Worked) -> dict[Standing, int]:
    return dict(sum((group.counted for group in _groups(worked)), start=_nobody()))


def _granted(worked: Worked) -> tuple[int, int, date]:
    amounts = (func.count(), func.sum(CreditLine.amount), func.min(CreditLine.effective_on))
    query = select(*amounts).join(Household).where(Household.village_id == worked.village.id)
    number, total, first = session.execute(query).one()
    return number, int(total), first


def _the_list_goes_by_group(notice: Notice, worked: Worked, large: int) -> None:
    assert notice.last_on == date(2011, 5, 9)
    record = session.scalars(select(Record).where(Record.key == notice.public_id)).one()
    told = json.loads(record.payload)
    found = [row["group"] for row in told["rows"]]
    assert list(dict.fromkeys(found)) == [f"{number}组" for number in range(1, worked.groups + 1)]
    assert found == sorted(found, key=lambda name: int(name[:-1]))
    assert sum(row["subject_to_approval"] for row in told["rows"]) == large
    assert {row["amount"] for row in told["rows"] if row["subject_to_approval"]} == {LARGE * 100}


def _nothing_is_told(town: Town) -> None:
    """No respondent, no reason and no proposal stands in any record."""
    public = "".join(str(each) for each in session.scalars(select(Record.payload)))
    assert "王元丘村" in public
    assert str(LOWERED) in public
    assert not [word for word in (NEVER, "乡贤", "rcb_p1.7", "长期不在家", str(PROPOSED)) if word in public]


def _asks_no_more_of_a_larger_village(engine: Engine, client: FlaskClient, town: Town) -> None:
    """268 households in 6 groups, all at the end of their way, or 880 in 19 before the meeting."""
    head = town.house.people[Role.BRANCH_HEAD].id
    pages = [f"/campaigns/{each.village.code}" for each in town.villages]
    sizes = {each.households: page for each, page in zip(town.villages, pages, strict=True)}
    session.remove()
    come_in(client, session.get_one(Officer, head))
    client.get(pages[0])
    sent: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *told: sent.append(told[2]))
    asked = {}
    for size in (281, 880):
        sent.clear()
        assert client.get(sizes[size]).status_code == 200
        asked[size] = len(sent)
    assert asked[281] == asked[880]
    sent.clear()
    assert client.get(sizes[268]).status_code == 200
    assert len(sent) <= asked[281] + 2
