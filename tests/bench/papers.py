"""What print costs: one poster for an officer who waits, every village's plate by one command, the size of a file."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench import Figure, median_ms, timed
from tests.support.server import sunshine
from workflow.base.house import open_house
from workflow.base.settings import Settings
from workflow.doors.connection import open_portal
from workflow.doors.published import read
from workflow.office.papers import poster
from workflow.office.papers.sheet import Making, Sheet
from workflow.office.papers.voice import CHINESE, Voice

HOUSEHOLDS = 660  # a whole village on one list


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "house"
        sunshine("demo", "--data", data, "--cases", "40")
        short, long = _posters(data)
        yield Figure("print one poster beside the server", median_ms(short.print_pdf), "ms", goal=1000)
        yield Figure(f"print one poster of {HOUSEHOLDS} households", median_ms(long.print_pdf), "ms", goal=1000)
        yield Figure("its size", len(long.print_pdf()) / 1e6, "MB", goal=1)
        words = ("paper", "--data", data, "--out", Path(folder) / "out", "--kind", "plate")
        seconds, said = timed(lambda: sunshine(*words))
        plates = int(said.split(" made anew")[0].split()[-1])
        yield Figure("one plate of a whole union by command", seconds / plates * 1000, "ms")
        again, _said = timed(lambda: sunshine(*words))
        yield Figure("the same command when nothing changed, a plate", again / plates * 1000, "ms")


def _posters(data: Path) -> tuple[Sheet, Sheet]:
    settings = Settings.load(data, environ={})
    open_house(settings)
    open_portal(settings.portal_database_url)
    record = next(each for each in read.in_force("notice") if each.payload["rows"])
    row, making = record.payload["rows"][0], Making(Voice(CHINESE), "a3", settings.site_url)
    rows = [{**row, "id": str(number), "amount": number * 10_000} for number in range(HOUSEHOLDS)]
    return poster.sheet(record, making), poster.of_list(record, {**record.payload, "rows": rows}, making)
