"""Changing and taking back proposals; a reviewed list confirmed at once; two people at the same button."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from tests.support.factories_cases import moment, person
from tests.support.factories_notices import Village, village
from workflow.base import audit, db
from workflow.base.db import session, transaction
from workflow.doors.published.models import Proposal, Record
from workflow.kernel.errors import Conflict, Forbidden, Invalid
from workflow.office.publication import operations, queries
from workflow.staff.models import Officer
from workflow.staff.roles import Role

DAY = moment("2012-11-05 09:00")
NEXT = DAY + timedelta(days=1)
LOST = (Conflict, StaleDataError, IntegrityError)


@pytest.fixture
def made(database: Engine) -> Village:
    return village()


@pytest.fixture
def second(made: Village) -> Officer:
    return person(Role.PUBLISHER, made.house.branch, "王复核")


def test_only_the_proposer_takes_it_back_and_only_once(made: Village, second: Officer) -> None:
    proposal = operations.propose("product", "pledge", by=made.poster, at=DAY)
    with pytest.raises(Forbidden, match="reject it"):
        operations.take_back(proposal, by=second, at=DAY)
    operations.take_back(proposal, by=made.poster, at=DAY)
    assert not proposal.open
    for act in (operations.confirm, operations.take_back):
        with pytest.raises(Conflict, match="already"):
            act(proposal, by=second if act is operations.confirm else made.poster, at=DAY)
    assert operations.propose("product", "pledge", by=second, at=DAY).open


def test_a_changed_proposal_is_a_new_version(made: Village, second: Officer) -> None:
    first = operations.propose("officer", made.house.officer.public_id, by=made.poster, at=DAY)
    made.house.officer.duties = "包村信贷员、宣传"
    session.flush()
    with pytest.raises(Conflict, match="has changed since"):
        operations.confirm(first, by=second, at=DAY)
    newer = operations.revise(first, by=made.poster, at=NEXT)
    assert (newer.replaces, first.open, newer.open) == (first.id, False, True)
    assert "宣传" in newer.payload
    assert "宣传" not in first.payload
    with pytest.raises(Invalid, match="Nothing would differ"):
        operations.revise(newer, by=made.poster, at=NEXT)
    with pytest.raises(Conflict):
        operations.confirm(first, by=second, at=NEXT)
    assert operations.confirm(newer, by=second, at=NEXT).leaf is not None
    kinds = [event.kind for event in audit.history(queries.stream(newer.kind, newer.key))]
    assert kinds == ["publication_proposed", "publication_revised", "publication_confirmed"]


def test_another_reason_is_a_new_version_too(made: Village, second: Officer) -> None:
    operations.publish_all_proposed(proposer=made.poster, confirmer=second, at=DAY)
    record = queries.one_in_force("product", "pledge")
    first = operations.propose_withdrawal(record, reason="停办", by=made.poster, at=DAY)
    with pytest.raises(Invalid, match="telephone number"):
        operations.revise(first, reason="详询13800138000", by=made.poster, at=DAY)
    newer = operations.revise(first, reason="停办此项业务", by=made.poster, at=DAY)
    operations.confirm(newer, by=second, at=DAY)
    assert record.ended_why == "停办此项业务"


def test_what_was_superseded_meanwhile_is_not_confirmed(made: Village, second: Officer) -> None:
    """The same words again, but what they would replace is not what the proposer saw."""
    operations.publish_all_proposed(proposer=made.poster, confirmer=second, at=DAY)
    record = queries.one_in_force("product", "pledge")
    operations.confirm(operations.propose_withdrawal(record, reason="停办", by=made.poster, at=DAY), by=second, at=DAY)
    proposal = operations.propose("product", "pledge", by=made.poster, at=DAY)
    proposal.rests_on = record.id
    session.flush()
    with pytest.raises(Conflict, match="has changed since"):
        operations.confirm(proposal, by=second, at=DAY)


def test_a_reviewed_list_is_confirmed_with_a_record_and_an_event_each(made: Village, second: Officer) -> None:
    keys = ("micro_credit", "pledge", "mortgage")
    proposals = operations.propose_all([("product", key) for key in keys], by=made.poster, at=DAY)
    done = operations.confirm_all(proposals, by=second, at=DAY)
    assert [record.key for record in done] == list(keys)
    assert len({record.leaf for record in done}) == 3
    for record in done:
        told = [event.kind for event in audit.history(queries.stream("product", record.key))]
        assert told == ["publication_proposed", "publication_confirmed"]


def test_one_that_cannot_be_confirmed_stops_the_whole_list(made: Village, second: Officer) -> None:
    session.commit()
    with transaction():
        by, other = session.get_one(Officer, made.poster.id), session.get_one(Officer, second.id)
        operations.propose_all([("product", "micro_credit")], by=by, at=DAY)
        operations.propose_all([("product", "pledge")], by=other, at=DAY)
    with pytest.raises(Conflict, match="质押贷款"), transaction():
        operations.confirm_all(queries.proposals(), by=session.get_one(Officer, second.id), at=DAY)
    with transaction():
        assert session.scalar(select(Record.id).limit(1)) is None
        assert len(queries.proposals()) == 2


def test_checking_notes_what_was_compared(made: Village, second: Officer) -> None:
    operations.publish_all_proposed(proposer=made.poster, confirmer=second, at=DAY)
    operations.check("rate", by=made.poster, at=NEXT)
    (told,) = audit.history(queries.checked_stream("rate"))
    assert told.payload["keys"] == sorted(queries.in_force("rate"))


def test_two_confirm_at_once_and_two_propose_at_once(database: Engine) -> None:
    with transaction():
        made = village()
        people = [person(Role.PUBLISHER, made.house.branch, name).id for name in ("甲一", "乙二")]
        operations.propose("product", "pledge", by=made.poster, at=DAY)
    assert sorted(_race(people, _confirm)) == ["done", "lost"]
    assert sorted(_race(people, _propose)) == ["done", "lost"]
    with transaction():
        assert [record.key for record in session.scalars(select(Record))] == ["pledge"]
        assert [proposal.key for proposal in queries.proposals()] == ["mortgage"]


def _confirm(by: Officer) -> None:
    (proposal,) = session.scalars(select(Proposal))
    operations.confirm(proposal, by=by, at=DAY)


def _propose(by: Officer) -> None:
    operations.propose("product", "mortgage", by=by, at=DAY)


def _race(people: list[int], act: object) -> list[str]:
    start = Barrier(2)

    def run(officer_id: int) -> str:
        if db.is_sqlite():
            start.wait()  # here writers queue from their first read on
        try:
            with transaction():
                by = session.get_one(Officer, officer_id)
                if not db.is_sqlite():
                    start.wait()
                act(by)
        except LOST:
            return "lost"
        return "done"

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(run, people))
