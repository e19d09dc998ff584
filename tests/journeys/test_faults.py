"""What docs/faults.md promises of a full disk, a locked, lost or read-only database, an upgrade, a tick that is killed.

After each fault: whoever was shown a receipt finds it, nothing stands half, and the house works again by itself.
"""

from __future__ import annotations

import os
import random
import resource
import signal
import socket
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from urllib.parse import urlencode

import pytest
from sqlalchemy import Engine, make_url, text

from tests.journeys.filing import WITHOUT_QUOTAS, Filers, complaint, digits_in
from tests.support.caller import Answer, Caller
from tests.support.cluster import Cluster
from tests.support.factories_feedback import build, hand_in_complaint
from tests.support.faults import TIMES
from tests.support.people import found_house
from tests.support.server import Server
from workflow.base import clock, db
from workflow.base.db import transaction
from workflow.base.house import open_house
from workflow.base.settings import Settings
from workflow.doors.connection import open_portal
from workflow.office import tick as worker
from workflow.office.supervision import verify

pytestmark = pytest.mark.timeout(300 * TIMES)
SLIPS = "SELECT count(*), count(DISTINCT receipt_key) FROM slip"
#: Bytes that no file of the house may grow beyond: less than a log of two filings.
FULL = 100_000
WORKS_AGAIN = 10


@pytest.fixture
def served(database: Engine, settings: Settings, start_server: Callable[..., Server]) -> Server:
    """A house that waits a second, not fifteen, for a database that somebody else holds."""
    found_house()
    own = {"DATABASE_URL": settings.database_url, "SUNSHINE_LIMIT_BUSY_SECONDS": "1"}
    return start_server(settings.data, environ=WITHOUT_QUOTAS | own)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_full_disk_and_a_locked_database(served: Server, database: Engine) -> None:
    caller, shown = Caller(served.url), []
    cut_in_mid_send(served)
    for _ in range(TIMES):
        shown.append(receipt(complaint(caller, "before")))
        with full_disk(served):
            refused = until_refused(partial(complaint, caller, "x" * 3000), shown)
        told(refused)
        shown.append(works_again(caller))
        with held(database):
            told(complaint(caller, "meanwhile"))
            assert caller.get("/en/").status == 200
        shown.append(works_again(caller))
    stands(database, shown)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_lost_and_a_read_only_database(served: Server, database: Engine, cluster: Cluster) -> None:
    caller, shown = Caller(served.url), []
    form = caller.get("/complain").form("/complain")
    for _ in range(TIMES):
        with lost(cluster):
            told(caller.send(form, category="cold", text="x", how="anonymous"))
            told(caller.get("/en/officers"))
        shown.append(works_again(caller))
        with read_only(cluster, str(make_url(str(database.url)).database)):
            told(complaint(caller, "meanwhile"))
            assert caller.get("/en/").status == 200
        shown.append(works_again(caller))
    stands(database, shown)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_stopped_for_an_upgrade_nobody_is_cut_off(served: Server, database: Engine) -> None:
    """Who was let in gets the answer; who comes while nobody listens is refused, not cut off."""
    filers = Filers(served.url, 4)
    with filers.at_work():
        for _ in range(TIMES):
            filers.wait_for_more(4)
            served.stop()
            served.start()
        filers.wait_for_more(4)
    assert set(filers.why) <= {"ConnectionRefusedError"}, filers.why
    stands(database, list(filers.receipts))


def test_a_tick_killed_anywhere_or_run_twice_does_each_act_once(database: Engine, settings: Settings) -> None:
    build()
    for number in range(10 * TIMES):
        hand_in_complaint(f"x{number}", nonce=f"{number:032x}")
    for _ in range(2 * TIMES):
        [child] = ticks(settings, 1)
        time.sleep(random.uniform(0.05, 0.6))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    assert [os.waitpid(child, 0)[1] for child in ticks(settings, 2)] == [0, 0]
    engines = open_again(settings)
    with transaction() as session:
        assert session.scalar(text("SELECT count(*) FROM complaint")) == 10 * TIMES
        assert session.scalar(text("SELECT count(*) FROM taken")) == 10 * TIMES
        assert list(verify.run()) == []
    close(engines)


def ticks(settings: Settings, number: int) -> list[int]:
    """Processes that do what falls due, all at once; a part that only has to wait for the other one is no failure."""
    db.session.remove()
    close(open_again(settings))
    return [_fork(partial(_tick, settings)) for _ in range(number)]


def _tick(settings: Settings) -> None:
    open_again(settings)
    worker.run(settings, at=clock.now())


def _fork(act: Callable[[], None]) -> int:
    child = os.fork()
    if child == 0:
        try:
            act()
            os._exit(0)
        finally:
            os._exit(1)
    return child


def open_again(settings: Settings) -> tuple[Engine, Engine]:
    return open_house(settings), open_portal(settings.portal_database_url)


def close(engines: tuple[Engine, ...]) -> None:
    for engine in engines:
        engine.dispose()


def cut_in_mid_send(served: Server) -> None:
    """A form whose line breaks after each tenth; `stands` sees that none of them left a slip."""
    form = Caller(served.url).get("/complain").form("/complain")
    body = urlencode(form.filled(category="cold", text="x" * 500, how="anonymous").fields, doseq=True).encode()
    head = f"POST /complain HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(body)}\r\n"
    head += "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    for tenth in range(10):
        with socket.create_connection(("127.0.0.1", served.port)) as line:
            line.sendall(head.encode() + body[: len(body) * tenth // 10])


def receipt(answer: Answer) -> str:
    digits = digits_in(answer)
    assert digits, f"{answer.status}: {answer.main}"
    return digits


def until_refused(file: Callable[[], Answer], shown: list[str]) -> Answer:
    """What was still taken in until then counts as shown."""
    for _ in range(50):
        answer = file()
        if answer.status >= 500:
            return answer
        shown.append(receipt(answer))
    raise AssertionError("the disk never was full")


def told(answer: Answer) -> None:
    """A page that says to come back, with nothing of ours on it."""
    assert answer.status == 503, answer.text
    assert "Traceback" not in answer.text
    assert "SQL" not in answer.text


def works_again(caller: Caller) -> str:
    """Without a restart, within seconds."""
    give_up = time.monotonic() + WORKS_AGAIN
    while time.monotonic() < give_up:
        answer = caller.get("/complain")
        if answer.status == 200:
            answer = caller.send(answer.form("/complain"), category="cold", text="x", how="anonymous")
        if answer.status == 200:
            return receipt(answer)
        time.sleep(0.2)
    raise AssertionError(f"still {answer.status}")


def stands(database: Engine, shown: list[str]) -> None:
    """As many slips as receipts, no two alike, every chain whole."""
    with database.connect() as door:
        assert tuple(door.execute(text(SLIPS)).one()) == (len(shown), len(set(shown)))
    assert list(verify.run()) == []


@contextmanager
def full_disk(served: Server) -> Iterator[None]:
    """No file of the running workers grows any more."""
    pids = served.worker_pids()
    try:
        for pid in pids:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (FULL, resource.RLIM_INFINITY))
        yield
    finally:
        for pid in pids:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


@contextmanager
def held(database: Engine) -> Iterator[None]:
    """Somebody else writes and does not come to an end."""
    door = sqlite3.connect(str(database.url.database), isolation_level=None)
    door.execute("BEGIN IMMEDIATE")
    yield
    door.close()


@contextmanager
def lost(cluster: Cluster) -> Iterator[None]:
    cluster.stop()
    yield
    cluster.start()


@contextmanager
def read_only(cluster: Cluster, name: str) -> Iterator[None]:
    """As on a standby that was not promoted."""
    gone = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    cluster.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
    cluster.execute(gone)
    yield
    cluster.execute(f'ALTER DATABASE "{name}" RESET default_transaction_read_only')
    cluster.execute(gone)
