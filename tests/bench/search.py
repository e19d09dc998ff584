"""Finding by typing: 20,000 notices by each engine, 200,000 by both databases', and the page beside bare Flask (P5).

The notices are made of the demonstration's own, spread over six hundred villages. Asked of the door, each question is
asked once and judged by the processor's time, ours and PostgreSQL's together; wall stands beside it. The page keeps its
last thousand answers: four hundred questions that come again are what a county asks on a day, and ten thousand that
never come again while they are kept say what an answer costs. Needs wrk and PostgreSQL's programs.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import statistics
import tempfile
import time
import urllib.parse
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
from sqlalchemy import create_engine, insert, select

from tests.bench import Figure, load, timed
from tests.bench.faces import BARE_PORT, bare_flask, worker_of
from tests.bench.load import Target
from tests.support.cluster import Cluster
from tests.support.server import PROGRAM, Server, sunshine
from workflow.base.db import session, transaction
from workflow.base.settings import Settings
from workflow.carriers import search
from workflow.cli.words import enter
from workflow.doors.connection import engine as door
from workflow.doors.published import epochs, index, read
from workflow.doors.published.models import LogLeaf, Record

FEW, MANY = 20_000, 200_000
VILLAGES, QUESTIONS = 600, 400
GOAL_MS, GOAL_RATIO = 50, 0.15
#: A phrase that stands in every notice: the dearest question after the index changed.
EVERYWHERE = "公告栏"
FIRST = "冯王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢"
SECOND = "家原庄河沟坡湾岭头窑洼坪塬川"


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.load(Path(folder) / "house", environ={})
        sunshine("demo", "--data", settings.data, "--cases", "10")
        yield Figure("load of the machine, last minute", os.getloadavg()[0], "")
        yield from _filled(settings, FEW)
        yield from _asked(replace(settings, search=search.WHOOSH), f"{FEW:,} by Whoosh")
        yield from _asked(replace(settings, search="database"), f"{FEW:,} by the database")
        yield from _served(settings, Path(folder))
        yield from _filled(replace(settings, search="database"), MANY)
        yield from _asked(replace(settings, search="database"), f"{MANY:,} by the database")
        yield from _in_postgresql(settings, Path(folder) / "other")


def villages() -> list[str]:
    """Six hundred names, as like one another as villages' are."""
    names = [f"{first}{second}{end}" for second in SECOND for first in FIRST for end in ("村", "社区")]
    return names[:VILLAGES]


def questions() -> list[str]:
    """Villages, parts of them, a village with a kind or a group, pinyin, common words: shuffled, always the same."""
    dice = random.Random(5)
    names = villages()
    asked = [dice.choice(names) for _ in range(QUESTIONS // 4)]
    asked += [dice.choice(names)[:2] for _ in range(QUESTIONS // 8)]
    asked += [f"{dice.choice(names)} 公示" for _ in range(QUESTIONS // 8)]
    asked += [f"{dice.choice(names)} {dice.choice('一二三四')}组" for _ in range(QUESTIONS // 4)]
    asked += [dice.choice(("feng yuan", "wangjia", "zhangzhuang", "fyc", "ljh")) for _ in range(QUESTIONS // 8)]
    asked += [dice.choice(("贷款", "公示", "公告栏", "镇", "村")) for _ in range(QUESTIONS // 8)]
    dice.shuffle(asked)
    return asked


def _filled(settings: Settings, notices: int) -> Iterator[Figure]:
    with sqlite3.connect(settings.data / "sunshine.db") as connection:
        _copy(connection, notices)
    connection.close()
    engine = enter(settings)
    yield Figure(f"{notices:,}: made ready to be found", timed(lambda: index.tend(settings))[0], "s")
    engine.dispose()


def _copy(connection: sqlite3.Connection, notices: int) -> None:
    """Copies of one notice, each with its own village and leaf, and the last leaf in the log."""
    columns = [row[1] for row in connection.execute("PRAGMA table_info(record)")]
    wanted = "SELECT * FROM record WHERE kind = 'notice' AND ended_at IS NULL LIMIT 1"
    row = dict(zip(columns, connection.execute(wanted).fetchone(), strict=True))
    standing, leaf = connection.execute("SELECT count(*), (SELECT max(position) FROM log_leaf) FROM record").fetchone()
    names, payload = villages(), json.loads(row["payload"])
    made = []
    for number in range(notices - standing):
        leaf += 1
        group = {"rows": [{"group": f"{each}组"} for each in "一二三四"]}
        own = payload | group | {"village_name": names[number % VILLAGES], "town": f"{FIRST[number % 15]}原镇"}
        given = {"id": None, "key": f"n{leaf}", "payload": json.dumps(own, ensure_ascii=False), "leaf": leaf}
        made.append(tuple((row | given | {"valid_until": "2099-12-31"}).values()))
    marks = ", ".join("?" * len(columns))
    connection.executemany(f"INSERT INTO record ({', '.join(columns)}) VALUES ({marks})", made)
    copied = "INSERT INTO log_leaf (position, hash, at, statement) SELECT ?, hash, at, statement FROM log_leaf LIMIT 1"
    connection.execute(copied, (leaf,))


def _asked(settings: Settings, name: str) -> Iterator[Figure]:
    engine = enter(settings)
    index.tend(settings)
    read.find("冯")
    asked = [_spent(text) for text in questions()]
    spent, wall = (sorted(kind) for kind in zip(*asked, strict=True))
    yield Figure(f"{name}: median, processor", statistics.median(spent), "ms")
    yield Figure(f"{name}: p95, processor", spent[len(spent) * 95 // 100], "ms", GOAL_MS)
    yield Figure(f"{name}: worst, processor", spent[-1], "ms")
    yield Figure(f"{name}: p95, wall", wall[len(wall) * 95 // 100], "ms")
    search.use(settings)  # nothing is known any more, as after every change of the index
    yield Figure(f"{name}: what every notice says, asked first", _spent(EVERYWHERE)[0], "ms")
    engine.dispose()


def _spent(text: str) -> tuple[float, float]:
    """Milliseconds of processor and of wall time that a question takes."""
    begun = _processor()
    wall, _ = timed(lambda: read.find(text))
    return (_processor() - begun) * 1000, wall * 1000


def _processor() -> float:
    """Seconds so far, with those of the PostgreSQL process that answers us, if one does."""
    if door().dialect.name == "sqlite":
        return time.process_time()
    pid = epochs.ask("SELECT pg_backend_pid()", {})[0][0]
    return time.process_time() + int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def _in_postgresql(settings: Settings, folder: Path) -> Iterator[Figure]:
    """The same records in the other database: the same answers, and what they cost there."""
    engine = enter(replace(settings, search="database"))
    known = [read.find(text) for text in questions()]
    engine.dispose()
    cluster = Cluster().start()
    try:
        other = Settings.load(folder, environ={"DATABASE_URL": cluster.create("searched")})
        engine = enter(other, create=True)
        _carry_over(settings.data / "sunshine.db")
        yield Figure(f"{MANY:,} in PostgreSQL: made ready", timed(lambda: index.tend(other))[0], "s")
        yield from _asked(other, f"{MANY:,} by PostgreSQL")
        differing = sum(read.find(text) != found for text, found in zip(questions(), known, strict=True))
        yield Figure(f"{MANY:,} by PostgreSQL: other answers than SQLite's", differing, "", 0)
        session.remove()
        engine.dispose()
    finally:
        cluster.remove()


def _carry_over(database: Path) -> None:
    """Records and log from an SQLite file into the house that is open."""
    source = create_engine(f"sqlite:///{database}")
    with source.connect() as reading:
        for model in (Record, LogLeaf):
            every = reading.execution_options(yield_per=5_000).execute(select(model.__table__))
            for rows in every.mappings().partitions():
                with transaction():
                    session.execute(insert(model), [dict(row) for row in rows])
    source.dispose()


def _served(settings: Settings, folder: Path) -> Iterator[Figure]:
    server = Server(settings.data, environ={"SUNSHINE_SEARCH": "database"}, program=PROGRAM).start()
    bare = bare_flask(folder)
    try:
        worker = server.worker_pids()[0]
        hello = Target("bare Flask", f"http://127.0.0.1:{BARE_PORT}/", worker_of(bare.pid))
        load.pin(worker)
        load.pin(hello.pid)
        often = Target("often asked", f"{server.url}/", worker, script=_script(folder / "often.lua", questions()))
        once = Target("asked once", f"{server.url}/", worker, script=_script(folder / "once.lua", _never_again()))
        for page in (often, once):
            hello.forget()
            load.measure([hello, page], warm=True)
            ratio = load.cpu_ratio(hello, page)
            yield Figure(f"search, {page.name}: processor ratio", ratio, "of bare", GOAL_RATIO, at_least=True)
            yield Figure(f"search, {page.name}: wall ratio", load.wall_ratio(hello, page), "of bare")
            yield Figure(f"search, {page.name}: answers refused", page.bad, "", 0)
        yield Figure("memory of the worker after it", psutil.Process(worker).memory_info().rss / 2**20, "MiB", 120)
    finally:
        server.stop()
        bare.send_signal(signal.SIGTERM)


def _never_again() -> list[str]:
    """More questions than are kept: every village with every group and part of a notice."""
    parts = ("", *(f" {each}组" for each in "一二三四"), " 公示", *(f" {first}原镇" for first in FIRST[:12]))
    asked = [name + part for name in villages() for part in parts]
    random.Random(6).shuffle(asked)
    return asked


def _script(script: Path, asked: list[str]) -> Path:
    """A Lua script for wrk that asks one question after the other; each round goes on where the last may have ended."""
    listed = ", ".join(f'"/search?{urllib.parse.urlencode({"q": text})}"' for text in asked)
    script.write_text(
        f"local paths = {{{listed}}}\nlocal rounds = 0\n"
        f'for _ in io.lines("{_rounds(script)}") do rounds = rounds + 1 end\n'
        f'local file = io.open("{_rounds(script)}", "a"); file:write("begun\\n"); file:close()\n'
        f"local at = rounds * {len(asked) // (load.ROUNDS + 1)}\n"
        "request = function() at = at % #paths + 1; return wrk.format(nil, paths[at]) end\n"
    )
    return script


def _rounds(script: Path) -> Path:
    """Where the script counts its rounds."""
    counted = script.with_suffix(".rounds")
    counted.touch()
    return counted
