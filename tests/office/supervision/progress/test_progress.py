"""Ten-day periods, reports counted and signed, what is owed, the pages."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.counter import Counter
from tests.support.factories_cases import House, house, moment, person, submitted
from tests.support.page import words
from workflow.base.db import session
from workflow.kernel.errors import Conflict, Invalid
from workflow.office.registers import operations as registers
from workflow.office.supervision import todo
from workflow.office.supervision.progress import operations, queries, rules
from workflow.office.supervision.progress.rules import TenDays
from workflow.places.models import Institution
from workflow.staff.roles import Role

DAYS = (1, 11, 21)
AT = moment("2016-11-21 09:00")
TEN = TenDays(date(2016, 11, 11), date(2016, 11, 20))
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize(
    ("on", "first", "last"),
    [
        (date(2016, 11, 21), date(2016, 11, 11), date(2016, 11, 20)),
        (date(2016, 11, 20), date(2016, 11, 1), date(2016, 11, 10)),
        (date(2016, 3, 1), date(2016, 2, 21), date(2016, 2, 29)),
        (date(2016, 1, 5), date(2015, 12, 21), date(2015, 12, 31)),
    ],
)
def test_the_newest_period_that_is_over(on: date, first: date, last: date) -> None:
    assert rules.newest(DAYS, on) == TenDays(first, last)


@settings(deadline=None)  # how long one takes on a busy machine says nothing
@given(st.dates(date(2000, 1, 1), date(2099, 1, 1)), st.sets(st.integers(1, 31), min_size=1, max_size=4))
def test_periods_follow_one_another_without_a_gap(on: date, days: set[int]) -> None:
    periods = list(rules.back_to(sorted(days | {1}), on - timedelta(days=70), on))
    assert periods[0].last < on
    assert all(later.first - earlier.last == timedelta(days=1) for later, earlier in pairwise(periods))
    with pytest.raises(ValueError, match="no period"):
        rules.ending((1, 11, 21), date(2016, 11, 19))


@pytest.fixture
def made(database: Any) -> House:
    made = house("rcb_p1")
    made.branch.outlet = True
    for day in ("2016-11-05", "2016-11-12", "2016-11-20", "2016-11-21 00:00"):  # the last is the next period's
        submitted(made, moment(day))
    session.query(Institution).one().pack = "rcb2015"
    session.commit()
    return made


def test_signed_as_counted_and_owed_until_then(made: House) -> None:
    head = made.people[Role.BRANCH_HEAD]
    assert [each.period for each in queries.owed(head, "progress.sign", date(2016, 11, 21), 9)] == [TEN]
    report = operations.sign(made.branch, TEN, remark="", by=head, at=AT)
    assert {name: report.told[name] for name in ("fit", "archived", "recorded", "received", "decided")} == {
        "fit": None, "archived": 4, "recorded": 2, "received": 2, "decided": 0,
    }  # fmt: skip
    assert not report.late
    with pytest.raises(Conflict):
        operations.sign(made.branch, TEN, remark="", by=head, at=AT)
    assert queries.owed(head, "progress.sign", date(2016, 11, 21), 9) == []
    [owed] = queries.owed(head, "progress.sign", date(2016, 12, 1), 9)
    with pytest.raises(Invalid, match="not over"):
        operations.sign(made.branch, owed.period, remark="", by=head, at=AT)
    with pytest.raises(Invalid, match="late"):
        operations.sign(made.branch, owed.period, remark="", by=head, at=moment("2016-12-02"))
    assert operations.sign(made.branch, owed.period, remark="停电", by=head, at=moment("2016-12-02")).late
    registers.strike(report, why="数字有误", by=head, at=moment("2016-12-02"))
    [again] = queries.owed(head, "progress.sign", date(2016, 12, 2), 9)
    assert again.period == TEN
    session.commit()


@on_sqlite
def test_the_pages(made: House, staff_client: FlaskClient) -> None:
    county = person(Role.COUNTY_CREDIT, made.branch.parent or made.branch, "成信贷")
    session.commit()
    path = f"/supervision/progress/new/{made.branch.id}/2016-11-20"
    with time_machine.travel(AT, tick=False):
        head = Counter(staff_client, made.people[Role.BRANCH_HEAD])
        [due] = todo.rows(made.people[Role.BRANCH_HEAD], now=AT, limit=9)
        assert (due.endpoint, due.late) == ("progress.new", False)
        head.get("/supervision/progress")
        head.get(path.replace("11-20", "11-19"), 404)
        head.get(path.replace("11-20", "11-30"), 404)
        head.post(path, remark="进度正常")
        head.post(path, 422, remark="")
        reader = Counter(staff_client, county)
        assert "进度正常" in words(reader.get("/supervision/progress"))
        assert made.people[Role.BRANCH_HEAD].name in words(reader.get("/supervision/progress/periods/2016-11-20"))
        for kind, begin in (("csv", "\ufeff".encode()), ("xlsx", b"PK"), ("pdf", b"%PDF-")):
            assert staff_client.get(f"/supervision/progress/periods/2016-11-20?format={kind}").data.startswith(begin)
            assert staff_client.get(f"/supervision/progress?format={kind}").data.startswith(begin)
        reader.get(path, 403)
        Counter(staff_client, made.officer).get("/supervision/progress", 403)
        session.query(Institution).one().pack = "rcb_p1"
        session.commit()
        Counter(staff_client, county).get("/supervision/progress")
        assert todo.rows(made.people[Role.BRANCH_HEAD], now=AT, limit=9) == []
