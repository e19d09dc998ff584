"""A recount from the events holds what the figures need, not what happened: four times the events take no more memory.

Measured are Python's own memory (its peak while everything is recounted) and, because a client may keep a whole answer
outside of it, that PostgreSQL is never asked for more than a few rows at once.
"""

from __future__ import annotations

import gc
import tracemalloc
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event, func, insert, select

from tests.support import factories_feedback as make
from tests.support.factories_feedback import MONDAY, SET, House
from workflow.base import audit
from workflow.base.db import Base, session
from workflow.kernel.ids import public_id
from workflow.office.publication import operations as publication
from workflow.office.supervision.recompute import recompute
from workflow.office.supervision.voices import recount, telling
from workflow.stages.feedback import operations
from workflow.stages.feedback.cards import operations as evaluation
from workflow.stages.feedback.cards.models import EvaluationCard
from workflow.stages.feedback.models import Complaint

#: Streams of each kind; already the few fill every buffer twice over.
FEW, MANY = 1_000, 4_000
AFTER = MONDAY + timedelta(days=120)
SMALL = "reply_limit.small_loan"


@pytest.fixture
def house(database: Engine) -> House:
    """One case that was answered, one complaint that was, one card; the quarter they fell into is told."""
    found = make.build()
    make.answer_case(make.case(found, "2026-000001", accepted=MONDAY), found, at=MONDAY + timedelta(days=2))
    made, by = make.complaint(found, at=MONDAY), found["discipline"]
    operations.register(made, category="cold", officers=[], office=None, case_number="", by=by, at=MONDAY)
    operations.assign(made, found["auditor"], by=by, at=MONDAY)
    operations.answer(made, findings="查", outcome="upheld", answer="答", by=found["auditor"], at=MONDAY)
    evaluation.record_card(
        office=found.offices["north"], officer=None, business="decision", rating="good", text="", done_on=None,
        received_at=MONDAY, by=by, at=MONDAY,
    )  # fmt: skip
    publication.publish_generated("complaints", telling.payloads(AFTER), at=AFTER)
    session.commit()
    return found


def more(count: int) -> None:
    """So many more of each kind like the first: their events, and the rows of complaints and cards."""
    for word, model in (("case", None), ("complaint", Complaint), ("card", EvaluationCard)):
        names = [public_id() for _ in range(count)]
        payload = {"set": said_of(word)}
        audit.record_each(SET, ((f"{word}:{name}", payload) for name in names), at=MONDAY)
        if model:
            copy(model, names)
        session.commit()


def said_of(word: str) -> dict[str, Any]:
    """What all events of the first stream of a kind set."""
    first = select(audit.Event.stream).where(audit.Event.stream.startswith(f"{word}:")).order_by(audit.Event.id)
    happened = audit.history(session.scalars(first.limit(1)).one())
    return {name: value for each in happened for name, value in (each.payload.get("set") or {}).items()}


def copy(model: type[Base], names: list[str]) -> None:
    table = model.__table__
    row = dict(session.execute(select(table).order_by(table.c.id).limit(1)).mappings().one())
    del row["id"]
    own = [{"public_id": name} | ({"number": name[:20]} if "number" in row else {}) for name in names]
    session.execute(insert(table), [row | each for each in own])


def peak() -> int:
    """How far Python's memory rose while everything was recounted, in bytes; the figures are right besides."""
    session.remove()
    gc.collect()
    tracemalloc.start()
    anew, told = recompute(AFTER), list(recount.compared())
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    cases = select(func.count()).where(audit.Event.stream.startswith("case:"), audit.Event.sequence == 1)
    assert anew[SMALL]["n"] == session.scalar(cases)
    [_record, (_key, kept, again)] = told
    assert kept == again
    return most


def test_four_times_the_events_take_no_more_memory(database: Engine, house: House) -> None:
    brought: list[int] = []
    event.listen(database, "after_cursor_execute", lambda _c, cursor, *_rest: brought.append(cursor.rowcount))
    peak()  # what is made once is made now
    more(FEW)
    few = peak()
    more(MANY - FEW)
    brought.clear()
    many = peak()
    assert many < 1.05 * few, f"{few} bytes for {FEW} of each kind, {many} for {MANY}"
    assert max(brought) < FEW, "as many rows as were asked for at once"
