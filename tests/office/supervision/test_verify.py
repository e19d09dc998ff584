"""Whatever a database administrator alters is found: triggers dropped first, as they would do it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, func, text

from tests.support import factories_feedback as make
from tests.support.factories_feedback import MONDAY, House
from workflow.base import audit
from workflow.base.db import session
from workflow.base.migrations import guards
from workflow.doors.published import write
from workflow.doors.published.models import Checkpoint
from workflow.office.publication import operations as publication
from workflow.office.supervision import operations, verify
from workflow.stages.cases import moves
from workflow.stages.feedback import operations as feedback
from workflow.stages.notices import operations as notices


@pytest.fixture
def house(database: Engine) -> House:
    """A month of work: cases, complaints, a notice, records, two checkpoints."""
    house = make.build()
    first = make.case(house, "2026-000001", accepted=MONDAY)
    make.case(house, "2026-000002", accepted=MONDAY)
    make.answer_case(first, house, at=MONDAY + timedelta(days=2))
    make.hand_in_complaint("等了很久", nonce="a" * 32)
    make.hand_in_complaint("又等了很久", nonce="b" * 32)
    feedback.take_waiting(at=MONDAY)
    _publish("rates", {"rate": 5450}, at=MONDAY)
    _publish("rates", {"rate": 5400}, at=MONDAY + timedelta(days=1))
    _publish("fees", {"fee": 0}, at=MONDAY)
    _post_notice(house)
    publication.anchor(MONDAY + timedelta(days=3))
    session.commit()
    feedback.take_waiting(at=MONDAY)
    make.complaint(house)
    publication.anchor(MONDAY + timedelta(days=4))
    session.commit()
    return house


def _publish(key: str, payload: dict[str, Any], *, at: Any) -> None:
    write.publish("rate", key, payload, at=at, valid_from=at.date(), generated=True)
    session.commit()


def _post_notice(house: House) -> None:
    case = make.case(house, "2026-000003", accepted=MONDAY)
    approved = {"state": "approved", "passed_amount": case.amount, "granted_amount": case.amount}
    changed = moves.change(case, **approved, decided_by_id=house["head"].id, decided_at=MONDAY)
    session.flush()
    audit.record(make.SET, case.stream, at=MONDAY, by=house["head"].id, set=changed)
    drafted = notices.draft(
        village=house.village, cases=[case], days=None, place="村务公开栏", by=house["desk"], at=MONDAY
    )
    notices.post(drafted, by=house["head"], at=MONDAY + timedelta(days=1))
    publication.pull_due(at=MONDAY + timedelta(days=1))
    session.commit()


def findings(checkpoint: str | None = None) -> list[str]:
    session.expire_all()
    return [str(finding) for finding in verify.run(checkpoint=checkpoint)]


@contextmanager
def administrator() -> Iterator[Connection]:
    """A transaction in which no trigger stands in the way; it is rolled back, so that the next one finds the truth."""
    connection = session.connection()
    for name, table, *_rest in guards.rules():
        on = "" if connection.dialect.name == "sqlite" else f' ON "{table}"'
        connection.execute(text(f"DROP TRIGGER {name}{on}"))
    try:
        yield connection
    finally:
        session.rollback()


def test_what_happened_verifies(house: House):
    assert findings() == []


Tamper = Callable[[Connection], Any]


def sql(statement: str) -> Tamper:
    return lambda connection: connection.execute(text(statement))


_CASE = "stream = (SELECT stream FROM event WHERE stream LIKE 'case:%' ORDER BY id LIMIT 1)"


def _swap_events(connection: Connection) -> None:
    """Two payloads exchanged, with salts and digests, as if one thing had been said for the other."""
    columns = "payload, salt, digest"
    first, second = connection.execute(text(f"SELECT id, {columns} FROM event WHERE {_CASE} ORDER BY id LIMIT 2")).all()
    for row, other in ((first, second), (second, first)):
        given = {"id": row.id, "payload": other.payload, "salt": other.salt, "digest": other.digest}
        change = "UPDATE event SET payload = :payload, salt = :salt, digest = :digest WHERE id = :id"
        connection.execute(text(change), given)


def _swap_records(connection: Connection) -> None:
    first, second = connection.execute(
        text("SELECT id, payload FROM record WHERE kind = 'rate' ORDER BY id LIMIT 2")
    ).all()
    for row, other in ((first, second), (second, first)):
        given = {"id": row.id, "payload": other.payload}
        connection.execute(text("UPDATE record SET payload = :payload WHERE id = :id"), given)


def _insert_event(connection: Connection, number: int) -> None:
    """One more event at the end of a chain, properly linked, by someone who even has the keys."""
    stream = connection.execute(text(f"SELECT stream FROM event WHERE {_CASE} LIMIT 1")).scalar_one()
    head = text("SELECT sequence, hash, at FROM event WHERE stream = :s ORDER BY sequence DESC LIMIT 1")
    last = connection.execute(head, {"s": stream}).one()
    wanted = audit._linked(make.SET, stream, last.sequence + 1, MONDAY + timedelta(days=2), 1, b'{"set":{}}', last.hash)
    columns = ", ".join(f'"{name}"' for name in wanted)
    places = ", ".join(f":{name}" for name in wanted)
    connection.execute(text(f"INSERT INTO event (id, {columns}) VALUES ({number}, {places})"), wanted)


def _delete_slip(connection: Connection) -> None:
    connection.execute(text("DELETE FROM taken"))
    connection.execute(text("DELETE FROM slip WHERE id = 1"))


TAMPERINGS = {
    "an altered instant": sql(f"UPDATE event SET at = '2026-05-01 00:00:00' WHERE sequence = 1 AND {_CASE}"),
    "an altered person": sql(f'UPDATE event SET "by" = 99 WHERE sequence = 1 AND {_CASE}'),
    "an altered kind": sql(f"UPDATE event SET kind = 'case_accepted' WHERE sequence = 1 AND {_CASE}"),
    "a rewritten digest": sql(f"UPDATE event SET digest = hash WHERE sequence = 1 AND {_CASE}"),
    "a deleted event": sql(f"DELETE FROM event WHERE sequence = 2 AND {_CASE}"),
    "a deleted last event": sql("DELETE FROM event WHERE id IN (SELECT MAX(id) FROM event WHERE stream LIKE 'case:%')"),
    "a deleted chain": sql(f"DELETE FROM event WHERE {_CASE}"),
    "two events exchanged": _swap_events,
    "two events' numbers exchanged": sql(f"UPDATE event SET sequence = -sequence WHERE {_CASE}"),
    "a deleted slip": _delete_slip,
    "an altered slip": sql("UPDATE slip SET received_at = '2026-07-01 00:00:00' WHERE id = 1"),
    "a notice's record that is no mapping": sql("UPDATE record SET payload = '5' WHERE kind = 'notice'"),
    "a notice's record that says nothing": sql("UPDATE record SET payload = '{}' WHERE kind = 'notice'"),
    "an edited record": sql(r"""UPDATE record SET payload = '{"rate"\:1}' WHERE key = 'rates' AND ended_at IS NULL"""),
    "an edited validity": sql("UPDATE record SET valid_from = '2025-01-01' WHERE key = 'fees'"),
    "a revived record": sql("UPDATE record SET ended_at = NULL, ended_how = NULL, ended_leaf = NULL WHERE id = 1"),
    "a quietly ended record": sql(
        "UPDATE record SET ended_at = published_at, ended_how = 'withdrawn', ended_why = '' WHERE key = 'fees'"
    ),
    "two records exchanged": _swap_records,
    "a deleted record": sql("DELETE FROM record WHERE key = 'fees'"),
    "an altered leaf": sql("UPDATE log_leaf SET statement = '{}' WHERE position = 1"),
    "a rehashed leaf": sql(
        "UPDATE log_leaf SET hash = (SELECT hash FROM log_leaf WHERE position = 0) WHERE position = 1"
    ),
    "a deleted leaf": sql("DELETE FROM log_leaf WHERE position = 0"),
    "an altered node": sql(
        "UPDATE log_node SET hash = (SELECT hash FROM log_node WHERE level = 1 LIMIT 1) WHERE level = 2"
    ),
    "an altered checkpoint": sql("UPDATE checkpoint SET note = REPLACE(note, 'sunshine', 'moonlight') WHERE id = 1"),
    "a back-dated notice": sql("UPDATE notice SET posted_at = '2026-05-20 02:00:00'"),
    "a shortened notice": sql("UPDATE notice SET days = days + 2"),
    "an earlier last day": sql("UPDATE notice SET last_on = '2026-06-02'"),
    "an altered case": sql("UPDATE \"case\" SET amount = 1 WHERE number = '2026-000002'"),
    "a moved due day": sql("UPDATE \"case\" SET due_on = '2026-12-31' WHERE number = '2026-000002'"),
}


def test_tampering_is_found(house: House, subtests: pytest.Subtests):
    for how, tamper in TAMPERINGS.items():
        with subtests.test(how), administrator() as connection:
            tamper(connection)
            assert findings()
    assert findings() == []


def test_an_inserted_event_is_found(house: House, subtests: pytest.Subtests):
    """At the end of a chain, properly linked and sealed: also where it claims a number that no anchor covers."""
    covered = session.query(func.max(audit.Event.id)).scalar()
    for number in (0, -7, covered):
        with subtests.test(number=number), administrator() as connection:
            connection.execute(text("DELETE FROM event WHERE id = :id"), {"id": number})
            _insert_event(connection, number)
            assert findings()


def test_a_back_dated_notice_with_everything_beside_it_is_found(house: House):
    """Notice, record and period all moved a week back: the log took it up when it did."""
    with administrator() as connection:
        connection.execute(text("UPDATE notice SET posted_at = '2026-05-26 02:00:00'"))
        connection.execute(text("UPDATE record SET published_at = '2026-05-26 02:00:00' WHERE kind = 'notice'"))
        assert any("claims to be posted" in finding for finding in findings())


def cut_tail(connection: Connection) -> None:
    """Undo the last day altogether: events, slips, leaves, nodes and checkpoints that came after the first anchor."""
    kept, *_ = sorted(connection.execute(text("SELECT size FROM checkpoint")).scalars())
    last = connection.execute(text("SELECT statement FROM log_leaf WHERE position = :p"), {"p": kept - 1}).scalar_one()
    upto = json.loads(last)["upto"]
    connection.execute(text("DELETE FROM exclusion"))
    connection.execute(text("DELETE FROM complaint WHERE channel = 'phone'"))
    connection.execute(text("DELETE FROM event WHERE id > :upto"), {"upto": upto})
    connection.execute(text("DELETE FROM checkpoint WHERE size > :size"), {"size": kept})
    connection.execute(text("DELETE FROM log_leaf WHERE position >= :size"), {"size": kept})
    shift = "(position + 1) * (CASE level WHEN 0 THEN 1 WHEN 1 THEN 2 WHEN 2 THEN 4 WHEN 3 THEN 8 ELSE 16 END)"
    connection.execute(text(f"DELETE FROM log_node WHERE {shift} > :size"), {"size": kept})


def test_a_cut_tail_is_found_with_an_earlier_checkpoint_only(house: House):
    kept_outside = session.query(Checkpoint).order_by(Checkpoint.size.desc()).first()
    assert kept_outside is not None
    note = kept_outside.note
    assert findings(note) == []
    with administrator() as connection:
        cut_tail(connection)
        assert {finding.partition(" ")[0] for finding in findings()} == {"Figures"}  # of what is no longer there
        operations.recount()
        assert findings() == []
        assert any("its tail was cut" in finding for finding in findings(note))


def test_a_forged_checkpoint_proves_nothing(house: House):
    assert any("not signed" in finding for finding in findings("sunshine-credit\n5\nAAAA\n\n— x y\n"))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE promise_tally SET n = n + 1",
        "UPDATE promise_tally SET days = 0",
        "UPDATE promise_waiting SET n = 0",
        "UPDATE promise_item SET end_on = due_on, ended = true, days = 1 WHERE end_on IS NULL",
        "DELETE FROM promise_item",
    ],
)
def test_a_wrong_figure_is_found(house: House, change: str):
    """Moved without an event, the tallies and the events no longer give one figure."""
    with administrator() as connection:
        connection.execute(text(change))
        assert any(finding.startswith("Figures of") for finding in findings())


def test_a_result_told_earlier_than_it_was_is_found(house: House):
    with administrator() as connection:
        connection.execute(text("UPDATE result_notice SET told_at = '2026-06-30 02:00:00'"))
        assert any("its result is stored as told" in finding for finding in findings())
