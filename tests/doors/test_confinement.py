"""The portal's connection can do what the two doors need and nothing else, on both engines."""

from __future__ import annotations

import sqlite3

import pytest
from sqlalchemy import Connection, Engine, select, text
from sqlalchemy.exc import DBAPIError

from workflow import tables
from workflow.base import db
from workflow.base.db import Base, session
from workflow.doors import connection
from workflow.doors.connection import INSERTABLE, READABLE, UPDATABLE
from workflow.doors.inbox import receive

assert tables.ROOMS  # every room's tables are known
ALL = sorted(Base.metadata.tables)
PRIVATE = [name for name in ALL if name not in READABLE]
SQLITE_ONLY = [
    "ATTACH DATABASE ':memory:' AS other",
    "DETACH DATABASE main",
    "PRAGMA writable_schema = ON",
    "PRAGMA table_info(officer)",
    "PRAGMA journal_mode = DELETE",
    "PRAGMA foreign_keys = OFF",
    "PRAGMA recursive_triggers = OFF",
    "SELECT load_extension('/tmp/nothing.so')",
    "SELECT sql FROM sqlite_master",
    "VACUUM INTO '/tmp/nothing.db'",
    "REINDEX",
    "ANALYZE",
    "CREATE TEMP TABLE mine (a)",
    "CREATE VIRTUAL TABLE mine USING fts5(a)",
    "INSERT OR REPLACE INTO slip SELECT * FROM slip",
    "REPLACE INTO record (id) VALUES (1)",
    "INSERT INTO search_words (search_words) VALUES ('rebuild')",
    "DELETE FROM search_words_idx",
    "SELECT name FROM sqlite_master",
    "CREATE VIRTUAL TABLE temp.mine USING fts5vocab(main, search_words, row)",
]
POSTGRESQL_ONLY = [
    "SET ROLE postgres",
    "SET SESSION AUTHORIZATION postgres",
    "COPY officer TO STDOUT",
    "COPY record TO PROGRAM 'cat'",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT lo_import('/etc/passwd')",
    "ALTER ROLE sunshine_portal SUPERUSER",
    "GRANT ALL ON officer TO sunshine_portal",
    "TRUNCATE slip",
    "LOCK TABLE record IN ACCESS EXCLUSIVE MODE",
    "SELECT nextval('event_id_seq')",
    "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "INSERT INTO door_nonce VALUES ('x', 0, now()) ON CONFLICT (nonce) DO UPDATE SET counter = 1",
]
EVERYWHERE = [
    "CREATE TABLE mine (a INTEGER)",
    "DROP TABLE record",
    "DROP TRIGGER slip_fixed",
    "ALTER TABLE record ADD COLUMN a INTEGER",
    "CREATE INDEX mine ON record (kind)",
    "CREATE VIEW mine AS SELECT * FROM record",
    "UPDATE record SET payload = '{}'",
    "UPDATE record SET ended_at = NULL",
    "UPDATE log_leaf SET statement = ''",
    "UPDATE slip SET kind = 'other'",
    "UPDATE door_nonce SET counter = 9",
    "UPDATE quota SET key = 'x'",
    "UPDATE reply SET at = at",
    "UPDATE epoch SET value = 0",
    "INSERT INTO record (id) VALUES (77)",
    "INSERT INTO reply (receipt_key) VALUES ('x')",
    "DELETE FROM search_words",
    "INSERT INTO search_words (words) VALUES ('x')",
    "UPDATE search_words SET words = ''",
    "SELECT payload FROM slip",
    "SELECT salt FROM slip",
    "SELECT * FROM slip",
    "SELECT content FROM enclosure",
    "SELECT count(*) FROM enclosure WHERE receipt_key = 'x'",
    "SELECT count(*) FROM alembic_version",
    "SELECT note FROM heartbeat",
    "UPDATE heartbeat SET at = NULL",
    "SELECT (SELECT password_hash FROM officer LIMIT 1) FROM record",
    "SELECT 1 FROM record JOIN event ON event.id = record.id",
    "WITH x AS (SELECT * FROM officer) SELECT * FROM x",
    "SELECT 1 FROM record UNION SELECT id FROM officer",
]


def refused(door: Engine, statement: str) -> None:
    with pytest.raises(DBAPIError) as caught, door.begin() as opened:
        opened.execute(text(statement)).all()
    words = str(caught.value.orig).lower()
    telling = (
        "not authorized",
        "prohibited",
        "permission denied",
        "must be owner",
        "denied",
        "only",
        "never",
        "must be",
    )
    assert any(word in words for word in telling), words


def test_it_works(filled: Engine) -> None:
    with connection.portal() as opened:
        assert opened.scalar(text("SELECT key FROM record")) == "general"
        assert opened.scalar(text("SELECT kind FROM slip")) == "complaint"


@pytest.mark.parametrize("verb", ["read", "insert", "update", "delete"])
def test_private_tables_are_out_of_reach(filled: Engine, verb: str) -> None:
    for name in PRIVATE:
        column = next(iter(Base.metadata.tables[name].columns)).name
        words = {
            "read": f'SELECT count(*) FROM "{name}"',
            "insert": f'INSERT INTO "{name}" ("{column}") VALUES (NULL)',
            "update": f'UPDATE "{name}" SET "{column}" = "{column}"',
            "delete": f'DELETE FROM "{name}"',
        }
        refused(filled, words[verb])


def test_what_is_private_is_most_of_the_house() -> None:
    assert {"officer", "household", "case", "event", "complaint", "taken", "proposal", "staff_session"} <= set(PRIVATE)
    assert set(ALL) - set(PRIVATE) == READABLE.keys()


def test_nothing_published_or_handed_in_is_deleted_or_changed(filled: Engine) -> None:
    for name in READABLE:
        refused(filled, f"DELETE FROM {name}")
        for column in Base.metadata.tables[name].columns:
            if column.name not in UPDATABLE.get(name, ()):
                refused(filled, f'UPDATE {name} SET "{column.name}" = "{column.name}"')
        if name not in INSERTABLE:
            refused(filled, f"INSERT INTO {name} SELECT * FROM {name}")


@pytest.mark.parametrize("statement", EVERYWHERE)
def test_neither_on_one_engine_nor_the_other(filled: Engine, statement: str) -> None:
    refused(filled, statement + (" ON slip" if "TRIGGER" in statement and not db.is_sqlite() else ""))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("statement", SQLITE_ONLY)
def test_not_in_sqlites_own_words(filled: Engine, statement: str) -> None:
    """Said to the driver itself, outside any transaction."""
    opened = filled.raw_connection()
    with pytest.raises(sqlite3.DatabaseError, match=r"not authorized|denied|prohibited|never"):
        opened.execute(statement).fetchall()
    opened.close()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("statement", POSTGRESQL_ONLY)
def test_not_in_postgresqls_own_words(filled: Engine, statement: str) -> None:
    refused(filled, statement)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_role_of_the_portals_own_has_no_way_back(cluster: object, filled: Engine, database_url: str) -> None:
    """With one address the connection takes the role, and code in it could drop it; a log-in of its own cannot."""
    cluster.execute("DROP ROLE IF EXISTS portal_door")
    cluster.execute("CREATE ROLE portal_door LOGIN IN ROLE sunshine_portal")
    own = connection.open_portal(database_url.replace("sunshine@", "portal_door@"))
    with own.connect() as opened:
        opened.exec_driver_sql("RESET ROLE")
        assert opened.scalar(text("SELECT count(*) FROM record")) == 1
        with pytest.raises(DBAPIError):
            opened.execute(text("SELECT count(*) FROM officer"))
    receipt = receive.hand_in("complaint", {}, nonce="1" * 32, address="10.0.0.1")
    assert receive.answer(receipt.digits, address="10.0.0.1")
    own.dispose()


def test_what_can_be_found_can_be_read(filled: Engine) -> None:
    with connection.portal() as opened:
        assert opened.execute(text("SELECT words FROM search_words")).all() is not None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_sqlites_catalogue_stays_as_it_is(filled: Engine) -> None:
    """Opening a virtual table asks for it; a statement of ours is refused by SQLite itself."""
    opened = filled.raw_connection()
    with pytest.raises(sqlite3.OperationalError, match="may not be modified"):
        opened.execute("UPDATE sqlite_master SET sql = ''")
    opened.close()


def test_the_house_itself_is_not_confined(filled: Engine) -> None:
    assert session.execute(select(Base.metadata.tables["officer"])).all()


def test_a_failed_transaction_leaves_nothing(filled: Engine) -> None:
    def break_off(opened: Connection) -> None:
        opened.execute(text("INSERT INTO quota (key, hour, count) VALUES ('k', 1, 1)"))
        raise KeyError

    with pytest.raises(KeyError), connection.portal(writing=True) as opened:
        break_off(opened)
    with connection.portal() as opened:
        assert opened.scalar(text("SELECT count(*) FROM quota WHERE key = 'k'")) == 0
