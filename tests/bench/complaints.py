"""Complaint intake under load: fifty villagers with photos at the same time, then fifty filings a second for a minute.

Nothing may be lost or doubled: every receipt that was shown is looked for among the slips, every photo beside its slip.
The villagers run on the same cores as the server, so the figures are upper bounds.
"""

from __future__ import annotations

import http.client
import os
import queue
import random
import re
import sqlite3
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode

from PIL import Image

from tests.bench import Figure
from tests.support.server import PROGRAM, Server, sunshine
from workflow.base import tokens, vault

VILLAGERS, PHOTOS, WRITES_SECONDS = 50, 2, 10.0
PER_SECOND, SECONDS = 50, 60
#: What an old telephone takes, and what a newer one does.
SIZES = {"1600 × 1200": (1600, 1200), "4000 × 3000": (4000, 3000)}
LIMITS = ("FILINGS_PER_HOUR_ADDRESS", "FILINGS_PER_HOUR_ALL")
COMPLAINT = {"category": "stalling", "text": "等了一个月没有答复。", "how": "anonymous"}
_DIGITS = re.compile(rb'class="digits">(.*?)</p>', re.DOTALL)


@dataclass
class Told:
    """What the villagers were answered: seconds, receipts, and what was no receipt."""

    seconds: list[float] = field(default_factory=list)
    receipts: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def p95(self) -> float:
        return statistics.quantiles(self.seconds, n=20)[-1] if len(self.seconds) > 1 else float("nan")


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "house"
        sunshine("demo", "--data", data, "--cases", "12")
        vault.use(vault.Vault(data / "keys"))
        limits = {f"SUNSHINE_LIMIT_{name}": "10000000" for name in LIMITS}
        # Who writes photos anew works beside it.
        server = Server(data, workers=2, tick=True, environ=limits, program=PROGRAM).start()
        try:
            yield Figure("load of the machine, last minute", os.getloadavg()[0], "")
            for name, size in SIZES.items():
                yield from with_photos(server, name, picture(size))
            yield Figure("photos left to be written anew", _unwritten(server), "")
            yield from filings(server)
        finally:
            server.stop()


def with_photos(server: Server, name: str, photo: bytes, *, villagers: int = VILLAGERS) -> Iterator[Figure]:
    """Everybody writes for a while and sends; then everybody sends at the same instant."""
    before = _kept(server)
    writing, at_once = (crowd(server, photo, villagers, span) for span in (WRITES_SECONDS, 0.0))
    yield Figure(f"{villagers} villagers, {PHOTOS} photos {name}: p95", writing.p95(), "s", 1)
    yield Figure(f"the same, all at one instant: p95, {name}", at_once.p95(), "s")
    yield from _checked(server, before, [writing, at_once], photos=PHOTOS)


def filings(server: Server, *, per_second: int = PER_SECOND, seconds: int = SECONDS) -> Iterator[Figure]:
    """Complaints without photos at a steady rate, whether the earlier ones are answered or not."""
    before, told, due = _kept(server), Told(), queue.Queue[float]()
    begun = time.monotonic()
    for number in range(per_second * seconds):
        due.put(begun + number / per_second)
    _together([lambda: _file_due(server, due, told)] * VILLAGERS)
    yield Figure(f"{per_second} filings a second: reached", len(told.seconds) / (time.monotonic() - begun), "per s")
    yield Figure(f"{per_second} filings a second for {seconds} s: p95", told.p95(), "s", 1)
    yield from _checked(server, before, [told], photos=0)


def crowd(server: Server, photo: bytes, villagers: int, span: float) -> Told:
    """Each opens the page, writes for up to `span` seconds and sends their complaint with photos."""
    told, ready = Told(), threading.Barrier(villagers)

    def villager() -> None:
        body, kind = multipart(_token(), photo)
        ready.wait()
        time.sleep(random.uniform(0, span))
        _ask(server, "GET", "/complain")
        _send(server, body, kind, told)

    _together([villager] * villagers)
    return told


def _file_due(server: Server, due: queue.Queue[float], told: Told) -> None:
    while True:
        try:
            at = due.get_nowait()
        except queue.Empty:
            return
        time.sleep(max(0.0, at - time.monotonic()))
        body = urlencode(COMPLAINT | {"token": _token()}).encode()
        _send(server, body, "application/x-www-form-urlencoded", told, since=at)


def _together(work: Sequence[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=each) for each in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _token() -> str:
    return tokens.make("complaint")


def _send(server: Server, body: bytes, kind: str, told: Told, *, since: float | None = None) -> None:
    begun = since or time.monotonic()
    status, page = _ask(server, "POST", "/complain", body, {"Content-Type": kind})
    told.seconds.append(time.monotonic() - begun)
    found = _DIGITS.search(page)
    if status == 200 and found:
        told.receipts.append(re.sub(rb"<[^>]+>|\s", b"", found[1]).decode())
    else:
        told.refused.append(f"{status}")


def _ask(
    server: Server, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
    try:
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def multipart(token: str, photo: bytes) -> tuple[bytes, str]:
    """The form as a browser sends it, with its content type."""
    part = '--villager\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n'
    fields = "".join(part.format(name, "") + value + "\r\n" for name, value in {**COMPLAINT, "token": token}.items())
    files = [part.format("photos", f'; filename="{number}.jpg"').encode() + photo + b"\r\n" for number in range(PHOTOS)]
    return fields.encode() + b"".join(files) + b"--villager--\r\n", "multipart/form-data; boundary=villager"


def picture(size: tuple[int, int]) -> bytes:
    """A photo as large and as hard to pack as a telephone's: a gradient under fine noise."""
    noise = Image.effect_noise((size[0] // 4, size[1] // 4), 40).resize(size, Image.Resampling.BICUBIC)
    slope = Image.linear_gradient("L").resize(size)
    packed = BytesIO()
    Image.merge("RGB", (noise, slope, Image.blend(noise, slope, 0.5))).save(packed, "JPEG", quality=88)
    return packed.getvalue()


def _unwritten(server: Server) -> int:
    with sqlite3.connect(f"file:{server.data / 'sunshine.db'}?mode=ro", uri=True) as opened:
        found = opened.execute("SELECT count(*) FROM enclosure WHERE state = 'sent'").fetchone()
    opened.close()
    return int(found[0])


def _kept(server: Server) -> tuple[int, int]:
    with sqlite3.connect(f"file:{server.data / 'sunshine.db'}?mode=ro", uri=True) as opened:
        found = opened.execute("SELECT (SELECT count(*) FROM slip), (SELECT count(*) FROM enclosure)").fetchone()
    opened.close()
    return int(found[0]), int(found[1])


def _checked(server: Server, before: tuple[int, int], told: Sequence[Told], *, photos: int) -> Iterator[Figure]:
    receipts = [digits for each in told for digits in each.receipts]
    slips, enclosures = (now - then for now, then in zip(_kept(server), before, strict=True))
    yield Figure("  refused", sum(len(each.refused) for each in told), "", 0)
    yield Figure("  receipts given twice", len(receipts) - len(set(receipts)), "", 0)
    yield Figure("  slips lost or doubled", abs(slips - len(receipts)), "", 0)
    yield Figure("  photos lost or doubled", abs(enclosures - photos * len(receipts)), "", 0)
