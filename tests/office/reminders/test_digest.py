"""One message a day for whom something waits: counts and an address, in the reader's language, sent once."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from tests.support.factories_cases import accepted, house, moment, person
from workflow.base.db import session, transaction
from workflow.base.settings import Limits, Settings
from workflow.carriers import senders
from workflow.carriers.models import Message
from workflow.office.reminders import operations, queries
from workflow.office.supervision import operations as supervision
from workflow.staff.models import Officer
from workflow.staff.roles import Role
from workflow.stages.cases.models import Case

MORNING = moment("2011-05-19 07:30")


@pytest.fixture
def officer(database: Engine) -> Officer:
    """The credit officer of a house with an address, and two applications in hand."""
    with transaction():
        made = house()
        made.officer.email, made.officer.language = "ma@example.cn", "en"
        accepted(made, moment("2011-05-09"))
        accepted(made, moment("2011-05-12"))
        return made.officer


def digests(at: datetime = MORNING, limits: Limits | None = None) -> int:
    return operations.make_digests(at=at, limits=limits or Limits())


def messages() -> list[Message]:
    session.remove()
    return list(session.scalars(select(Message).where(Message.kind == "daily-digest").order_by(Message.id)))


def text(message: Message, settings: Settings) -> str:
    return "\n".join(senders.words(message, json.loads(message.params), settings))


def test_it_tells_counts_and_an_address_only(officer: Officer, settings: Settings) -> None:
    assert digests() == 1
    message = messages()[0]
    assert (message.channel, message.address, message.due_at) == ("email", "ma@example.cn", MORNING)
    said = text(message, settings)
    assert "2 applications wait for you." in said
    assert f"{settings.site_url}/staff/" in said
    assert not any(detail in said for detail in ("王测试", "2011-0", "东白城"))


def test_once_a_day_and_anew_the_next(officer: Officer) -> None:
    assert [digests(), digests(), digests(MORNING + timedelta(days=1))] == [1, 0, 1]


def test_two_ticks_at_once_make_it_once(officer: Officer) -> None:
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(lambda _: digests(), range(2))) == [0, 1]
    assert len(messages()) == 1


def test_one_that_cannot_be_made_keeps_nobody_from_theirs_and_is_made_later(
    officer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction():
        other = person(Role.CREDIT_OFFICER, session.get_one(Officer, officer.id).office)
        other.email = "other@example.cn"
        other_id = other.id
    counted = queries.waiting

    def broken(who: Officer, *, at: datetime) -> queries.Waiting:
        if who.id == officer.id:
            raise LookupError
        assert session.info["writing"] is False, "a filing would wait while this is counted"
        return replace(counted(who, at=at), others=1)

    monkeypatch.setattr(queries, "waiting", broken)
    with pytest.raises(operations.Undone):
        digests()
    assert [message.address for message in messages()] == ["other@example.cn"]
    assert officer.id in queries.without_digest(MORNING.date())
    assert other_id not in queries.without_digest(MORNING.date())
    session.remove()
    monkeypatch.undo()
    assert digests() == 1


def test_not_before_its_hour_and_never_in_quiet_hours(officer: Officer) -> None:
    assert digests(moment("2011-05-19 06:59")) == 0
    assert digests(moment("2011-05-19 07:00"), replace(Limits(), quiet_until_hour=8)) == 1
    assert messages()[0].due_at == moment("2011-05-19 08:00")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nothing_waits_nothing_is_sent(officer: Officer) -> None:
    with transaction():
        idle = person(Role.HR, session.get_one(Officer, officer.id).office)
        idle.email = "idle@example.cn"
    assert digests() == 1
    assert [message.address for message in messages()] == ["ma@example.cn"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_left_or_has_no_address_gets_none(officer: Officer) -> None:
    with transaction():
        session.get_one(Officer, officer.id).active = False
    assert digests() == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_overdue_and_last_day_are_counted(officer: Officer) -> None:
    officer = session.get_one(Officer, officer.id)
    days = sorted(due.on for due in queries.dues(officer, today=MORNING.date()) if due.sort == queries.PROMISE)
    assert len(days) == 2
    found = queries.waiting(officer, at=moment(f"{days[1]} 10:00"))
    assert (found.cases, found.overdue, found.last_day) == (2, 1, 1)


def test_the_day_of_a_stage_counts_where_it_is_nearer_and_stands_in_the_calendar_beside_the_promise(
    officer: Officer,
) -> None:
    with transaction():
        first, second = session.scalars(select(Case).order_by(Case.id)).all()
        promised = {first.due_on, second.due_on}
        soon, later = min(promised) - timedelta(days=1), max(promised) + timedelta(days=9)
        first.stage_due_on, first.stage_clock = soon, {"kind": "review"}
        second.stage_due_on, second.stage_clock = later, {"kind": "investigation"}
    officer = session.get_one(Officer, officer.id)
    at = moment(f"{soon} 10:00")
    found = queries.waiting(officer, at=at)
    assert (found.cases, found.overdue, found.last_day) == (2, 0, 1)
    after = queries.waiting(officer, at=at + timedelta(days=1))
    assert (after.overdue, after.last_day) == (1, 0), "the first by its stage, though its promise is on its last day"
    dues = queries.dues(officer, today=soon)
    assert {due.on for due in dues if due.sort == queries.PROMISE} == promised
    assert [(due.on, due.stage) for due in dues if due.sort == queries.STAGE] == [
        (soon, "review"), (later, "investigation")
    ]  # fmt: skip


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_supervisor_hears_of_new_findings(officer: Officer) -> None:
    with transaction():
        auditor = session.scalars(select(Officer).where(Officer.name == "严稽核")).one()
        auditor.email = "yan@example.cn"
        supervision.find("no_officer", "village:1", at=MORNING - timedelta(hours=3), village="x")
        supervision.find("no_officer", "village:2", at=MORNING - timedelta(days=3), village="y")
    who = [session.get_one(Officer, each.id) for each in (auditor, officer)]
    assert [queries.waiting(each, at=MORNING).findings for each in who] == [1, 0]
