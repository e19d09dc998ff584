"""Figures and sweep over many cases: tallies beside the raw aggregate, what is due beside the raw update (P9, P10).

`BENCH_CASES` cases (100,000 unless told; the goals speak of 1,000,000) with ten events each, written straight into
the tables: the events hold no payload worth opening, so that the raw aggregate is given its best.
"""

from __future__ import annotations

import os
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.bench import Figure
from tests.support.server import sunshine
from workflow.base import clock
from workflow.base.db import session
from workflow.base.house import open_house
from workflow.base.settings import Settings
from workflow.office.supervision import performance, queries, rollup
from workflow.office.supervision.operations import tallies
from workflow.places import packs

CASES = int(os.environ.get("BENCH_CASES", "100000"))
OFFICERS, OFFICES, DUE_SHARE = 700, 40, 100
_EVENTS_A_CASE = 10


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        sunshine("demo", "--data", Path(folder) / "house", "--cases", "100")
        settings = Settings.load(Path(folder) / "house")
        open_house(settings)
        _fill(settings.data / "sunshine.db")
        tallies._add_up(session.connection())
        session.commit()
        yield Figure("cases", CASES, "")
        yield from _dashboard(settings.data / "sunshine.db")
        yield from _sweep(settings.data / "sunshine.db")


def _dashboard(database: Path) -> Iterator[Figure]:
    on = clock.today()

    def look() -> None:
        for value in performance.promises(on):
            rollup.count(performance.question(value, on)).figures(on)
        session.rollback()

    raw = "SELECT by, kind, count(*), min(at), max(at) FROM event GROUP BY by, kind"
    with sqlite3.connect(database) as connection:
        aggregate = _median(lambda: connection.execute(raw).fetchall(), 3)
    dashboard = _median(look, 7)
    yield Figure("dashboard of every promise", dashboard * 1000, "ms", 50)
    yield Figure("raw aggregate over the events", aggregate * 1000, "ms")
    yield Figure("dashboard, times faster than the raw aggregate", aggregate / dashboard, "times", 40, at_least=True)


def _sweep(database: Path) -> Iterator[Figure]:
    on = clock.today()

    def nothing() -> None:
        assert queries.untold(on, 1) == []
        session.rollback()

    yield Figure("sweep of open clocks, nothing due", _median(nothing, 9) * 1000, "ms", 2)
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE promise_item SET due_on = '2020-01-01' WHERE id % ? = 0 AND NOT ended", (DUE_SHARE,))
        connection.commit()
        begun = time.perf_counter()
        connection.execute("UPDATE promise_item SET told = 1 WHERE NOT told AND due_on < ?", (on.isoformat(),))
        connection.commit()
        raw = time.perf_counter() - begun
        connection.execute("UPDATE promise_item SET told = 0 WHERE due_on = '2020-01-01'")
        connection.commit()
    begun = time.perf_counter()
    while found := queries.untold(on):
        tallies.tell(found)
    session.commit()
    spent = time.perf_counter() - begun
    yield Figure("finding and marking what is due, beside raw", spent / raw, "times", 3)


def _median(act: Callable[[], Any], times: int) -> float:
    spent = []
    for _ in range(times):
        begun = time.perf_counter()
        act()
        spent.append(time.perf_counter() - begun)
    return statistics.median(spent)


def _fill(database: Path) -> None:
    """Items (nine in ten ended, over three years) and ten events a case."""
    promise = "reply_limit.small_loan"
    since = packs.value(promise, clock.today()).from_
    session.remove()
    numbers = f"WITH RECURSIVE counter(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counter WHERE n < {CASES})"
    start = "date('now', '-' || (n % 1000) || ' days')"
    with sqlite3.connect(database) as connection:
        columns = "stream, key, unit, since_on, start_on, due_on, end_on, days, ended, told, office_id, officer_id"
        connection.execute(
            f"INSERT INTO promise_item ({columns}, level, product) {numbers} SELECT printf('case:x%025d', n), "
            f"'{promise}', 'calendar', '{since}', {start}, date('now', '+5 days'), CASE WHEN n % 10 THEN {start} END, "
            f"CASE WHEN n % 10 THEN n % 23 END, n % 10 > 0, n % 10 > 0, n % {OFFICES}, n % {OFFICERS}, 'branch', "
            "'micro_credit' FROM counter"
        )
        every = numbers.replace(str(CASES), str(CASES * _EVENTS_A_CASE))
        now = datetime.now(UTC).isoformat(sep=" ")
        connection.execute(
            "INSERT INTO event (stream, sequence, kind, at, by, payload, salt, digest, previous, hash) "
            f"{every} SELECT printf('bench:%025d', n / {_EVENTS_A_CASE}), n % {_EVENTS_A_CASE} + 1, "
            f"'stage_' || (n % 6), '{now}', n % {OFFICERS}, x'00', '', '', '', '' FROM counter"
        )
    connection.close()
