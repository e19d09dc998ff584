"""Lines taken away and the paper list that says so: what is refused, what is told, what never goes online."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.stages.credit.loss.conftest import AT, Lines
from workflow.base import audit
from workflow.base.db import session
from workflow.doors.inbox import take
from workflow.doors.published.models import Due, Proposal, Record
from workflow.kernel.errors import Conflict, Forbidden, Invalid
from workflow.stages.credit.loss import operations, queries
from workflow.stages.credit.loss.models import LineLoss, LossList
from workflow.stages.people import operations as people

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
TODAY = AT.date()


def cancel(lines: Lines, **changed: Any) -> LineLoss:
    said: dict[str, Any] = {"reason": "overdue", "evidence": "逾期台账", "guarantors": lines.all[1:2], "none": False}
    return operations.cancel(changed.pop("line", lines.all[0]), **said | changed, by=lines.head, at=AT)


def counts() -> list[int]:
    return [session.scalar(select(func.count()).select_from(table)) or 0 for table in (Record, Due, Proposal)]


@on_sqlite
@pytest.mark.parametrize("wrong", [{"reason": "late"}, {"evidence": ""}, {"guarantors": []}, {"none": True}])
def test_what_is_refused(lines: Lines, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        cancel(lines, **wrong)
    with pytest.raises(Invalid, match="different households"):
        cancel(lines, guarantors=lines.all[:1])
    assert {line.state for line in lines.all} == {"effective"}


@on_sqlite
def test_nobody_takes_the_line_of_a_household_they_are_tied_to(lines: Lines) -> None:
    people.declare_tie(household=lines.all[1].household, officer=lines.head, nature="relative", by=lines.head, at=AT)
    with pytest.raises(Forbidden):
        cancel(lines)


@on_sqlite
def test_nobody_takes_the_line_of_another_office(lines: Lines) -> None:
    there = list(lines.made.house.offices.values())[-1]
    lines.all[1].case.office = there
    assert there.id != lines.head.office_id
    with pytest.raises(Forbidden, match="another office"):
        cancel(lines)
    assert {line.state for line in lines.all} == {"effective"}


def test_borrower_and_guarantor_lose_their_lines_together_and_each_is_told(lines: Lines) -> None:
    before = counts()
    loss = cancel(lines)
    session.commit()
    assert [line.state for line in lines.all] == ["cancelled", "cancelled", "effective"]
    parts = session.execute(select(LineLoss.part, LineLoss.through_id).order_by(LineLoss.id)).all()
    assert [tuple(row) for row in parts] == [("borrower", None), ("guarantor", loss.id)]
    for line in lines.all[:2]:
        told = take.read_reply(line.case.receipt_key)
        assert told is not None
        assert told["line"] == {"amount": line.amount, "cancelled_on": "2026-11-19"}
    *_before, last = audit.history(lines.all[0].case.stream)
    assert (last.kind, last.payload["guarantors"]) == ("line_cancelled", [lines.all[1].public_id])
    with pytest.raises(Conflict):
        cancel(lines)
    assert counts() == before, "nothing of it is published, proposed or due to be"


def test_the_way_of_the_list(lines: Lines) -> None:
    before = counts()
    village = lines.made.house.village
    with pytest.raises(Conflict):
        operations.draw_up(village, by=lines.clerk, at=AT)
    cancel(lines)
    assert queries.waiting(lines.clerk) == [(village, 2)]
    made = operations.draw_up(village, by=lines.clerk, at=AT)
    assert (len(made.losses), queries.waiting(lines.clerk)) == (2, [])
    with pytest.raises(Conflict, match="approves"):
        operations.post(made, on=TODAY, place="村委会", by=lines.poster, at=AT)
    with pytest.raises(Forbidden):
        operations.approve(made, by=lines.clerk, at=AT)
    operations.approve(made, by=lines.leader, at=AT)
    with pytest.raises(Conflict):
        operations.take_down(made, on=TODAY, by=lines.poster, at=AT)
    with pytest.raises(Invalid):
        operations.post(made, on=TODAY + timedelta(days=1), place="村委会", by=lines.poster, at=AT)
    operations.post(made, on=TODAY, place="村委会", by=lines.poster, at=AT)
    with pytest.raises(Invalid):
        operations.take_down(made, on=TODAY - timedelta(days=1), by=lines.poster, at=AT)
    operations.take_down(made, on=TODAY, by=lines.poster, at=AT)
    session.commit()
    kinds = [event.kind.removeprefix("loss_list_") for event in audit.history(made.stream)]
    assert kinds == ["drawn_up", "approved", "posted", "taken_down"]
    assert counts() == before
    assert session.query(LossList).one().posted_on == TODAY
