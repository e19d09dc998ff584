"""The real thing: `wsgi.py run` with gunicorn's workers in a process of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

import psutil

from tests.support.starting import Command

TOP = Path(__file__).parents[2]
READY_SECONDS = 60
#: How a person starts this checkout; for what measures memory or the start itself.
PROGRAM = (sys.executable, "wsgi.py")


class Server:
    def __init__(
        self,
        data: Path,
        *,
        workers: int = 1,
        tick: bool = False,
        environ: Mapping[str, str] | None = None,
        program: Sequence[str | Path] = (),
        folder: Path = TOP,
        port: int = 0,
    ) -> None:
        """`program` is started in `folder`; without one this checkout serves. `port`: any free one, unless given."""
        self.program, self.folder = program, folder
        self.data, self.workers, self.environ = data, workers, dict(environ or {})
        self.beside = [] if tick else ["--no-tick"]
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = data.with_name(f"{data.name}-{self.port}.log")
        self.process: subprocess.Popen[bytes] | Command | None = None

    def start(self) -> Server:
        """Start and wait until it answers; RuntimeError with its log if it does not."""
        served = ["--port", str(self.port), "--workers", str(self.workers), *self.beside]
        words = ["run", "--data", str(self.data), *served]
        environ = _environ() | self.environ
        if self.program:
            with self.log.open("ab") as log:
                self.process = subprocess.Popen(
                    [*self.program, *words],
                    cwd=self.folder,
                    stdout=log,
                    stderr=log,
                    env=environ,
                    start_new_session=True,
                )
        else:
            self.process = Command(words, folder=self.folder, environ=environ, log=self.log)
        self.wait()
        return self

    def stop(self) -> None:
        """As an upgrade stops it: workers finish what they are answering."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """As a power cut does: the master and all workers at once."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(READY_SECONDS)

    def worker_pids(self) -> list[int]:
        """gunicorn's workers (without `tick`, which would be a child too)."""
        assert self.process, "the server was never started"
        return [child.pid for child in psutil.Process(self.process.pid).children()]

    def wait(self) -> None:
        """Until it answers with all its workers."""
        give_up = time.monotonic() + READY_SECONDS
        while not (_answers(f"{self.url}/readyz") and len(self.worker_pids()) >= self.workers):
            if time.monotonic() > give_up or (self.process and self.process.poll() is not None):
                self.kill()
                raise RuntimeError(f"the server did not start:\n{self.log.read_text()}")
            time.sleep(0.05)

    def _end(self, how: signal.Signals) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            try:
                self.process.wait(READY_SECONDS)
            except (subprocess.TimeoutExpired, TimeoutError):
                self.kill()


def sunshine(*arguments: str | Path, environ: Mapping[str, str] | None = None) -> str:
    """Run one command of the house to its end and return what it printed; fails with its words."""
    with tempfile.NamedTemporaryFile() as printed:
        log = Path(printed.name)
        how = Command(list(map(str, arguments)), folder=TOP, environ=_environ() | dict(environ or {}), log=log).wait()
        told = log.read_text()
    assert how == 0, told
    return told


def _environ() -> dict[str, str]:
    """Ours, without what would point the house at somebody's real data."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("SUNSHINE_")}
    ours.pop("DATABASE_URL", None)
    ours.pop("PORTAL_DATABASE_URL", None)
    return ours


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
