"""What is published stands on every worker within two seconds, and no answer is ever a mixture of old and new."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.server import TOP, Server

SECONDS = 2
PAGE = "/commitments"
#: A promise in days, its figures and a promise in words each tell the edition.
PARTS = 3
FIRST = 7001


@pytest.fixture
def served(demo_data: Path, start_server: Callable[..., Server]) -> Server:
    for _edition, _at in editions(demo_data, FIRST, FIRST):
        pass
    return start_server(demo_data, workers=2)


def editions(data: Path, first: int, last: int) -> Iterator[tuple[int, float]]:
    """Each edition and when it was committed, as another process publishes them."""
    words = [sys.executable, "-m", "tests.support.editions", str(data), str(first), str(last)]
    with subprocess.Popen(words, cwd=TOP, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        for line in process.stdout:
            number, at = line.split()
            yield int(number), float(at)
    assert process.returncode == 0


def read(server: Server) -> set[int]:
    """The editions that one answer tells, over a connection of its own."""
    with urllib.request.urlopen(server.url + PAGE, timeout=20) as answer:
        page = re.sub(r"<[^>]+>", "", answer.read().decode())
    found = re.findall(r"(?<!\d)7\d{3}(?!\d)", page)
    assert len(found) >= PARTS
    return set(map(int, found))


@contextmanager
def alone(server: Server, worker: int) -> Iterator[None]:
    """While it lasts, one worker answers and the others are held."""
    held = [pid for pid in server.worker_pids() if pid != worker]
    for pid in held:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in held:
            os.kill(pid, signal.SIGCONT)


def test_every_worker_tells_it_within_two_seconds(served: Server) -> None:
    workers = served.worker_pids()
    assert len(workers) == 2
    for worker in workers:
        with alone(served, worker):
            assert read(served) == {FIRST}
    for number, committed in editions(served.data, FIRST + 1, FIRST + 1):
        for worker in workers:
            with alone(served, worker):
                asked = time.time()
                while (told := read(served)) != {number}:
                    assert told == {FIRST}
                    assert asked - committed < SECONDS, "asked later than that, it still told the old one"
                    asked = time.time()


def test_no_answer_is_a_mixture(served: Server) -> None:
    told: list[set[int]] = []
    over = threading.Event()

    def reading() -> None:
        while not over.is_set():
            told.append(read(served))

    readers = [threading.Thread(target=reading) for _ in range(4)]
    for reader in readers:
        reader.start()
    for number, _committed in editions(served.data, FIRST + 1, FIRST + 40):
        last = number
    over.set()
    for reader in readers:
        reader.join()
    assert [each for each in told if len(each) != 1] == []
    assert len(set().union(*told)) > 10, "it was read while it changed"
    assert read(served) == {last}
