"""What the database refuses whoever asks: the house's own user, raw SQL, both engines."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import IntegrityError

from tests.support.planted import AT, plant
from workflow.base.db import Base
from workflow.base.migrations import guards

EACH = [(rule[1], rule[2]) for rule in guards.every() if rule[3] == "1 = 1"]


@pytest.fixture
def door(database: Engine) -> Iterator[Connection]:
    """The house's own connection, rolled back at the end."""
    with database.connect() as opened:
        yield opened


def conditions(door: Connection) -> dict[str, str]:
    """What each trigger of the database was made from, in the database's own words."""
    words = {
        "sqlite": "SELECT name, sql AS body FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": (
            "SELECT tgname AS name, prosrc AS body FROM pg_trigger, pg_proc "
            "WHERE pg_proc.oid = tgfoid AND NOT tgisinternal"
        ),
    }
    return {row.name: row.body for row in door.execute(text(words[door.dialect.name]))}


def test_the_database_holds_the_very_guards_that_are_written_down(door: Connection) -> None:
    speak = guards.sqlite if door.dialect.name == "sqlite" else guards.postgresql
    held = conditions(door)
    assert held.keys() == {rule[0] for rule in guards.every()}
    for rule in guards.every():
        assert held[rule[0]] in speak(*rule)[0], rule[0]


def refused(door: Connection, statement: str, **values: object) -> None:
    with pytest.raises(IntegrityError), door.begin_nested():
        door.execute(text(statement), values)


@pytest.mark.parametrize(("table", "verb"), EACH)
def test_rows_that_are_never_changed_or_deleted(door: Connection, table: str, verb: str) -> None:
    plant(door, table)
    columns = [f'"{column.name}"' for column in Base.metadata.tables[table].columns]
    if verb == "DELETE":
        refused(door, f'DELETE FROM "{table}"')
        return
    for column in columns:
        refused(door, f'UPDATE "{table}" SET {column} = {column}')


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("table", guards.INSERT_ONLY)
def test_replacing_is_deleting(door: Connection, table: str) -> None:
    plant(door, table)
    refused(door, f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")


class TestRecords:
    @pytest.mark.parametrize("column", guards.RECORD_FIXED_SINCE_006)
    def test_nothing_of_a_record_is_edited(self, door: Connection, column: str) -> None:
        until = {"valid_until": AT.date(), "ends_at": AT}
        plant(door, "record", proposed_by=1, confirmed_by=2, village="1", supersedes=5, **until)
        value = "'2020-01-01'" if column.startswith(("valid", "published", "ends")) else "NOT generated"
        value = value if column in ("valid_from", "valid_until", "published_at", "ends_at", "generated") else "77"
        value = "'77'" if column in ("kind", "key", "village", "audience", "payload", "salt") else value
        refused(door, f"UPDATE record SET {column} = {value}")
        if column in ("village", "valid_until", "ends_at", "supersedes"):
            refused(door, f"UPDATE record SET {column} = NULL")

    def test_it_ends_once(self, door: Connection) -> None:
        plant(door, "record")
        end = "UPDATE record SET ended_at = :at, ended_how = 'withdrawn', ended_why = :why"
        door.execute(text(end), {"at": AT, "why": "a"})
        refused(door, end, at=AT, why="b")
        refused(door, "UPDATE record SET ended_at = NULL, ended_how = NULL")

    def test_its_end_is_whole(self, door: Connection) -> None:
        plant(door, "record")
        refused(door, "UPDATE record SET ended_how = 'withdrawn'")

    @pytest.mark.parametrize("people", [(None, None), (1, None), (None, 1), (1, 1)])
    def test_two_people_or_the_system(self, door: Connection, people: tuple[int | None, int | None]) -> None:
        with pytest.raises(IntegrityError):
            plant(door, "record", generated=False, proposed_by=people[0], confirmed_by=people[1])


class TestHands:
    """One person, one duty in a case; no relative at all."""

    def test_one_duty_a_person(self, door: Connection) -> None:
        hand = plant(door, "case_hand", duty="survey")
        with pytest.raises(IntegrityError):
            plant(door, "case_hand", case_id=hand["case_id"], officer_id=hand["officer_id"], duty="decide")

    @pytest.mark.parametrize("table", ["case_hand", "vote", "decision"])
    def test_no_relative(self, door: Connection, table: str) -> None:
        case = plant(door, "case")
        tie = plant(door, "tie", household_id=case["household_id"])
        column = {"case_hand": "officer_id", "vote": "officer_id", "decision": "officer_id"}[table]
        with pytest.raises(IntegrityError):
            plant(door, table, case_id=case["id"], **{column: tie["officer_id"]})

    def test_the_unrelated_may(self, door: Connection) -> None:
        case = plant(door, "case")
        plant(door, "tie", household_id=case["household_id"])
        plant(door, "case_hand", case_id=case["id"])


class TestComplaints:
    def test_nobody_handles_one_about_themselves(self, door: Connection) -> None:
        exclusion = plant(door, "exclusion")
        words = "UPDATE complaint SET assigned_to_id = :officer WHERE id = :id"
        values = {"officer": exclusion["officer_id"], "id": exclusion["complaint_id"]}
        refused(door, words, **values)

    def test_whoever_handles_one_is_not_excluded_silently(self, door: Connection) -> None:
        complaint = plant(door, "complaint")
        officer = plant(door, "officer")
        values = {"officer": officer["id"], "id": complaint["id"]}
        door.execute(text("UPDATE complaint SET assigned_to_id = :officer WHERE id = :id"), values)
        with pytest.raises(IntegrityError):
            plant(door, "exclusion", complaint_id=complaint["id"], officer_id=officer["id"])


def test_a_decided_case_has_its_decider(door: Connection) -> None:
    for state in ("approved", "posted", "disputed", "payable", "effective"):
        with pytest.raises(IntegrityError), door.begin_nested():
            plant(door, "case", state=state, accepted_at=AT, decided_by_id=None)


def test_no_decision_goes_beyond_what_was_passed(door: Connection) -> None:
    with pytest.raises(IntegrityError):
        plant(door, "case", passed_amount=100, granted_amount=101)


def test_a_case_past_the_desk_has_its_clock(door: Connection) -> None:
    with pytest.raises(IntegrityError):
        plant(door, "case", state="accepted", accepted_at=None)
