"""A house that serves its portal over real HTTP, and a witness outside it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Connection, Engine, text
from werkzeug.serving import WSGIRequestHandler, make_server

from portal.app import create_app
from tests.support.board import NOTICE, publish_directory, publish_notice
from workflow.base import clock, db, web
from workflow.base.db import session, transaction
from workflow.base.migrations import guards
from workflow.base.settings import Settings
from workflow.doors.inbox import receive
from workflow.doors.published import write
from workflow.witness.look import Report, look
from workflow.witness.site import Site
from workflow.witness.state import Folder

Look = Callable[..., Report]
Alter = Callable[..., None]


class Silent(WSGIRequestHandler):
    """Says nothing of each request."""

    def log(self, type: str, message: str, *args: object) -> None:
        pass


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Templates once compiled serve every test's own app."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def portal(database: Engine, settings: Settings, compiled: FileSystemBytecodeCache) -> Flask:
    receive.use_limits(settings.limits)
    app = create_app(settings, web.make_app, web.dress)
    app.jinja_env.bytecode_cache = compiled
    return app


@pytest.fixture
def url(portal: Flask) -> Iterator[str]:
    """The address of the public side with a board and one notice of today, all covered by a checkpoint."""
    with transaction():
        publish_directory()
        publish_notice(NOTICE, "610525101200", "冯原村", posted_on=clock.today())
    sign()
    server = make_server("127.0.0.1", 0, portal, request_handler=Silent)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def seen(url: str, portal: Flask, tmp_path: Path) -> Look:
    """`seen(folder="w", days=0, key=None)` is one look of the witness who keeps that folder, some days from now.

    The house is started anew before each look: an administrator would not leave old pages in its memory.
    """

    def once(folder: str = "w", *, days: int = 0, key: str | None = None) -> Report:
        portal.wsgi_app.pages.clear()  # type: ignore[attr-defined]
        at = clock.now() + timedelta(days=days)
        return look(Site(url), Folder(tmp_path / folder), at=at, key=key)

    return once


@pytest.fixture
def administrator(database: Engine) -> Callable[..., None]:
    """`administrator(sql, …)` does what no trigger would let anyone do, and it stays done."""

    def alter(*statements: str, **values: object) -> None:
        with database.begin() as door:
            drop_guards(door)
            for statement in statements:
                door.execute(text(statement), values)
        session.remove()

    return alter


def drop_guards(door: Connection) -> None:
    for name, table, *_rest in guards.rules():
        if door.dialect.name == "sqlite":
            door.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
        else:
            door.execute(text(f'DROP TRIGGER IF EXISTS {name} ON "{table}"'))


def sign() -> None:
    """Sign what stands, as the tick does."""
    with transaction():
        write.sign_checkpoint(clock.now())
    db.session.remove()
