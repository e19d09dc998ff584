"""Every figure derived anew from the events alone, beside the figures that are kept: how long, and in how much memory.

`BENCH_EVENTS` events (100,000 unless told; the goal speaks of 10,000,000): the cases of a demonstration over and over,
each copy's payloads sealed for it. `sunshine audit recompute` runs as anyone would run it, and must find no difference.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path
from typing import Any

import psutil

from tests.bench import Figure
from tests.support.server import PROGRAM, sunshine
from workflow.base import vault
from workflow.base.db import session
from workflow.base.house import open_house
from workflow.base.settings import Settings
from workflow.office.supervision.operations import tallies

EVENTS = int(os.environ.get("BENCH_EVENTS", "100000"))
#: How much more memory a recount may take than one of the demonstration alone: what is held are figures, no events.
MORE = 1.25
_STEP = 20_000
_EVENT = "stream, sequence, kind, at, by, payload, salt, digest, previous, hash"


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_FOLDER")) as folder:
        data = Path(folder) / "house"
        sunshine("demo", "--data", data, "--cases", "100")
        _seconds, least = _recount(data)
        events = _fill(data)
        yield Figure("events", events, "")
        seconds, most = _recount(data)
        yield Figure("figures from the events alone, all equal", seconds, "s")
        yield Figure("events recounted", events / seconds, "a second")
        yield Figure("memory", most, "MiB")
        yield Figure("memory, beside the demonstration alone", most / least, "times", MORE)


def _recount(data: Path) -> tuple[float, float]:
    """(seconds, most memory in MiB) of a recount that finds no difference."""
    begun, most = time.perf_counter(), 0
    with subprocess.Popen((*PROGRAM, "audit", "recompute", "--data", str(data)), stdout=subprocess.DEVNULL) as run:
        seen = psutil.Process(run.pid)
        while run.poll() is None:
            most = max(most, _resident(seen))
            time.sleep(0.05)
    assert run.returncode == 0, "the figures differ"
    return time.perf_counter() - begun, most / 2**20


def _resident(seen: psutil.Process) -> int:
    try:
        return int(seen.memory_info().rss)
    except psutil.Error:
        return 0


def _fill(data: Path) -> int:
    """Copy the demonstration's cases until there are so many events; returns how many there are."""
    settings = Settings.load(data)
    open_house(settings)
    with sqlite3.connect(settings.data / "sunshine.db") as door:
        door.execute("PRAGMA synchronous = OFF")
        made = door.execute("SELECT count(*) FROM event WHERE stream LIKE 'case:%'").fetchone()[0]
        copies = islice(count(1), max(EVENTS // made - 1, 0))
        _copy(door, list(copies))
    tallies._add_up(session.connection())
    session.commit()
    session.remove()
    with sqlite3.connect(settings.data / "sunshine.db") as door:
        return int(door.execute("SELECT count(*) FROM event WHERE stream LIKE 'case:%'").fetchone()[0])


def _copy(door: sqlite3.Connection, copies: list[int]) -> None:
    events = door.execute(f"SELECT {_EVENT} FROM event WHERE stream LIKE 'case:%' ORDER BY stream, sequence").fetchall()
    keys = vault.current()
    plain = [keys.unseal_bytes(row[5], f"event.{row[0]}.{row[1]}") for row in events]
    pairs = list(zip(events, plain, strict=True))
    _put(door, "event", _EVENT, (_sealed(row, text, n) for n in copies for row, text in pairs))
    names = [each[1] for each in door.execute("PRAGMA table_info(promise_item)") if each[1] not in ("id", "stream")]
    listed = ", ".join(["stream", *names])
    items = door.execute(f"SELECT {listed} FROM promise_item WHERE stream LIKE 'case:%'").fetchall()
    _put(door, "promise_item", listed, ((f"{row[0]}-{n}", *row[1:]) for n in copies for row in items))


def _put(door: sqlite3.Connection, table: str, columns: str, rows: Iterator[tuple[Any, ...]]) -> None:
    marks = ", ".join("?" for _ in columns.split(","))
    while batch := list(islice(rows, _STEP)):
        door.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", batch)
        door.commit()


def _sealed(row: tuple[Any, ...], text: bytes, copy: int) -> tuple[Any, ...]:
    stream = f"{row[0]}-{copy}"
    return (stream, *row[1:5], vault.current().seal_bytes(text, f"event.{stream}.{row[1]}"), *row[6:])
