"""What the workers of a house hold (P11): come up, after the public side was read, after the staff's was read too.

Two workers, as `sunshine run` starts them. The *resident* set counts what workers share with each other and with their
parent as if each had it alone; the *proportional* set divides it, and so is what a worker costs the machine. Real
requests over the wire: the nearest pages of every kind in a face of each language and mode, and of six people's desks.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import psutil

from tests.bench import Figure
from tests.support.caller import Caller
from tests.support.server import PROGRAM, Server, sunshine
from tests.support.walk import walk

WORKERS = 2
IDLE_MIB, LOADED_MIB = 90, 120
FACES = ("", "/en/elder", "/zh-hant", "/text")
NEAREST = 150
PEOPLE = ("fengyuan.desk", "fengyuan.officer", "fengyuan.clerk", "publisher", "risk", "audit")


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "house"
        sunshine("demo", "--data", data)
        yield from of_house(data)


def of_house(data: Path) -> Iterator[Figure]:
    """The workers of a house that stands in a folder already."""
    server = Server(data, workers=WORKERS, program=PROGRAM).start()
    try:
        yield from _held(server, "come up", IDLE_MIB)
        yield Figure("public pages read", sum(_read(Caller(server.url), f"{face}/") for face in FACES), "")
        yield from _held(server, "after the public side", LOADED_MIB)
        read = sum(_read(Caller(server.url).log_in(name), "/staff/") for name in PEOPLE)
        yield Figure("staff pages read", read, "")
        yield from _held(server, "after both sides", LOADED_MIB)
    finally:
        server.stop()


def _read(caller: Caller, start: str) -> int:
    """Follow links to the nearest kinds of pages below `start`; a fault of the house ends the measure."""
    pages = walk(caller, start, each=1, wanted=lambda path: _here(path, start))
    answers = [answer.status for _path, answer in islice(pages, NEAREST)]
    assert max(answers) < 500, f"{max(answers)} below {start}"
    return len(answers)


def _here(path: str, start: str) -> bool:
    """Whether a page is below `start`; the chief face has the others beside it."""
    return path.startswith(start) and not (start == "/" and path.startswith(("/staff", "/en", "/zh-hant", "/text")))


def _held(server: Server, when: str, goal: float) -> Iterator[Figure]:
    """The larger of the workers."""
    held = [psutil.Process(pid).memory_full_info() for pid in server.worker_pids()]
    yield Figure(f"a worker, {when}: proportional", max(each.pss for each in held) / 2**20, "MiB", goal)
    yield Figure(f"a worker, {when}: resident", max(each.rss for each in held) / 2**20, "MiB")
