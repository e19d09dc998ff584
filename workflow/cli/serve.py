"""`run` and `tick`: the server, and the small worker beside it."""

from __future__ import annotations

import argparse
import ctypes
import gc
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication
from sqlalchemy import make_url
from sqlalchemy.orm import configure_mappers

from workflow.base import clock, languages
from workflow.base.db import session
from workflow.base.house import check_folder, open_portal_alone
from workflow.base.settings import Settings
from workflow.carriers import han
from workflow.cli.words import command, enter
from workflow.office import tick as worker
from workflow.office.demonstration.staff import PASSWORD, POSTS
from workflow.places import packs
from workflow.places.queries import institution

SIDES = ("both", "portal", "staff")


def add(commands: Any) -> None:
    """Declare the commands."""
    run = command(commands, "run", serve, "serve both faces (with the worker beside them)")
    run.add_argument("--side", choices=SIDES, default="both", help="one face as a process of its own (PostgreSQL)")
    run.add_argument("--host", default="127.0.0.1")
    run.add_argument("--port", type=int, default=8000)
    run.add_argument("--socket", type=Path, metavar="PATH", help="listen here instead: only the front server gets in")
    run.add_argument("--workers", type=int, default=2)
    run.add_argument("--threads", type=int, default=4)
    run.add_argument("--no-tick", action="store_true", help="the worker runs elsewhere")
    beat = command(
        commands, "tick", tick, "do what falls due: close notices, sweep deadlines, anchor the log, send messages"
    )
    beat.add_argument("--every", type=int, metavar="SECONDS", help="go on, this often")


class Server(BaseApplication):
    """gunicorn with our settings; each worker opens the house for itself, with what was imported before it."""

    def __init__(self, settings: Settings, side: str, options: dict[str, Any]) -> None:
        import wsgi  # the top of the house; only a server needs both faces

        self.application = partial(wsgi.application, settings, side)
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        """Hand the options to gunicorn."""
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Called in each worker."""
        return self.application()


def serve(settings: Settings, given: argparse.Namespace) -> int:
    """Serve until told to stop."""
    check_folder(settings)
    settings = addressed(settings, given)
    if given.side == "portal":
        open_portal_alone(settings)  # what is wrong is said here, not by a worker that fails to boot
        print(f"Sunshine Credit: the public side alone, at {_where(given)}", flush=True)
    else:
        engine = enter(settings)
        packs.pack()
        _greet(settings, given)
        session.remove()
        engine.dispose()  # a worker must not inherit a connection
    beat = None if given.no_tick or given.side != "both" else _start_tick(settings)
    try:
        server = Server(settings, given.side, _options(given))
        _share()
        server.run()
    finally:
        if beat:
            beat.terminate()
    return 0


def _share() -> None:
    """Make ready, before workers part from us, what all need and none changes: they hold it in common.

    The collector then leaves it alone, whose marks would make it each worker's own.
    """
    configure_mappers()
    languages.read_all()
    han.traditional("")
    gc.collect()
    gc.freeze()
    _one_heap()


_M_ARENA_MAX = -8  # <malloc.h>


def _one_heap() -> None:
    """Let a worker's threads, of which only one runs at a time, fill one heap together instead of one each.

    Only the GNU C library keeps several, and only it can be told.
    """
    tell = getattr(ctypes.CDLL(None), "mallopt", None)
    if tell:
        tell(_M_ARENA_MAX, 1)


def _options(given: argparse.Namespace) -> dict[str, Any]:
    return {
        "bind": f"unix:{given.socket}" if given.socket else f"{_bracketed(given.host)}:{given.port}",
        "workers": given.workers, "threads": given.threads,
        "worker_class": "gthread", "keepalive": 15, "graceful_timeout": 20, "timeout": 60,
        "control_socket_disable": True,
        "loglevel": "warning", "limit_request_fields": 100, "limit_request_line": 4094, "proc_name": "sunshine",
    }  # fmt: skip


def _bracketed(host: str) -> str:
    """How a host stands before a port."""
    return f"[{host}]" if ":" in host else host


def _start_tick(settings: Settings) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "wsgi", "tick", "--every", "15", "--data", str(settings.data)]
    return subprocess.Popen(words, cwd=settings.data, env=_environment(settings))


def _environment(settings: Settings) -> dict[str, str]:
    found = {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    return os.environ | found | {"SUNSHINE_SITE_URL": settings.site_url}


def _greet(settings: Settings, given: argparse.Namespace) -> None:
    here = _where(given)
    kind = make_url(settings.database_url).get_backend_name()
    print(f"Sunshine Credit: {institution().name}")
    if given.side == "both":
        print(f"  for villagers  {here}/")
    print(f"  for staff      {here}/staff/\n  database       {kind}", flush=True)
    if institution().demonstration:
        _greet_demonstration()


def addressed(settings: Settings, given: argparse.Namespace) -> Settings:
    """Where no address is set, pages, papers and messages print the one that is served here."""
    if os.environ.get("SUNSHINE_SITE_URL") or given.socket or given.side == "staff":
        return settings
    return replace(settings, site_url=_where(given))


def _where(given: argparse.Namespace) -> str:
    return str(given.socket) if given.socket else f"http://{_reached(given.host)}:{given.port}"


def _reached(host: str) -> str:
    """How what listens on `host` is reached from this machine, also where it listens everywhere."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if address.version == 4:
        return "127.0.0.1" if address.is_unspecified else host
    return "[::1]" if address.is_unspecified else f"[{host}]"


def _greet_demonstration() -> None:
    print(f"\nDemonstration log-ins (they exist in this database only); password of all: {PASSWORD}")
    for post in POSTS:
        print(f"  {post.username:<22} {', '.join(post.roles)}")
    print("Roles that decide, publish or supervise ask for a code; a demonstration shows it on the page.\n", flush=True)


def tick(settings: Settings, given: argparse.Namespace) -> int:
    """Once, or again and again."""
    enter(settings)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    while True:
        failed = worker.run(settings, at=clock.now())
        if failed:
            print(f"sunshine tick: failed: {', '.join(failed)}", file=sys.stderr, flush=True)
        if not given.every:
            return 1 if failed else 0
        time.sleep(given.every)
