"""A period of complaints and cards: told once, from the tables as from the events, and nobody can be picked out."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text

from tests.support import factories_feedback as make
from tests.support.factories_feedback import House
from workflow.base.db import session
from workflow.office import tick
from workflow.office.publication import operations as publication
from workflow.office.supervision.voices import queries, recount, rules, telling
from workflow.stages.feedback import operations
from workflow.stages.feedback.cards import operations as evaluation
from workflow.stages.feedback.models import Complaint

APRIL = datetime(2026, 4, 7, 2, tzinfo=UTC)
JULY = datetime(2026, 7, 2, 2, tzinfo=UTC)


def answered(house: House, number: int, *, office: str, category: str, outcome: str, days: int) -> None:
    at, by = APRIL + timedelta(hours=number), house["discipline"]
    complaint = make.complaint(house, at=at, category=category, office=house.offices[office])
    operations.register(complaint, category=category, officers=[], office=None, case_number="", by=by, at=at)
    operations.assign(complaint, house["auditor"], by=by, at=at)
    answers = {"findings": "查", "outcome": outcome, "answer": "答"}
    operations.answer(complaint, **answers, by=house["auditor"], at=at + timedelta(days=days))
    session.commit()


@pytest.fixture
def house(database: Engine) -> House:
    """Ten answered on the north outlet, six of them late, two on the south one; eight cards."""
    found = make.build()
    for number in range(10):
        outcome, days = ("upheld", 3) if number < 5 else ("not_upheld", 40)
        answered(found, number, office="north", category="cold", outcome=outcome, days=days)
    for number in range(2):
        answered(found, 20 + number, office="south", category="stalling", outcome="partly", days=5)
    make.complaint(found, at=APRIL)  # waits still
    for number in range(8):
        rating = "good" if number < 7 else "poor"
        evaluation.record_card(
            office=found.offices["north"], officer=None, business="decision", rating=rating, text="", done_on=None,
            received_at=APRIL, by=found["discipline"], at=APRIL + timedelta(minutes=number),
        )  # fmt: skip
    session.commit()
    return found


def publish(at: datetime = JULY) -> dict[str, Any]:
    publication.publish_generated("complaints", telling.payloads(at), at=at)
    session.commit()
    return {key: json.loads(record.payload) for key, record in queries.published().items()}


def row(told: dict[str, Any], table: str, of: str, code: str = "") -> dict[str, Any]:
    [found] = [each for each in told[table] if (each["of"], each["code"]) == (of, code)]
    return found


def test_a_period_is_told_when_it_is_over(house: House) -> None:
    assert publish(datetime(2026, 6, 30, 15, tzinfo=UTC)) == {}
    told = publish(datetime(2026, 6, 30, 17, tzinfo=UTC))["2026-04-to-2026-06"]
    assert (told["from"], told["until"], told["came"]) == ("2026-04-01", "2026-06-30", 13)
    everything = row(told, "complaints", "all")
    assert (everything["n"], everything["median"], everything["p90"]) == (12, 5, 40)


def test_two_on_one_office_are_told_nowhere(house: House) -> None:
    told = publish()["2026-04-to-2026-06"]
    south = row(told, "complaints", "office", str(house.offices["south"].id))
    assert {value for name, value in south.items() if name not in ("of", "code", "label")} == {None}
    assert row(told, "complaints", "kind", "stalling")["n"] is None
    assert row(told, "complaints", "all")["partly"] is None
    north = row(told, "complaints", "office", str(house.offices["north"].id))
    assert north["n"] is None, "twelve less ten would tell the two"
    assert row(told, "cards", "all") | {"label": None} == {
        "of": "all", "code": "", "label": None, "n": 8, "good": None, "fair": None, "poor": None
    }  # fmt: skip


def test_nobody_and_somebody_look_alike(database: Engine) -> None:
    house = make.build()
    for number in range(10):
        answered(house, number, office="north", category="cold", outcome="upheld", days=3)
    bare = rules.payload(
        rules.Period(date(2026, 4, 1), date(2026, 6, 30)),
        queries.facts(rules.Period(date(2026, 4, 1), date(2026, 6, 30))), queries.outlets(), least=5, both=telling.both,
    )  # fmt: skip
    answered(house, 30, office="south", category="stalling", outcome="upheld", days=3)
    told = publish()["2026-04-to-2026-06"]
    for line in ("office", str(house.offices["south"].id)), ("kind", "stalling"):
        assert row(told, "complaints", *line) == row(bare, "complaints", *line)


def test_told_once_it_is_not_told_again(house: House) -> None:
    first = publish()
    answered(house, 40, office="north", category="cold", outcome="upheld", days=3)
    assert publish(JULY + timedelta(days=1)) == first
    assert "0 periods" in tick._publish_performance(JULY + timedelta(days=1))


def test_the_events_alone_say_the_same(house: House) -> None:
    publish()
    [(key, kept, again), (_whole, counted, seen)] = recount.compared()
    assert key == "complaints:2026-04-to-2026-06"
    assert (kept, counted) == (again, seen)
    assert kept["complaints:all:"]["n"] == 12


@pytest.mark.parametrize("table", ["complaint", "evaluation_card"])
def test_a_table_that_says_otherwise_is_found(house: House, table: str) -> None:
    column, value = ("category", "favours") if table == "complaint" else ("rating", "fair")
    session.execute(text(f"UPDATE {table} SET {column} = '{value}'"))
    session.commit()
    publish()
    differing = [key for key, kept, again in recount.compared() if kept != again]
    assert "complaints:2026-04-to-2026-06:all" in differing


def test_a_record_that_says_otherwise_is_found(house: House) -> None:
    publish()
    on = "" if session.connection().dialect.name == "sqlite" else " ON record"
    session.execute(text(f"DROP TRIGGER record_ends_once{on}"))
    change = text("UPDATE record SET payload = replace(payload, :told, :other) WHERE kind = 'complaints'")
    session.execute(change, {"told": '"n":12', "other": '"n":13'})
    assert [key for key, kept, again in recount.compared() if kept != again] == ["complaints:2026-04-to-2026-06"]
    session.rollback()


@pytest.mark.parametrize(
    ("months", "since", "on", "found"),
    [
        (3, date(2026, 5, 2), date(2026, 7, 1), ["2026-04-to-2026-06"]),
        (3, date(2026, 5, 2), date(2026, 6, 30), []),
        (3, date(2025, 12, 31), date(2026, 4, 1), ["2025-10-to-2025-12", "2026-01-to-2026-03"]),
        (12, date(2024, 2, 29), date(2026, 1, 1), ["2024-01-to-2024-12", "2025-01-to-2025-12"]),
        (1, date(2026, 1, 31), date(2026, 3, 1), ["2026-01-to-2026-01", "2026-02-to-2026-02"]),
    ],
)
def test_periods(months: int, since: date, on: date, found: list[str]) -> None:
    assert [period.key for period in rules.ended_periods(months, since=since, on=on)] == found


def test_complaints_are_counted_whole(house: House) -> None:
    assert session.query(Complaint).count() == 13
