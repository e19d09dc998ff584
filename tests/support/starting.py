"""Commands of the house in processes of their own, each forked from one that has read the house's modules already.

To read them costs seconds, and a whole run starts hundreds of commands. What must start as people start it – an
installed wheel, another person's checkout – names its program and is started the long way (`tests.support.server`).
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Mapping, Sequence
from multiprocessing.context import ForkServerProcess
from pathlib import Path

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["wsgi"])


class Command:
    """`sunshine WORDS…`, running; looked at and ended as a `subprocess.Popen` is."""

    def __init__(self, words: Sequence[str], *, folder: Path, environ: Mapping[str, str], log: Path) -> None:
        """What it prints goes to the end of `log`."""
        given = (list(words), str(folder), dict(environ), str(log))
        self._process: ForkServerProcess = _context.Process(target=_run, args=given)
        self._process.start()

    @property
    def pid(self) -> int:
        assert self._process.pid
        return self._process.pid

    def poll(self) -> int | None:
        """How it ended; None while it runs."""
        return self._process.exitcode

    def wait(self, seconds: float | None = None) -> int | None:
        """How it ended; TimeoutError if it does not within `seconds`."""
        self._process.join(seconds)
        if self._process.exitcode is None:
            raise TimeoutError(f"process {self.pid} still runs after {seconds} s")
        return self._process.exitcode

    def send_signal(self, how: signal.Signals) -> None:
        os.kill(self.pid, how)


def _run(words: list[str], folder: str, environ: dict[str, str], log: str) -> None:
    from workflow import cli

    os.setsid()
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environ)
    printed = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(printed, 1)
    os.dup2(printed, 2)
    raise SystemExit(cli.main(words))
