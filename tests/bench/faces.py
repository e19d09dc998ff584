"""Both faces beside bare Flask under the same gunicorn: published pages, 304, the desk, a complaint.

The portal's and the desk's goals are ratios of processor time (P1, P6, P7 of the goals of performance); what the
machine does besides moves both sides alike. Needs wrk and strace.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import psutil

from tests.bench import Figure, load
from tests.bench.load import Target
from tests.bench.publishing import publishing
from tests.support.server import PROGRAM, TOP, Server, sunshine
from workflow.base import tokens, vault
from workflow.office.demonstration.staff import PASSWORD

OPEN_CASES = 20_000
COMPLAINTS = 60_000
LIMITS = {"FILINGS_PER_HOUR_ADDRESS": "10000000", "FILINGS_PER_HOUR_ALL": "10000000"}


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "house"
        sunshine("demo", "--data", data, "--cases", "100")
        _fill_the_desk(data / "sunshine.db")
        environ = {f"SUNSHINE_LIMIT_{name}": value for name, value in LIMITS.items()}
        server, bare = Server(data, environ=environ, program=PROGRAM).start(), bare_flask(Path(folder))
        try:
            yield from _machine(data)
            yield from _compare(server, bare, Path(folder))
        finally:
            server.stop()
            bare.send_signal(signal.SIGTERM)


def _compare(server: Server, bare: subprocess.Popen[bytes], folder: Path) -> Iterator[Figure]:
    worker = server.worker_pids()[0]
    hello = Target("bare Flask", f"http://127.0.0.1:{BARE_PORT}/", worker_of(bare.pid))
    load.pin(worker)
    load.pin(hello.pid)
    reading = [
        Target("products", f"{server.url}/products", worker),
        Target("a village", f"{server.url}{_first(server, '/officers', '/villages/')}", worker),
        Target("a notice", f"{server.url}{_first(server, '/notices', '/notices/')}", worker),
        Target("products, unchanged (304)", f"{server.url}/products", worker, headers=[_etag(server)]),
        Target("products as JSON", f"{server.url}/products.json", worker),
        Target("products as CSV", f"{server.url}/products.csv", worker),
        Target("a feed", f"{server.url}/feeds/products.atom", worker),
    ]
    cookie = _log_in(server, "fengyuan.desk")
    first = f"{server.url}/staff/?" + urllib.parse.urlencode({"scope": "office"})
    desk = [
        Target("the desk", f"{server.url}/staff/", worker, headers=[cookie]),
        Target("the desk, next page", _next_page(server, cookie) or first, worker, headers=[cookie]),
        # The desk is kept ready while nothing happens; a question never asked before costs what it does after an event.
        Target("the desk, made anew", f"{server.url}/staff/", worker, headers=[cookie], script=_asking(folder)),
    ]
    filing = [Target("a complaint", f"{server.url}/complain", worker, script=_script(server, folder))]
    load.measure([hello, *reading])
    # The page cache stands ahead of Flask: the goal of such a shim (P2), above that of pages within Flask (P1).
    yield from _rows(hello, reading, (1.2,) * len(reading), slowest=1.5)
    yield from _while_published(server, hello, reading[:2])
    hello.forget()
    load.measure([hello, *desk])
    yield from _rows(hello, desk, (0.08, 0.08, None))
    hello.forget()
    load.measure([hello, *filing])
    yield from _rows(hello, filing, (0.14,))
    yield Figure("a complaint: syncs of the disk", _syncs(server, folder), "per post", 1)
    yield Figure("memory of a worker after load", psutil.Process(worker).memory_info().rss / 2**20, "MiB", 120)


def _while_published(server: Server, hello: Target, targets: list[Target]) -> Iterator[Figure]:
    """The same pages while a village is published several times a second: readers hardly notice (P3)."""
    busy = [Target(f"{each.name}, amid publishing", each.url, each.pid) for each in targets]
    hello.forget()
    with publishing(server.data):
        load.measure([hello, *busy])
    yield from _rows(hello, busy, (None, None), slowest=3)


def _rows(
    hello: Target, targets: list[Target], goals: tuple[float | None, ...], slowest: float | None = None
) -> Iterator[Figure]:
    yield Figure("bare Flask: processor time", statistics.median(hello.cpu_ms), "ms")
    for target, goal in zip(targets, goals, strict=True):
        yield Figure(f"{target.name}: processor ratio", load.cpu_ratio(hello, target), "of bare", goal, at_least=True)
        yield Figure(f"{target.name}: wall ratio", load.wall_ratio(hello, target), "of bare")
        yield Figure(f"{target.name}: p99 over bare Flask's", load.p99_ratio(hello, target), "times", slowest)
        yield Figure(f"{target.name}: answers that were refused", target.bad, "", 0)


def _machine(data: Path) -> Iterator[Figure]:
    yield Figure("load of the machine, last minute", os.getloadavg()[0], "")
    spent = []
    for _ in range(50):
        begun = time.perf_counter()
        with (data / "sync").open("wb") as file:
            file.write(b"x" * 4096)
            os.fsync(file.fileno())
        spent.append(time.perf_counter() - begun)
    yield Figure("a sync of 4 KiB on this disk", statistics.median(spent) * 1000, "ms")


BARE_PORT = 18_931


def bare_flask(folder: Path) -> subprocess.Popen[bytes]:
    """A Flask that says hello, on `BARE_PORT`."""
    with (folder / "bare.log").open("wb") as log:
        words = [sys.executable, "-m", "tests.bench.bare", str(BARE_PORT)]
        process = subprocess.Popen(words, cwd=TOP, stdout=log, stderr=log)
    for _ in range(200):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{BARE_PORT}/", timeout=1).close()
            return process
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("bare Flask did not start")


def worker_of(pid: int) -> int:
    """The process that does gunicorn's work."""
    return psutil.Process(pid).children()[0].pid


def _fill_the_desk(database: Path) -> None:
    """Copies of one open case until `OPEN_CASES` stand on the desk of its office: rows to list, without a history."""
    with sqlite3.connect(database) as connection:
        columns = [row[1] for row in connection.execute('PRAGMA table_info("case")')]
        own = {"id": "NULL", "public_id": "'copy' || n", "number": "'C-' || n", "receipt_key": "NULL"}
        own |= {"next_on": "date('now', '+' || (n % 90) || ' days')", "state": "'submitted'", "clock_state": "NULL"}
        picked = ", ".join(own.get(name, f'"{name}"') for name in columns)
        chosen = "SELECT id FROM \"case\" WHERE state = 'submitted' AND open AND office_id = "
        chosen += "(SELECT office_id FROM officer WHERE username = 'fengyuan.desk') LIMIT 1"
        numbers = f"WITH RECURSIVE counter(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counter WHERE n < {OPEN_CASES})"
        names = ", ".join(f'"{name}"' for name in columns)
        connection.execute(
            f'INSERT INTO "case" ({names}) {numbers} SELECT {picked} FROM counter, "case" WHERE "case".id = ({chosen})'
        )
    connection.close()


def _get(server: Server, path: str, headers: dict[str, str] | None = None) -> tuple[str, dict[str, str]]:
    request = urllib.request.Request(server.url + path, headers=headers or {})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return answer.read().decode(), dict(answer.headers)


def _first(server: Server, page: str, prefix: str) -> str:
    """The first link on a page that leads below `prefix`, two pages deep if need be."""
    seen = [page]
    for _ in range(3):
        links = re.findall(r'href="([^"#?]+)"', _get(server, seen[-1])[0])
        found = [link for link in links if link.startswith(prefix) and not link.endswith((".json", ".csv"))]
        if found:
            return str(found[0])
        seen.append(next(link for link in links if link.startswith(page + "/")))
    raise RuntimeError(f"no page below {prefix}")


def _etag(server: Server) -> str:
    return f"If-None-Match: {_get(server, '/products')[1]['ETag']}"


def _log_in(server: Server, username: str) -> str:
    connection = HTTPConnection("127.0.0.1", server.port)
    connection.request("GET", "/staff/login")
    token = re.search(r'name="token"[^>]*value="([^"]+)"', connection.getresponse().read().decode())
    assert token, "the log-in page has no token"
    body = urllib.parse.urlencode({"username": username, "password": PASSWORD, "token": token[1]})
    connection.request("POST", "/staff/login", body, {"Content-Type": "application/x-www-form-urlencoded"})
    answer = connection.getresponse()
    return "Cookie: " + str(answer.getheader("Set-Cookie")).partition(";")[0]


def _next_page(server: Server, cookie: str) -> str | None:
    name, _, value = cookie.partition(": ")
    page = _get(server, "/staff/", {name: value})[0]
    found = re.search(r'href="([^"]*after=[^"]*)"', page)
    return server.url + urllib.parse.urljoin("/staff/", found[1].replace("&amp;", "&")) if found else None


def _asking(folder: Path) -> Path:
    """A Lua script for wrk: the desk under an address that nobody asked for yet."""
    script = folder / "ask.lua"
    script.write_text(
        "local asked = 0\n"
        'request = function() asked = asked + 1; return wrk.format(nil, "/staff/?asked=" .. asked) end\n'
    )
    return script


def _script(server: Server, folder: Path) -> Path:
    """A Lua script for wrk: a new token, and so a new slip, for every request."""
    vault.use(vault.Vault(server.data / "keys"))
    bodies = folder / "bodies"
    told = {"category": "cold", "text": "办理业务时态度冷淡,问了三次没有答复。", "how": "anonymous"}
    with bodies.open("w") as file:
        for _ in range(COMPLAINTS):
            print(urllib.parse.urlencode(told | {"token": tokens.make("complaint")}), file=file)
    script = folder / "complain.lua"
    script.write_text(
        f'local lines = io.lines("{bodies}")\n'
        'wrk.method = "POST"\nwrk.headers["Content-Type"] = "application/x-www-form-urlencoded"\n'
        "request = function() return wrk.format(nil, nil, nil, lines()) end\n"
    )
    return script


def _syncs(server: Server, folder: Path) -> float:
    """How often the disk is asked to sync for one complaint, counted by strace over fifty.

    SQLite's log is written back before, as the tick does, which this server is without: the load before left it long.
    The first filings after it, which begin the log anew, are not counted.
    """
    strace = shutil.which("strace")
    if strace is None:
        raise RuntimeError("this measure needs strace: please install the package strace")
    with closing(sqlite3.connect(server.data / "sunshine.db")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    bodies = [body.encode() for body in (folder / "bodies").read_text().splitlines()[-60:]]
    _post(server, bodies[:10])
    log = folder / "strace"
    words = [strace, "-f", "-e", "trace=fsync,fdatasync", "-o", str(log), "-p", str(server.worker_pids()[0])]
    tracing = subprocess.Popen(words, stderr=subprocess.DEVNULL)
    time.sleep(1)
    _post(server, bodies[10:])
    tracing.send_signal(signal.SIGINT)
    tracing.wait()
    return len(re.findall(r"(?:fsync|fdatasync)\(", log.read_text())) / len(bodies[10:])


def _post(server: Server, bodies: list[bytes]) -> None:
    for body in bodies:
        urllib.request.urlopen(f"{server.url}/complain", body, timeout=30).close()
