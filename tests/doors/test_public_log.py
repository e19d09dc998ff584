"""The public log as anyone reads it: pages, proofs, days, tiles, the register, and what is told of a record."""

from __future__ import annotations

import base64
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from workflow.base import clock
from workflow.base.db import session, transaction
from workflow.base.migrations import guards
from workflow.doors.published import checkpoint as notes
from workflow.doors.published import disclosure, ledger, public_log, register, tiles, write
from workflow.doors.published.models import Record
from workflow.kernel.canonical import commitment
from workflow.witness.bundles import address

LEAVES = 300


def publish(kind: str = "rate", key: str = "general", at: datetime | None = None, **more: object) -> Record:
    at = at or clock.now()
    given = {"valid_from": clock.local_date(at), "generated": True} | more
    return write.publish(kind, key, {"text": key}, at=at, **given)


def sign(at: datetime | None = None) -> None:
    with transaction():
        write.sign_checkpoint(at or clock.now())


@pytest.fixture
def log(door: Engine) -> list[bytes]:
    """A log of 300 statements and one more that no checkpoint covers."""
    statements = [b'{"act":"published","number":%d}' % number for number in range(LEAVES)]
    with transaction():
        for statement in statements:
            write.append_leaf(statement, clock.now())
    sign()
    with transaction():
        write.append_leaf(b'{"act":"published","number":-1}', clock.now())
    return statements


class TestReading:
    def test_pages_are_fixed_and_end_with_the_checkpoint(self, log: list[bytes]) -> None:
        assert public_log.pages() == 12
        found = [leaf.position for number in range(13) for leaf in public_log.page(number)]
        assert found == list(range(LEAVES))
        assert public_log.leaf(LEAVES) is None
        assert public_log.leaves(2)[0] == {"leaf": LEAVES - 1, "act": "published", "number": LEAVES - 1}

    def test_every_proof_leads_to_the_signed_root(self, log: list[bytes]) -> None:
        signed = notes.read_checkpoint(public_log.checkpoint() or "")
        for leaf in (0, 1, 255, 256, 298, 299):
            found = public_log.inclusion(leaf)
            assert found is not None
            hashed = ledger.leaf_hash(log[leaf])
            assert ledger.verify_inclusion(hashed, leaf, signed.size, found.path, signed.root)
        assert public_log.inclusion(LEAVES) is None

    def test_any_two_sizes_are_consistent(self, log: list[bytes]) -> None:
        for old, size in ((1, 1), (1, 300), (255, 256), (256, 300), (299, 300)):
            path = public_log.consistency(old, size)
            assert path is not None
            assert ledger.verify_consistency(old, size, path, public_log.root(old), public_log.root(size))
        assert [public_log.consistency(*sizes) for sizes in ((0, 3), (4, 3), (1, LEAVES + 1))] == [None] * 3

    def test_an_empty_log_says_nothing(self, door: Engine) -> None:
        assert (public_log.pages(), public_log.page(0), public_log.leaves()) == (0, [], [])
        assert (public_log.checkpoint(), public_log.first_day()) == (None, None)
        assert (public_log.inclusion(0), public_log.consistency(1, 1)) == (None, None)


def test_a_day_without_a_checkpoint_is_a_gap(door: Engine) -> None:
    """A day is one in Shanghai, where 23:30 on the 2nd is 15:30 UTC."""
    first = clock.start_of(date(2026, 3, 1))
    for hours in (9, 20, 47.5, 75):
        at = first + timedelta(hours=hours)
        with transaction():
            publish(at=at)
            write.sign_checkpoint(at)
    found = public_log.daily(date(2026, 3, 1), date(2026, 3, 5))
    assert [signed.size if signed else None for signed in found.values()] == [2, 3, None, 4, None]
    assert public_log.first_day() == date(2026, 3, 1)
    assert "\n2\n" in (public_log.checkpoint_of(2) or "")
    assert public_log.checkpoint_of(99) is None


class TestTiles:
    def test_tiles_hold_the_hashes_and_bundles_the_statements(self, log: list[bytes]) -> None:
        hashes = [ledger.leaf_hash(statement) for statement in log]
        assert tiles.tile(0, 0) == b"".join(hashes[:256])
        assert tiles.tile(0, 1, 44) == b"".join(hashes[256:])
        assert tiles.tile(1, 0, 1) == public_log.root(256)
        assert tiles.bundle(1, 2) == b"".join(len(each).to_bytes(2, "big") + each for each in log[256:258])

    def test_nothing_beyond_the_checkpoint_is_served(self, log: list[bytes]) -> None:
        assert [tiles.tile(0, 1, 45), tiles.tile(1, 0, 2), tiles.tile(2, 0, 1), tiles.tile(99, 0, 1)] == [None] * 4
        assert [tiles.bundle(1), tiles.bundle(2, 1), tiles.bundle(10**15)] == [None] * 3

    @given(st.integers(0, 10**12), st.integers(1, 256))
    def test_every_address_is_read_as_it_was_written(self, number: int, width: int) -> None:
        assert tiles.place(tiles.address(number, width)) == (number, width)
        assert tiles.address(number, width) == address(number, width)

    @pytest.mark.parametrize(
        "path", ["", "1", "0001", "x000/001", "x001/67", "001.p/0", "001.p/256", "001.p/01", "a/001", "x" * 99]
    )
    def test_what_is_no_address_is_none(self, path: str) -> None:
        assert tiles.place(path) is None

    def test_the_address_of_the_specification(self) -> None:
        assert tiles.address(1234067) == "x001/x234/067"


class TestDisclosure:
    def test_a_standing_record_is_told_with_its_salt(self, door: Engine) -> None:
        with transaction():
            leaf = publish().leaf
        sign()
        found, told = disclosure.behind(leaf), public_log.leaf(leaf)
        assert found is not None
        assert told is not None
        assert commitment(bytes.fromhex(found.salt or ""), found.payload) == told.told["payload"]

    @pytest.mark.parametrize(
        ("kind", "how", "state", "open"),
        [
            ("rate", {}, "standing", True),
            ("officer", {}, "standing", True),
            ("rate", {"superseded": True}, "superseded", True),
            ("officer", {"superseded": True}, "superseded", False),
            ("rate", {"withdrawn": True}, "withdrawn", False),
            ("notice", {"valid_until": date(2020, 1, 1)}, "over", False),
            ("notice", {"ends_at": datetime.fromisoformat("2020-01-01T00:00:00+00:00")}, "over", False),
            ("rate", {"valid_from": date(2100, 1, 1)}, "waiting", False),
            ("notice", {"audience": "village"}, "closed", False),
        ],
    )
    def test_what_is_not_public_keeps_its_salt(
        self, door: Engine, kind: str, how: dict[str, object], state: str, open: bool
    ) -> None:
        given = dict(how)
        superseded, withdrawn = given.pop("superseded", False), given.pop("withdrawn", False)
        with transaction():
            record = publish(kind, **given)
            leaf = record.leaf
            if superseded:
                publish(kind)
            if withdrawn:
                write.withdraw(record, why="a mistake", at=clock.now())
        found = disclosure.behind(leaf)
        assert found is not None
        assert (found.state, found.salt is not None, found.payload is not None) == (state, open, open)

    def test_a_leaf_without_a_record(self, log: list[bytes]) -> None:
        assert disclosure.behind(0) is None


class TestRegister:
    @pytest.fixture
    def board(self, door: Engine) -> None:
        """Thirty records taken down one after another, one replaced, one that stands."""
        with transaction():
            for number in range(30):
                write.withdraw(publish(key=f"k{number}"), why=f"reason {number}", at=clock.now())
            publish(key="twice")
            publish(key="twice")

    def test_every_end_has_an_entry_newest_first(self, board: None) -> None:
        first = register.taken_down()
        second = register.taken_down(first.earlier)
        whys = [entry.told["why"] for entry in (*first.entries, *second.entries)]
        assert whys == [f"reason {number}" for number in range(29, -1, -1)]
        assert (first.agrees, second.agrees, second.earlier) == (True, True, None)

    @pytest.mark.parametrize(
        ("change", "row"),
        [
            ("DELETE FROM record WHERE", "key = 'k29'"),
            ("UPDATE record SET ended_why = 'other' WHERE", "key = 'k29'"),
            ("UPDATE record SET ended_how = 'ended' WHERE", "key = 'k29'"),
            ("UPDATE record SET ended_at = NULL, ended_how = NULL, ended_leaf = NULL WHERE", "key = 'k29'"),
            ("UPDATE record SET key = 'other' WHERE", "key = 'k29'"),
            ("UPDATE record SET ended_at = published_at, ended_how = 'withdrawn' WHERE", "supersedes IS NOT NULL"),
            ("UPDATE record SET ended_at = published_at, ended_how = 'superseded', ended_leaf = 61 WHERE",
             "supersedes IS NOT NULL"),
        ],
    )  # fmt: skip
    def test_it_says_so_where_log_and_records_disagree(self, board: None, change: str, row: str) -> None:
        with transaction():
            session.connection()
            _drop_guards()
            session.execute(text(f"{change} {row}"))
        assert not register.taken_down().agrees


def _drop_guards() -> None:
    sqlite = session.get_bind().dialect.name == "sqlite"
    for name, table, *_rest in guards.rules():
        session.execute(text(f"DROP TRIGGER {name}" + ("" if sqlite else f' ON "{table}"')))


def test_a_frontier_gives_the_roots_of_the_tree() -> None:
    nodes: dict[tuple[int, int], bytes] = {}

    class Nodes:
        def get(self, level: int, index: int) -> bytes:
            return nodes[level, index]

        def put(self, level: int, index: int, value: bytes) -> None:
            nodes[level, index] = value

    frontier = ledger.Frontier()
    for size in range(70):
        assert frontier.root() == ledger.root(Nodes(), size)
        leaf = ledger.leaf_hash(base64.b64encode(bytes([size])))
        ledger.append(Nodes(), size, leaf)
        frontier.add(leaf)
