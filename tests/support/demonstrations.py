"""A copy of the run's demonstration for a whole module, with its house open."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.support import databases
from workflow.base import clock, db
from workflow.base.house import open_house
from workflow.base.settings import Settings
from workflow.doors.connection import open_portal
from workflow.doors.inbox import receive
from workflow.places import packs

DEMONSTRATION = "sunshine_demonstration"


@contextmanager
def opened(request: pytest.FixtureRequest, kind: str, folder: Path) -> Iterator[tuple[Engine, Settings]]:
    """The demonstration on one `kind` of engine, its data in a new `folder`."""
    if kind == "sqlite":
        shutil.copytree(request.getfixturevalue("demonstration"), folder)
        with _house(Settings.load(folder, environ={})) as house:
            yield house
        return
    shutil.copytree(request.getfixturevalue("postgresql_demonstration"), folder)
    with (
        databases.postgresql_copy(request.getfixturevalue("cluster"), DEMONSTRATION) as url,
        _house(Settings.load(folder, environ={"DATABASE_URL": url})) as house,
    ):
        yield house


@contextmanager
def _house(settings: Settings) -> Iterator[tuple[Engine, Settings]]:
    engine = open_house(settings)
    door = open_portal(settings.portal_database_url)
    receive.use_limits(settings.limits)
    packs.use_folders(*packs.folders_of(settings))
    yield engine, settings
    db.session.remove()
    door.dispose()
    engine.dispose()
    packs.use_folders()
    clock.use_demo_file(None)
