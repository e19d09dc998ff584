"""Announced for a later day: it stands from that day's first minute on every page, without anybody's job."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest
from sqlalchemy import Engine, select

from tests.support.factories_cases import moment, person
from tests.support.factories_notices import Village, village
from workflow.base import audit
from workflow.base.db import session
from workflow.doors.published import read, write
from workflow.doors.published.models import Record
from workflow.kernel.errors import Conflict, Invalid
from workflow.office.publication import operations, queries
from workflow.office.supervision.verify.records import records
from workflow.staff.models import AreaAssignment, Officer
from workflow.staff.roles import Role

DAY = moment("2012-11-05 09:00").astimezone(UTC)
LATER = (DAY + timedelta(days=10)).date()


@pytest.fixture
def made(database: Engine) -> Village:
    return village()


@pytest.fixture
def second(made: Village) -> Officer:
    return person(Role.PUBLISHER, made.house.branch, "王复核")


@pytest.fixture
def key(made: Village, second: Officer) -> str:
    """An officer in public who gets a second village on the later day."""
    operations.publish_all_proposed(proposer=made.poster, confirmer=second, at=DAY)
    other = type(made.house.village)(
        code="610525101201", town_id=made.house.village.town_id, office_id=made.house.branch.id, name="西村", pinyin="x"
    )
    session.add(other)
    session.flush()
    session.add(AreaAssignment(officer_id=made.house.officer.id, village_id=other.id, from_on=LATER))
    session.flush()
    return made.house.officer.public_id


def _announce(made: Village, second: Officer, key: str) -> Record:
    proposal = operations.propose("officer", key, on=LATER, by=made.poster, at=DAY)
    record = operations.confirm(proposal, by=second, at=DAY)
    session.commit()
    return record


def _villages(key: str, on: object) -> int:
    return len(read.one("officer", key, on=on).payload["villages"])


def test_it_stands_from_its_day_without_a_job(made: Village, second: Officer, key: str) -> None:
    record = _announce(made, second, key)
    assert record.valid_from == LATER
    assert _villages(key, LATER - timedelta(days=1)) == 1
    assert _villages(key, LATER) == 2
    assert [each.key for each in read.in_force("officer", on=LATER)].count(key) == 1
    assert queries.all_announced(DAY.date()) == [record]
    assert queries.one_in_force("officer", key, LATER).id == record.id


def test_the_books_are_closed_by_the_next_tick(made: Village, second: Officer, key: str) -> None:
    old = queries.one_in_force("officer", key)
    new = _announce(made, second, key)
    operations.bring_up_to_date(DAY + timedelta(days=9))
    assert old.ended_at is None
    operations.bring_up_to_date(DAY + timedelta(days=10))
    session.commit()
    assert (old.ended_how, old.ended_why) == ("replaced", write.SUCCEEDED)
    assert new.ended_at is None
    told = [event for event in audit.history(queries.stream("officer", key)) if event.kind == "publication_took_effect"]
    assert [event.payload["leaf"] for event in told] == [old.ended_leaf]
    operations.anchor(DAY + timedelta(days=10))
    session.commit()
    session.expire_all()
    assert list(records()) == []


def test_one_announcement_at_a_time_and_none_for_the_past(made: Village, second: Officer, key: str) -> None:
    with pytest.raises(Invalid, match="is over"):
        operations.propose("officer", key, on=DAY.date() - timedelta(days=1), by=made.poster, at=DAY)
    _announce(made, second, key)
    with pytest.raises(Conflict, match="announced already"):
        operations.propose("officer", key, on=LATER + timedelta(days=1), by=made.poster, at=DAY)


def test_it_can_be_taken_back_before_its_day(made: Village, second: Officer, key: str) -> None:
    record = _announce(made, second, key)
    proposal = operations.propose_withdrawal(record, reason="换村推迟", by=made.poster, at=DAY)
    operations.confirm(proposal, by=second, at=DAY)
    session.commit()
    assert record.ended_how == "withdrawn"
    assert _villages(key, LATER) == 1


def test_taking_the_new_version_down_does_not_bring_the_old_one_back(made: Village, second: Officer, key: str) -> None:
    record, day = _announce(made, second, key), DAY + timedelta(days=10)
    proposal = operations.propose_withdrawal(record, reason="已调离", by=made.poster, at=day)
    operations.confirm(proposal, by=second, at=day)
    session.commit()
    assert read.one("officer", key, on=LATER) is None


def test_a_late_confirmation_counts_from_its_own_day(made: Village, second: Officer, key: str) -> None:
    proposal = operations.propose("officer", key, on=LATER, by=made.poster, at=DAY)
    record = operations.confirm(proposal, by=second, at=DAY + timedelta(days=12))
    assert record.valid_from == LATER + timedelta(days=2)
    old = session.scalars(select(Record).where(Record.key == key).order_by(Record.id)).first()
    assert (old.ended_how, old.ended_leaf) == ("superseded", record.leaf)
