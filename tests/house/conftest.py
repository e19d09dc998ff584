"""A small demonstration on each engine, both faces in this process: everything that stands in a house that works."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from flask import Flask

from tests.conftest import DEMONSTRATION
from tests.support.cluster import Cluster
from tests.support.crowd import Crowd
from workflow.base import clock, db
from workflow.base.house import open_house
from workflow.base.settings import Settings
from workflow.doors.connection import open_portal
from workflow.doors.inbox import receive
from workflow.places import packs


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def working_house(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Flask, Flask]]:
    """Both apps over a demonstration of this module's own: (public, staff)."""
    from wsgi import create_apps

    folder = tmp_path_factory.mktemp("working") / "data"
    if request.param == "sqlite":
        shutil.copytree(request.getfixturevalue("demonstration"), folder)
        settings = Settings.load(folder, environ={})
    else:
        cluster: Cluster = request.getfixturevalue("cluster")
        shutil.copytree(request.getfixturevalue("postgresql_demonstration"), folder)
        url = cluster.create(f"working_{request.node.name[:20].replace('.', '_')}", DEMONSTRATION)
        settings = Settings.load(folder, environ={"DATABASE_URL": url})
    engine = open_house(settings)
    door = open_portal(settings.portal_database_url)
    receive.use_limits(settings.limits)
    packs.use_folders(*packs.folders_of(settings))
    yield create_apps(settings)
    db.session.remove()
    door.dispose()
    engine.dispose()
    packs.use_folders()
    clock.use_demo_file(None)


@pytest.fixture(scope="module")
def crowd(working_house: tuple[Flask, Flask]) -> Crowd:
    return Crowd(working_house[1])
