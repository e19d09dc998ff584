"""Two approvers of one form at once: each line becomes one case."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import Engine, select
from sqlalchemy.orm.exc import StaleDataError

from tests.support.campaign import Village
from tests.support.factories_cases import person
from workflow.base import db
from workflow.base.db import session, transaction
from workflow.kernel.errors import Conflict, Forbidden
from workflow.staff.models import Officer
from workflow.staff.roles import Role
from workflow.stages.approval.lines import operations, queries
from workflow.stages.approval.lines.models import LineBatch
from workflow.stages.cases.models import Case
from workflow.stages.people.models import Tie

#: What `workflow.app` answers with 409 or 403.
LOST = (Conflict, StaleDataError, Forbidden)


def test_two_approvers_at_once_where_a_line_is_left(database: Engine) -> None:
    with transaction():
        world = Village()
        left, _mine = world.lines([30_000, 20_000])
        village, at = world.house.village, world.at
        batch = operations.sign(
            village, queries.ready(village, at.date()), product="micro_credit", by=world.officer, at=at
        )
        pair = [world.decider, person(Role.DECISION_MAKER, world.house.branch, "副主任")]
        for each in pair:  # neither may approve the first line: the form stays signed
            session.add(Tie(
                officer_id=each.id, household_id=left.survey.household_id, nature="relative",
                declared_by_id=world.team.id, declared_at=at,
            ))  # fmt: skip
        session.flush()
        officers, batch_id = [each.id for each in pair], batch.id
    start = Barrier(2)

    def approve(officer_id: int) -> str:
        if db.is_sqlite():
            start.wait()  # here writers queue from their first read on
        try:
            with transaction():
                found, by = session.get_one(LineBatch, batch_id), session.get_one(Officer, officer_id)
                if not db.is_sqlite():
                    start.wait()
                operations.approve(found, by=by, at=at)
        except LOST:
            return "lost"
        return "won"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(approve, officers)) == ["lost", "won"]
    assert session.scalars(select(Case.state)).all() == ["approved"]
    session.remove()
