"""Trainings, letters, and the gate before a lending role."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from flask.testing import FlaskClient

from tests.office.registers.conftest import Place
from tests.support.counter import Counter
from tests.support.factories_cases import moment, person
from tests.support.page import words
from workflow.base.db import session
from workflow.kernel.errors import Forbidden, Invalid
from workflow.office.registers.training import operations, queries
from workflow.office.registers.training.models import Training
from workflow.places.models import Institution
from workflow.staff import operations as staff
from workflow.staff.models import Officer
from workflow.staff.roles import Role

AT, DAY = moment("2026-11-19 18:00"), date(2026, 11, 18)
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def newcomer(place: Place) -> Officer:
    made = person(Role.TELLER, place.office, "新来的")
    session.commit()
    return made


def trained(place: Place, who: Officer, *, passed: bool) -> Training:
    return operations.train(
        place.office, on=DAY, topics="贷款规程", teacher="联社", results={who: passed}, by=place.hr, at=AT
    )


def granted(place: Place, who: Officer, role: Role = Role.CREDIT_OFFICER) -> None:
    staff.grant_role(who, role, by=place.county, at=AT)


def test_no_lending_role_before_pass_and_letter(place: Place, newcomer: Officer) -> None:
    with pytest.raises(Invalid, match="test is not passed"):
        granted(place, newcomer)
    granted(place, newcomer, Role.ARCHIVIST)
    trained(place, newcomer, passed=False)
    with pytest.raises(Invalid, match="test is not passed"):
        granted(place, newcomer)
    training = trained(place, newcomer, passed=True)
    with pytest.raises(Invalid, match="letter is not filed"):
        granted(place, newcomer)
    letter = operations.file_letter(newcomer, signed_on=DAY, number="承-12", by=place.hr, at=AT)
    granted(place, newcomer)
    assert [each for each in queries.standings() if each.officer == newcomer] == [(newcomer, DAY, DAY)]
    operations.strike_letter(letter, why="不是本人签名", by=place.hr, at=AT)
    with pytest.raises(Invalid, match="letter is not filed"):
        granted(place, newcomer, Role.DESK_CLERK)
    operations.strike_training(training, why="代考", by=place.hr, at=AT)
    assert [each.passed_on for each in queries.standings() if each.officer == newcomer] == [None]


@on_sqlite
def test_where_the_rules_ask_for_no_training_there_is_no_gate(place: Place, newcomer: Officer) -> None:
    session.query(Institution).one().pack = "shiyan2011"
    session.flush()
    granted(place, newcomer)


@on_sqlite
def test_nobody_passes_or_files_for_themselves(place: Place, newcomer: Officer) -> None:
    with pytest.raises(Forbidden, match="own test"):
        trained(place, place.hr, passed=True)
    with pytest.raises(Forbidden, match="own commitment"):
        operations.file_letter(place.hr, signed_on=DAY, number="1", by=place.hr, at=AT)
    with pytest.raises(Invalid, match="who came"):
        operations.train(place.office, on=DAY, topics="x", teacher="x", results={}, by=place.hr, at=AT)


@on_sqlite
def test_nobody_strikes_out_their_own_test_or_letter(place: Place, newcomer: Officer) -> None:
    failed = trained(place, newcomer, passed=False)
    letter = operations.file_letter(newcomer, signed_on=DAY, number="1", by=place.hr, at=AT)
    with pytest.raises(Forbidden, match="not yours"):
        operations.strike_training(failed, why="再考", by=newcomer, at=AT)
    with pytest.raises(Forbidden, match="not yours"):
        operations.strike_letter(letter, why="反悔", by=newcomer, at=AT)


@on_sqlite
def test_the_next_training_is_due_when_the_rules_say(place: Place, newcomer: Officer) -> None:
    assert queries.next_due(DAY) is None
    trained(place, newcomer, passed=True)
    assert queries.next_due(DAY) == date(2027, 2, 18)


@on_sqlite
def test_the_pages(place: Place, newcomer: Officer, staff_client: FlaskClient) -> None:
    with time_machine.travel(AT, tick=True):
        at_work, page = Counter(staff_client, place.hr), f"/registers/trainings/new/{place.office.id}"
        given = {"on": "2026-11-18", "topics": "警示案例", "teacher": "韩老师"}
        at_work.post(page, 422, **given)
        shown = at_work.post(page, **given, passed=newcomer.public_id).location
        assert newcomer.name in words(at_work.get(shown))
        page = "/registers/commitment-letters/new"
        letter = {"officer": newcomer.public_id, "signed_on": "2026-11-19", "number": "承-1"}
        filed = at_work.post(page, **letter).location
        at_work.post(f"{filed}/strike", page=filed, why="未盖章")
        at_work.get("/registers/commitment-letters")
        at_work.post(f"{shown}/strike", page=shown, why="没有考试")
        assert place.officer.name in words(at_work.get("/registers/trainings"))
