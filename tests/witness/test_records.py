"""A site that would rather not be looked at: whatever it answers instead of a record is found in the end."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from tests.witness.conftest import Alter, Look, sign
from tests.witness.test_look import RATE, last, publish_one, the
from workflow.base import clock
from workflow.base.db import transaction
from workflow.doors.published import write
from workflow.kernel.canonical import commitment
from workflow.witness.records import Records
from workflow.witness.site import Site

AT = datetime(2026, 11, 20, 1, tzinfo=UTC)
SALT, PAYLOAD = bytes(16), {"village_name": "冯原村"}
LEAF, SIZE = "4", 10
PAGE = "/notices/abc"


class Board(HTTPServer):
    """Gives the answers that a test sets: path → (status, body)."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.answers: dict[str, tuple[int, bytes]] = {}
        self.record = {
            "kind": "notice", "key": "abc", "audience": "public", "valid_from": "2026-11-20", "valid_until": None,
            "payload": commitment(SALT, PAYLOAD),
        }  # fmt: skip
        self.tell(200, {"salt": SALT.hex(), "payload": PAYLOAD, "page": PAGE})
        self.answers[PAGE] = (200, f'<a href="/log/{LEAF}">'.encode())

    def tell(self, status: int, told: Any) -> None:
        self.answers[f"/log/{LEAF}/record.json"] = (status, json.dumps(told).encode())

    def look(self, *, size: int = SIZE, hours: float = 0, fresh: bool = False) -> Records:
        """One look some hours later, at a log of this size that was signed just then; the state survives as a file."""
        kept = json.loads(json.dumps(self.record))
        at = AT + timedelta(hours=hours)
        records = Records(Site(f"http://127.0.0.1:{self.server_port}"), {LEAF: kept}, size, {LEAF} if fresh else set())
        records.check(at, at)
        self.record = kept
        return records


class Answers(BaseHTTPRequestHandler):
    server: Board

    def do_GET(self) -> None:
        status, body = self.server.answers.get(self.path, (404, b""))
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def board() -> Iterator[Board]:
    server = Board()
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_a_notice_that_stands(board: Board) -> None:
    records = board.look()
    assert (records.findings, records.remarks, records.read, records.pages) == ([], [], 1, 1)


class TestTakenDown:
    def test_an_entry_that_waits_for_its_checkpoint_is_remarked(self, board: Board) -> None:
        board.tell(410, {"ended_leaf": SIZE})
        for hours in (0, 0.5):
            records = board.look(hours=hours)
            assert records.findings == []
            assert "should say so at the next look" in records.remarks[0]

    def test_the_log_went_past_it_without_the_entry(self, board: Board) -> None:
        board.tell(410, {"ended_leaf": SIZE})
        board.look()
        board.tell(410, {"ended_leaf": SIZE + 5})
        assert "it was removed" in board.look(size=SIZE + 5).findings[0]
        assert "it was removed" in board.look(size=SIZE + 5).findings[0], "and it stays found"

    def test_another_entry_is_named_each_time(self, board: Board) -> None:
        board.tell(410, {"ended_leaf": SIZE})
        board.look()
        board.tell(410, {"ended_leaf": SIZE + 1})
        assert f"entry {SIZE}, which should say so, was never shown" in board.look().findings[0]

    def test_checkpoints_come_and_none_covers_it(self, board: Board) -> None:
        board.tell(410, {"ended_leaf": SIZE + 50})
        board.look()
        assert "was signed since" in board.look(size=SIZE + 1, hours=2).findings[0]
        assert "was signed since" in board.look(size=SIZE + 1, hours=3).findings[0], "and it stays found"

    def test_an_answer_in_between_does_not_renew_the_claim(self, board: Board) -> None:
        stands = board.answers[f"/log/{LEAF}/record.json"]
        board.tell(410, {"ended_leaf": SIZE})
        board.look()
        board.answers[f"/log/{LEAF}/record.json"] = stands
        assert board.look(hours=1).findings == []
        board.tell(410, {"ended_leaf": SIZE + 3})
        assert board.look(size=SIZE + 2, hours=2).findings

    @pytest.mark.parametrize("ended", [10**6, 10**400, "10", None, True, 1.5])
    def test_a_number_that_no_log_reaches_by_tomorrow(self, board: Board, ended: object) -> None:
        board.tell(410, {"ended_leaf": ended})
        assert board.look().findings

    @pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
    def test_a_claim_that_moves_ahead_of_the_log(self, seen: Look, administrator: Alter) -> None:
        for look in range(2):
            claim = f"ended_at = published_at, ended_how = 'withdrawn', ended_leaf = {last() + 1}"
            administrator(RATE.format(claim))
            assert bool(the(seen(), "it was removed")) == bool(look)
            publish_one(f"new{look}")
            sign()


class TestPages:
    @pytest.mark.parametrize("address", [None, 7, "", "/notices", "/notices/abd", "/\ud800/abc", "/\n/abc"])
    def test_a_notice_has_a_page_of_its_own(self, board: Board, address: object) -> None:
        board.tell(200, {"salt": SALT.hex(), "payload": PAYLOAD, "page": address})
        assert "names no page of its own" in board.look().findings[0]

    @pytest.mark.parametrize("address", [None, 7, "/\ud800"])
    def test_other_records_need_none(self, board: Board, address: object) -> None:
        board.record["kind"] = "rate"
        board.tell(200, {"salt": SALT.hex(), "payload": PAYLOAD, "page": address})
        records = board.look(fresh=True)
        assert (records.findings, records.pages) == ([], 0)


class TestNotLookedAt:
    @pytest.mark.parametrize(("status", "body"), [(500, b""), (200, b"<html>"), (410, b"gone")])
    def test_three_looks_in_a_row_are_a_finding(self, board: Board, status: int, body: bytes) -> None:
        board.answers[f"/log/{LEAF}/record.json"] = (status, body)
        found = [(len(records.findings), len(records.remarks)) for records in (board.look() for _look in range(4))]
        assert found == [(0, 1), (0, 1), (1, 0), (1, 0)]

    def test_an_answer_in_between_starts_the_count_anew(self, board: Board) -> None:
        stands = board.answers[f"/log/{LEAF}/record.json"]
        for answer in ((500, b""), (500, b""), stands, (500, b""), (500, b"")):
            board.answers[f"/log/{LEAF}/record.json"] = answer
            assert board.look().findings == []

    def test_a_payload_too_deep_to_seal_is_not_what_was_sealed(self, board: Board) -> None:
        deep = b'{"a":' * 600 + b"1" + b"}" * 600
        told = b'{"salt":"' + SALT.hex().encode() + b'","page":"/notices/abc","payload":' + deep + b"}"
        board.answers[f"/log/{LEAF}/record.json"] = (200, told)
        assert "was edited" in board.look().findings[0]

    @pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
    def test_a_checkpoint_dated_ahead_hides_nothing(self, seen: Look, portal: Any) -> None:
        seen()
        publish_one()
        with transaction():
            write.sign_checkpoint(clock.now() + timedelta(days=30))
        portal.view_functions["notices.show"] = lambda key, **_more: ("", 404)
        assert the(seen(), "does not answer")
