"""Putting load on servers side by side: wrk on one core, one gunicorn worker on the other, rounds in turn.

A ratio of processor time per request decides; requests per second are reported beside it. Other work on the machine
moves both servers alike, so only figures of the same round are divided.
"""

from __future__ import annotations

import re
import shutil
import statistics
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

OPTIONS = {"workers": 1, "threads": 4, "worker_class": "gthread", "keepalive": 15, "control_socket_disable": True}
ROUNDS, SECONDS, CONNECTIONS = 5, 3, 8


@dataclass(slots=True)
class Target:
    """An address of a running server: `pid` is gunicorn's worker; `script` a Lua file for wrk that shapes requests."""

    name: str
    url: str
    pid: int
    script: Path | None = None
    headers: Sequence[str] = ()
    cpu_ms: list[float] = field(default_factory=list)
    per_second: list[float] = field(default_factory=list)
    p99_ms: list[float] = field(default_factory=list)
    bad: int = 0

    def forget(self) -> None:
        """Begin anew; what was refused stays counted."""
        self.cpu_ms, self.per_second, self.p99_ms = [], [], []


def measure(targets: Sequence[Target], *, rounds: int = ROUNDS, warm: bool = False) -> None:
    """Load every target in turn, `rounds` times; with `warm` after a round that does not count."""
    if warm:
        for target in targets:
            _load(target)
            target.forget()
    for _ in range(rounds):
        for target in targets:
            _load(target)


def _load(target: Target) -> None:
    before = _cpu(target.pid)
    report = _wrk(target)
    spent = _cpu(target.pid) - before
    done = int(re.search(r"(\d+) requests in", report)[1])  # type: ignore[index]
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", report)
    target.bad += int(bad[1]) if bad else 0
    target.cpu_ms.append(spent * 1000 / max(done, 1))
    target.per_second.append(float(re.search(r"Requests/sec:\s+([\d.]+)", report)[1]))  # type: ignore[index]
    target.p99_ms.append(_ms(re.search(r"99%\s+([\d.]+\w+)", report)[1]))  # type: ignore[index]


def _wrk(target: Target) -> str:
    wrk = shutil.which("wrk")
    if wrk is None:
        raise RuntimeError("this measure needs wrk: please install the package wrk")
    words = [wrk, "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--latency"]
    words += [word for header in target.headers for word in ("-H", header)]
    words += ["-s", str(target.script)] if target.script else []
    return subprocess.run(["taskset", "-c", "1", *words, target.url], capture_output=True, text=True, check=True).stdout


def _cpu(pid: int) -> float:
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)


def _ms(text: str) -> float:
    number, unit = re.fullmatch(r"([\d.]+)(\w+)", text).groups()  # type: ignore[union-attr]
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000, "m": 60_000}[unit]


def cpu_ratio(bare: Target, target: Target) -> float:
    """Bare Flask's processor time per request over the target's, median over the rounds."""
    return statistics.median(one / other for one, other in zip(bare.cpu_ms, target.cpu_ms, strict=True))


def wall_ratio(bare: Target, target: Target) -> float:
    """The target's requests per second over bare Flask's, median over the rounds."""
    return statistics.median(other / one for one, other in zip(bare.per_second, target.per_second, strict=True))


def p99_ratio(bare: Target, target: Target) -> float:
    """The target's 99th percentile over bare Flask's, median over the rounds."""
    return statistics.median(other / one for one, other in zip(bare.p99_ms, target.p99_ms, strict=True))


def pin(pid: int) -> None:
    """Keep a server on core 0, so that wrk has the other to itself."""
    psutil.Process(pid).cpu_affinity([0])
