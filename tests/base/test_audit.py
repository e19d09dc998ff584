"""Events: exact keys, one chain a stream, sealed, in an order no clock turns round."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from sqlalchemy import Engine, select

from workflow.base import audit, vault
from workflow.base.audit import Event
from workflow.base.db import session, transaction

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
TRIED = "test_tried"
pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def _a_kind_of_this_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "_KINDS", audit.kinds())
    audit.declare(TRIED, "words", "number")


def record(stream: str = "case:x", *, at: datetime = AT, words: str = "看过", number: int = 1) -> int:
    return audit.record(TRIED, stream, at=at, by=7, words=words, number=number)


def rows(stream: str = "case:x") -> list[Event]:
    session.remove()
    return list(session.scalars(select(Event).where(Event.stream == stream).order_by(Event.sequence)))


def test_it_works() -> None:
    with transaction():
        assert [record(number=number) for number in (1, 2, 3)] == [1, 2, 3]
    told = list(audit.history("case:x"))
    assert [(event.sequence, event.payload["number"], event.by) for event in told] == [(1, 1, 7), (2, 2, 7), (3, 3, 7)]


@pytest.mark.parametrize("keys", [{}, {"words": ""}, {"words": "", "number": 1, "more": 2}])
def test_an_event_has_exactly_its_keys(keys: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="wants the keys"), transaction():
        audit.record(TRIED, "case:x", at=AT, **keys)


def test_a_kind_nobody_declared_is_refused() -> None:
    with pytest.raises(KeyError), transaction():
        audit.record("test_never_declared", "case:x", at=AT)


def test_a_kind_has_one_meaning() -> None:
    assert audit.declare("test_tried", "number", "words") == TRIED
    with pytest.raises(ValueError, match="declared twice"):
        audit.declare("test_tried", "other")


@pytest.mark.parametrize("value", [1.5, b"x", AT, 2**60])
def test_only_what_json_carries_exactly_is_kept(value: object) -> None:
    with pytest.raises((TypeError, ValueError)), transaction():
        audit.record(TRIED, "case:x", at=AT, words="", number=value)


def test_each_stream_is_a_chain_from_its_own_beginning() -> None:
    with transaction():
        for stream in ("case:x", "case:y", "case:x"):
            record(stream)
    one, two = rows()
    assert (one.previous, two.previous) == (audit.GENESIS, one.hash)
    assert rows("case:y")[0].previous == audit.GENESIS
    for row in (one, two):
        parts = (row.stream, row.sequence, row.kind, row.at, row.by, row.digest, row.previous)
        assert audit.link(*parts) == row.hash


def test_contents_lie_sealed_in_their_own_place() -> None:
    with transaction():
        record(words="独一无二")
        record(words="第二")
    one, two = rows()
    assert "独一无二".encode() not in one.payload
    assert audit.opened(one).payload["words"] == "独一无二"
    with pytest.raises(vault.KeysMissing):
        vault.current().unseal(one.payload, f"event.{two.stream}.{two.sequence}")


def test_a_clock_set_back_does_not_turn_the_order_round() -> None:
    with transaction():
        record(at=AT)
        record(at=AT - timedelta(days=1))
    one, two = rows()
    assert two.at == one.at


def test_history_ends_at_an_instant() -> None:
    with transaction():
        for day in range(3):
            record(at=AT + timedelta(days=day), number=day)
    assert [event.payload["number"] for event in audit.history("case:x", until=AT + timedelta(days=1))] == [0, 1]


def test_an_instant_is_the_same_in_any_zone() -> None:
    with transaction():
        record(at=AT.astimezone(timezone(timedelta(hours=8))))
    [row] = rows()
    assert row.at == AT
    assert audit.link(row.stream, row.sequence, row.kind, row.at, row.by, row.digest, row.previous) == row.hash


def test_what_is_rolled_back_leaves_no_gap() -> None:
    def fail() -> None:
        record()
        raise LookupError

    with transaction():
        record()
    with pytest.raises(LookupError), transaction():
        fail()
    with transaction():
        assert record() == 2


def test_many_writers_of_one_stream_take_turns(database: Engine) -> None:
    def write(number: int) -> int:
        with transaction():
            return record("looks:7", number=number)

    with ThreadPoolExecutor(8) as crowd:
        assert sorted(crowd.map(write, range(40))) == list(range(1, 41))
    chain = rows("looks:7")
    assert all(after.previous == before.hash for before, after in pairwise(chain))


def test_refusals_and_looks_are_events() -> None:
    with transaction():
        audit.refuse(by=None, verb="case.accept", rule="a rule", on="/cases/x", at=AT)
        audit.look(by=7, what="household:x", purpose="visit", at=AT)
    assert [event.kind for event in audit.history("refusals:public")] == ["action_refused"]
    assert [event.payload["purpose"] for event in audit.history("looks:7")] == ["visit"]
