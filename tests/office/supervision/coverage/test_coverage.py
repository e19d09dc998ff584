"""Counted in the database as one would count by hand; who is missing; the pages and files."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient

from tests.support.counter import Counter
from tests.support.factories_approval import report
from tests.support.factories_cases import House, house, moment, person, submitted
from tests.support.page import words
from workflow.base.db import session
from workflow.kernel import ids
from workflow.kernel.errors import Invalid
from workflow.office.registers import operations as registers
from workflow.office.registers.visits import operations as visits
from workflow.office.supervision.coverage import operations, queries
from workflow.office.supervision.coverage.rules import ARCHIVE, LABELS, PRECREDIT, SURVEY, VISITS, Numbers
from workflow.places.models import Institution
from workflow.staff.roles import Role
from workflow.stages.appraisal.book.models import PreCredit
from workflow.stages.appraisal.models import Investigation
from workflow.stages.appraisal.panel.models import Panel
from workflow.stages.appraisal.rating.models import Rating
from workflow.stages.cases import moves
from workflow.stages.cases.models import Case
from workflow.stages.people.models import Household

AT, DAY = moment("2016-11-19 09:00"), date(2016, 11, 19)
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def made(database: Any) -> House:
    """Five households: one lacks its address, one of the others has a pre-credit, one a rating, one an old rating."""
    made = house("rcb_p1")
    found = [submitted(made, AT - timedelta(days=9), address="" if number == 4 else "一组").household
             for number in range(5)]  # fmt: skip
    session.query(Institution).one().pack = "rcb2015"
    panel = Panel(public_id=ids.public_id(), name="评议组", office_id=made.branch.id, kind="village",
                  village_id=made.village.id, formed_at=AT, formed_by_id=made.officer.id, rules_on=DAY)  # fmt: skip
    session.add(panel)
    session.flush()
    for household, state in ((found[0], "kept"), (found[1], "removed")):
        session.add(PreCredit(public_id=ids.public_id(), panel_id=panel.id, household_id=household.id, amount=900,
                              counted=5, state=state, made_at=AT))  # fmt: skip
    for household, settled in ((found[2], AT), (found[3], None)):
        session.add(rating(made, household, settled))
    session.commit()
    return made


def rating(made: House, household: Household, settled: datetime | None) -> Rating:
    return Rating(
        public_id=ids.public_id(), household_id=household.id, state="settled", rules_on=DAY, scheme="score", facts={},
        income=1, asked=1, line=1, recorded_at=AT, recorded_by_id=made.officer.id, settled_at=settled,
    )  # fmt: skip


def count(made: House, **changed: Any) -> Any:
    told = {"counted_on": DAY, "households": 6, "fit": 5, "source": "村户册"} | changed
    return operations.count(made.village, **told, by=made.people[Role.BRANCH_HEAD], at=AT)


def test_counted_as_by_hand(made: House) -> None:
    assert queries.by_village([made.branch.id], DAY) == {made.village.id: Numbers(None, 5, 4, 1, 1, uncounted=1)}
    count(made, counted_on=DAY - timedelta(days=30), fit=3, households=3)
    mistaken = count(made)
    assert queries.by_village([made.branch.id], DAY)[made.village.id] == Numbers(5, 5, 4, 1, 1)
    registers.strike(mistaken, why="数错", by=made.people[Role.BRANCH_HEAD], at=AT)
    assert queries.by_office([made.branch], DAY) == [(made.branch, Numbers(3, 5, 4, 1, 1))]
    assert queries.by_village([], DAY) == {}
    seen = {"met": "户主", "told": "缺水", "follow_up": "", "follow_up_on": None, "by": made.officer, "at": AT}
    first, second, third = session.query(Household).order_by(Household.id).limit(3)
    visits.visit_household(first, on=DAY, **seen)
    visits.visit_household(first, on=DAY, **seen)
    registers.strike(visits.visit_household(second, on=DAY, **seen), why="去错", by=made.officer, at=AT)
    case = session.query(Case).filter_by(household_id=third.id).one()
    moves.take_hand(case, made.officer, moves.SURVEY, at=AT)
    named = {"public_id": ids.public_id(), "case": case, "officer": made.officer, "recorded_at": AT}
    session.add(Investigation(**named, **report(case, AT)))
    session.flush()
    assert queries.by_village([made.branch.id], DAY)[made.village.id].visited == 2
    assert queries.by_village([made.branch.id], DAY - timedelta(days=1))[made.village.id].visited == 0
    lacking = {key: len(queries.missing(made.village, key, DAY, after=0, limit=None)) for key in LABELS}
    assert lacking == {ARCHIVE: 1, PRECREDIT: 3, SURVEY: 3, VISITS: 3}
    [unfiled] = queries.missing(made.village, ARCHIVE, DAY, after=0, limit=None)
    assert unfiled.address is None


@on_sqlite
@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"counted_on": DAY + timedelta(days=1)}, "not come"), ({"fit": 7}, "No more"), ({"source": ""}, "comes from")],
)
def test_what_is_no_count(made: House, wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(Invalid, match=said):
        count(made, **wrong)


@on_sqlite
def test_the_pages(made: House, staff_client: FlaskClient) -> None:
    audit = person(Role.AUDIT_DEPT, made.branch, "严稽核")
    session.commit()
    with time_machine.travel(AT, tick=False):
        head = Counter(staff_client, made.people[Role.BRANCH_HEAD])
        head.post("/supervision/village-counts/new", 422, village=made.village.code, households="2", fit="3",
                  counted_on="2016-11-19", source="x")  # fmt: skip
        head.post("/supervision/village-counts/new", village=made.village.code, households="5", fit="5",
                  counted_on="2016-11-19", source="村户册")  # fmt: skip
        page = head.get(f"/supervision/coverage/offices/{made.branch.id}")
        assert "80.00%" in words(page)
        assert "25.00%" in words(page)
        assert not any("/villages/" in (link.get("href") or "") for link in page.iter("a"))
        head.get(f"/supervision/coverage/villages/{made.village.code}/coverage.archive", 404)
        reader = Counter(staff_client, audit)
        reader.get(f"/supervision/coverage/villages/{made.village.code}/nothing", 404)
        listed = reader.get(f"/supervision/coverage/villages/{made.village.code}/coverage.precredit")
        assert len([link for link in listed.iter("a") if "/households/" in (link.get("href") or "")]) == 3
        for kind, begin in (("csv", "\ufeff".encode()), ("xlsx", b"PK"), ("pdf", b"%PDF-")):
            for path in ("/supervision/coverage", f"/supervision/coverage/offices/{made.branch.id}"):
                assert staff_client.get(f"{path}?format={kind}").data.startswith(begin)
        Counter(staff_client, made.officer).get("/supervision/coverage", 403)
