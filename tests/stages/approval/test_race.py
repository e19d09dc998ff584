"""Two deciders at once: one decides, the other is told that somebody was first."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from tests.support.factories_approval import decider, founded, passed
from tests.support.factories_cases import moment
from workflow.base import audit, db
from workflow.base.db import session, transaction
from workflow.kernel.errors import Conflict
from workflow.staff.models import Officer
from workflow.stages.approval import operations, queries
from workflow.stages.approval.rules import Verdict
from workflow.stages.cases.models import Case

AT = moment("2011-06-07 09:00")
LATER = moment("2011-06-07 15:00")
#: What `workflow.app` answers with 409.
LOST = (Conflict, StaleDataError, IntegrityError)
ROUNDS = 5


def test_two_deciders_at_once(database: Engine) -> None:
    with transaction():
        house = founded()
        cases = [passed(house, AT).id for _round in range(ROUNDS)]
        deciders = decider(house, "branch").id, decider(house, "branch").id
    for case_id in cases:
        _race(case_id, deciders)


def _race(case_id: int, deciders: tuple[int, int]) -> None:
    start = Barrier(2)

    def decide(officer_id: int, verdict: Verdict) -> str:
        if db.is_sqlite():
            start.wait()  # here writers queue from their first read on
        try:
            with transaction():
                case, by = session.get_one(Case, case_id), session.get_one(Officer, officer_id)
                if not db.is_sqlite():
                    start.wait()
                operations.decide(case, verdict=verdict, reason="理由", by=by, at=LATER)
        except LOST:
            return "lost"
        return str(verdict)

    with ThreadPoolExecutor(2) as pool:
        ended = sorted(pool.map(decide, deciders, (Verdict.GRANT, Verdict.REFUSE)))
    _check(case_id, ended)


def _check(case_id: int, ended: list[str]) -> None:
    assert ended.count("lost") == 1, ended
    case = session.get_one(Case, case_id)
    made = queries.decisions_of(case)
    assert [each.verdict in ended for each in made] == [True]
    assert case.state == ("payable" if made[0].verdict == Verdict.GRANT else "refused")  # no notice is asked for here
    assert [event.kind for event in audit.history(case.stream)].count("case_decided") == 1
    session.remove()
